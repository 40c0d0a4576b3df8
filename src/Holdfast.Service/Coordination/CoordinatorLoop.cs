using System.Collections.Concurrent;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Events;
using Holdfast.Service.Hosting;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Coordination;

/// <summary>
/// Looks at each change of the cluster, at each proof of a death and when time has passed, asks
/// <see cref="Coordinator"/> what to do, and commits its plan: one transaction a look.
/// </summary>
/// <remarks>
/// Renewals are noted as they come, but a renewal alone is nothing to decide about, unless it comes from a member that
/// was late: what was kept from it meanwhile may be its again. It has a thread of its own: a takeover must not wait for
/// a busy thread pool, and to wake one thread costs a fifth of a timer on the pool.
/// </remarks>
public sealed partial class CoordinatorLoop : IDisposable
{
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
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
    private readonly AutoResetEvent _woken = new(initialState: false);

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
        _woken.Set();
    }

    /// <summary>
    /// Answers by what this loop would fence by, and takes what comes of it over before anybody hears the answer.
    /// </summary>
    /// <returns>Why not; null if this node agrees.</returns>
    public string? Answer(Func<Observer, AgreementAnswer> answer)
    {
        lock (_gate)
        {
            if (_observer.Node.Length == 0)
            {
                return "it has just started, and watches over nobody yet";
            }

            AgreementAnswer given = answer(_observer);
            _observer = given.Observer;
            return given.Refusal;
        }
    }

    /// <summary>The loop, on a thread of its own; runs until cancelled.</summary>
    public Task RunAsync(DeathWatch? deaths, CancellationToken cancellationToken) =>
        OwnThread.RunAsync(token => Run(deaths, token), cancellationToken);

    public void Dispose() => _woken.Dispose();

    private void Run(DeathWatch? deaths, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _observer = new() { Node = _authority.Node, StartedAt = _clock.Now };
        }

        _view.Advanced += See;
        using CancellationTokenRegistration wake = cancellationToken.Register(() => _woken.Set());
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                ClusterSnapshot snapshot = _view.Current;
                deaths?.See(snapshot, cancellationToken);
                CoordinatorIdentity self = Self;
                (bool again, BootTime? wakeAt) =
                    LookAsync(snapshot, self, cancellationToken).GetAwaiter().GetResult();
                if (!again)
                {
                    Wait(snapshot.Revision, wakeAt, self.Epoch == 0 ? WhileJoining : LongestWait, cancellationToken);
                }
            }
        }
        finally
        {
            _view.Advanced -= See;
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
            _woken.Set();
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

    /// <summary>Until there is news, somebody wakes it, or it is time.</summary>
    private void Wait(long revision, BootTime? wakeAt, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = _view.NewsAsync(revision, over.Token).ContinueWith(
            _ => _woken.Set(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        TimeSpan wait = wakeAt is { } at && at - _clock.Now is var due && due < longest ? due : longest;
        OwnThread.Sleep(_woken, wait);
        over.Cancel();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{What}")]
    private partial void LogDid(string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "nothing of node {Node}, epoch {Epoch}, runs any more")]
    private partial void LogProven(string node, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "database: {Reason}")]
    private partial void LogAway(string reason);
}
