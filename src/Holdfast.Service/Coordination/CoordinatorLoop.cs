using System.Collections.Concurrent;
using System.Threading.Channels;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Events;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Coordination;

/// <summary>
/// Looks at each change of the cluster, at each proof of a death and when time has passed, asks
/// <see cref="Coordinator"/> what to do, and commits its plan: one transaction a look.
/// </summary>
/// <remarks>
/// Renewals are noted as they come, but a renewal alone is nothing to decide about, unless it comes from a member that
/// was late: what was kept from it meanwhile may be its again.
/// </remarks>
public sealed partial class CoordinatorLoop
{
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WhileJoining = TimeSpan.FromMilliseconds(50);
    private readonly IClusterDatabase _database;
    private readonly IClusterView _view;
    private readonly IAuthority _authority;
    private readonly IEventLog _events;
    private readonly IBootClock _clock;
    private readonly DecisionLog _decisions;
    private readonly TimeProvider _time;
    private readonly ILogger<CoordinatorLoop> _logger;
    private readonly ConcurrentQueue<(string Node, long Epoch)> _proofs = new();
    private readonly Lock _gate = new();
    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private FailoverMemory? _memory;
    private Observer _observer = new() { StartedAt = BootTime.Zero };

    public CoordinatorLoop(
        IClusterView view, IAuthority authority, IEventLog events, IBootClock clock, TimeProvider time,
        DecisionLog decisions, ILogger<CoordinatorLoop> logger)
    {
        _database = decisions.Database;
        _decisions = decisions;
        _view = view;
        _authority = authority;
        _events = events;
        _clock = clock;
        _time = time;
        _logger = logger;
    }

    private CoordinatorIdentity Self => new(_authority.Node, _authority.Epoch);

    /// <summary>Nothing of this node's epoch runs any more.</summary>
    public void Proven(string node, long epoch)
    {
        LogProven(node, epoch);
        _proofs.Enqueue((node, epoch));
        _woken.Writer.TryWrite(true);
    }

    public async Task RunAsync(DeathWatch? deaths, CancellationToken cancellationToken)
    {
        _observer = new() { StartedAt = _clock.Now };
        _view.Advanced += See;
        try
        {
            while (true)
            {
                ClusterSnapshot snapshot = _view.Current;
                deaths?.See(snapshot, cancellationToken);
                CoordinatorIdentity self = Self;
                (bool again, BootTime? wakeAt) = await LookAsync(snapshot, self, cancellationToken)
                    .ConfigureAwait(false);
                if (!again)
                {
                    TimeSpan longest = self.Epoch == 0 ? WhileJoining : LongestWait;
                    await WaitAsync(snapshot.Revision, wakeAt, longest, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _view.Advanced -= See;
        }
    }

    /// <summary>Gives the term back when the service stops, so that another node need not wait for silence.</summary>
    public async Task ResignAsync(CancellationToken cancellationToken)
    {
        if (Coordinator.Resign(_view.Current, Self) is { } plan)
        {
            await _database.CommitAsync(plan.ToTransaction(_events), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One look: decides, and commits what is to be done with the decision itself.</summary>
    private async Task<(bool Again, BootTime? WakeAt)> LookAsync(
        ClusterSnapshot snapshot, CoordinatorIdentity self, CancellationToken cancellationToken)
    {
        Observer observer = Observe(snapshot);
        (DateTimeOffset wallClock, BootTime now) = (_time.GetLocalNow(), _clock.Now);
        CoordinatorStep step = Coordinator.Decide(ref _memory, snapshot, observer, self, wallClock, now);
        if (step.Plan is not { } plan)
        {
            return (false, step.WakeAt);
        }

        DecisionRecord record = DecisionRecords.Of(snapshot, observer, self, wallClock, now, plan);
        CommitPlan kept = plan with { Puts = plan.Puts.Add(new(Keys.Decision(record.Id), record)) };
        CommitResult result = await CommitAsync(kept, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Committed committed)
        {
            _decisions.Keep(record, committed.Revision, snapshot);
        }

        return result is CommitResult.Unavailable ? (false, step.WakeAt) : (true, null);
    }

    /// <summary>Notes which members have renewed, where the view is advanced.</summary>
    private void See(ClusterSnapshot snapshot)
    {
        bool wasLate;
        lock (_gate)
        {
            BootTime now = _clock.Now;
            wasLate = snapshot.Members.Values.Any(row => row.Value.Alive && _observer.IsSuspect(row.Value, now));
            _observer = _observer.See(snapshot, now);
            _decisions.Observer.Current = _observer;
        }

        if (wasLate)
        {
            _woken.Writer.TryWrite(true);
        }
    }

    private Observer Observe(ClusterSnapshot snapshot)
    {
        lock (_gate)
        {
            _observer = _observer.See(snapshot, _clock.Now);
            while (_proofs.TryDequeue(out (string Node, long Epoch) proof))
            {
                _observer = _observer.Prove(proof.Node, proof.Epoch);
            }

            _decisions.Observer.Current = _observer;
            return _observer;
        }
    }

    /// <summary>Commits, and returns once what took effect is in the view, or after a moment if nothing did.</summary>
    private async Task<CommitResult> CommitAsync(CommitPlan plan, CancellationToken cancellationToken)
    {
        CommitResult result = await _database.CommitAsync(
            plan.ToTransaction(_events), cancellationToken).ConfigureAwait(false);
        switch (result)
        {
            case CommitResult.Committed committed:
                foreach (var announcement in plan.Announcements)
                {
                    LogDid(announcement.Message);
                }

                await _view.ReachAsync(committed.Revision, cancellationToken).ConfigureAwait(false);
                break;
            case CommitResult.Unavailable away:
                LogAway(away.Reason);
                await Task.Delay(AfterConflict, _time, cancellationToken).ConfigureAwait(false);
                break;
            default:
                // Somebody else was first: what to do now shows in a newer snapshot.
                await Task.Delay(AfterConflict, _time, cancellationToken).ConfigureAwait(false);
                break;
        }

        return result;
    }

    private async Task WaitAsync(
        long revision, BootTime? wakeAt, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task next = _view.NewsAsync(revision, over.Token);
        Task woken = _woken.Reader.WaitToReadAsync(over.Token).AsTask();
        TimeSpan wait = wakeAt is { } at && at - _clock.Now is var due && due < longest ? Clamp(due) : longest;
        Task elapsed = Task.Delay(wait, _time, over.Token);
        await Task.WhenAny(next, woken, elapsed).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        _woken.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TimeSpan Clamp(TimeSpan wait) =>
        wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;

    [LoggerMessage(Level = LogLevel.Information, Message = "{What}")]
    private partial void LogDid(string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "nothing of node {Node}, epoch {Epoch}, runs any more")]
    private partial void LogProven(string node, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "database: {Reason}")]
    private partial void LogAway(string reason);
}
