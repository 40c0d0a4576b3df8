using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Linux;
using Holdfast.Service.Events;

namespace Holdfast.Service.Membership;

/// <summary>
/// The shell around <see cref="MemberAgent"/>: feeds it what happens, does what it says, and answers the one question
/// that a start may ask. Every decision is the agent's.
/// </summary>
/// <remarks>
/// State changes under one lock, and effects begin in order. The clock is read under that lock, after what happened, so
/// that
/// a service that was stopped in between finds its deadline passed. Commits of the node's own record and commits that
/// compare it go through one thread, and an answer is taken note of before the next is sent, so a renewal never
/// makes another commit fail.
/// </remarks>
public sealed partial class Authority : IAuthority, IDisposable
{
    private const int MemberTries = 5;
    private readonly Lock _gate = new();
    private readonly MemberThread _thread = new();
    private readonly MemberDatabase _database;
    private readonly AuthorityPage _page;
    private readonly ILocalResources _resources;
    private readonly IOtherMembers? _others;
    private readonly WatchdogFeeder? _watchdog;
    private readonly IBootClock _clock;
    private readonly MembershipNews _news;
    private readonly ILogger<Authority> _logger;
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Seldom _awayTold = new();
    private readonly Seldom _askedTold = new();
    private MemberAgentState _state;
    private CancellationTokenSource _epochEnded = new();
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stopping = CancellationToken.None;
    private bool _disposed;

    public Authority(
        MemberAgentState start,
        MemberDatabase database,
        Enforcement enforcement,
        ILocalResources resources,
        IBootClock clock,
        MembershipNews news,
        ILogger<Authority> logger)
    {
        _state = start with
        {
            Identity = start.Identity with
            {
                // Or a renewal that a killed run had under way could be taken for one of this run.
                Run = Guid.NewGuid().ToString("N")[..12],
                AliveFile = DeathWatch.FileOf(start.Identity.AlivePath),
            },
        };
        _database = database;
        _others = database.Others;
        _page = enforcement.Page;
        _watchdog = enforcement.Watchdog;
        _resources = resources;
        _clock = clock;
        _news = news;
        _logger = logger;
    }

    public string Node => _state.Identity.Node;

    public long Epoch => State.Phase == MemberPhase.Member ? State.Epoch : 0;

    public BootTime RenewedUntil => State.RenewedUntil;

    public CancellationToken EpochEnded
    {
        get
        {
            lock (_gate)
            {
                return _epochEnded.Token;
            }
        }
    }

    /// <summary>When <see cref="Tick"/> is due; null while only an answer can change anything.</summary>
    public BootTime? WakeAt => State.WakeAt;

    /// <summary>How often it renews: H.</summary>
    public TimeSpan Heartbeat => State.Profile.Heartbeat;

    /// <summary>Completes when the hold is published or the node has left: whether resources go on.</summary>
    public Task<bool> Ended => _ended.Task;

    /// <summary>How long one request to the database may take: L/4.</summary>
    public TimeSpan RequestLimit => State.Profile.Authority / 4;

    private MemberAgentState State => Volatile.Read(ref _state);

    public bool Lasts(TimeSpan margin)
    {
        MemberAgentState state = State;
        return state.Phase == MemberPhase.Member && _clock.Now + margin < state.Deadline;
    }

    public Task JoinedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _joined.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Begins: adopts what survives an earlier run of this service, or ends it and joins anew.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = cancellationToken;
        bool readable = _page.TryRead(out Linux.AuthorityReading page);
        SurvivingEpoch? found = await _resources.FindSurvivorsAsync(readable ? page.Epoch : 0, cancellationToken)
            .ConfigureAwait(false);
        Survivors survivors = Survivors.None;
        if (found is not null && readable)
        {
            // What was left armed is fed on; what is published of it must be there.
            _watchdog?.Arm();
            survivors = new(found.Epoch, new(page.Epoch, new BootTime(page.AuthorityUntil), new BootTime(page.KillAt)));
        }

        Step(now => new MemberEvent.Started(now, survivors));
    }

    public void Tick() => Step(now => new MemberEvent.Tick(now));

    /// <summary>Takes note of all members as a snapshot shows them.</summary>
    public void See(ClusterSnapshot snapshot)
    {
        if (snapshot.Revision > State.ViewRevision)
        {
            Step(now => new MemberEvent.MembersSeen(now, snapshot.Revision, snapshot.Members));
        }
    }

    /// <summary>Goes over to another profile; one that violates the inequality is refused.</summary>
    public void ChangeProfile(LeaseProfile profile)
    {
        if (State.Profile != profile)
        {
            if (LeaseInequality.Check(profile) is [var error, ..])
            {
                LogRefused(error.Message);
                return;
            }

            Step(now => new MemberEvent.ProfileChanged(now, profile));
        }
    }

    /// <summary>Publishes the hold; <see cref="Ended"/> tells when the service may end.</summary>
    public void Detach(TimeSpan hold) => Step(now => new MemberEvent.DetachAsked(now, hold));

    /// <summary>Stops everything, says so, and leaves; <see cref="Ended"/> tells when.</summary>
    public void Leave() => Step(now => new MemberEvent.LeaveAsked(now));

    public async ValueTask<CommitResult> CommitAsMemberAsync(
        Transaction transaction, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread.Enqueue(() => Answer(answer, transaction, cancellationToken), urgent: false);
        return await answer.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _thread.Dispose();
        _epochEnded.Dispose();
    }

    private void Answer(
        TaskCompletionSource<CommitResult> answer, Transaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            answer.SetResult(cancellationToken.IsCancellationRequested
                ? new CommitResult.Unavailable(false, "cancelled before it began")
                : CommitCompared(transaction));
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or DatabaseCorruptException)
        {
            answer.SetException(failure);
        }
    }

    private CommitResult CommitCompared(Transaction transaction)
    {
        if (_away && _others is not null)
        {
            // Renewals go by this thread too, and are all that counts now; the next one by itself tells.
            return new CommitResult.Unavailable(false, $"{Node} does not reach the database now");
        }

        string key = Keys.Member(Node);
        CommitResult result = new CommitResult.Unavailable(false, $"{Node} is not a member now");
        for (int attempt = 0; attempt < MemberTries; attempt++)
        {
            MemberAgentState state = State;
            if (state.Phase != MemberPhase.Member || state.Row is not { } row)
            {
                return new CommitResult.Unavailable(false, $"{Node} is not a member now");
            }

            var compared = new Transaction.Guard(key, row.Revision);
            result = _database.Commit(
                transaction with { Guards = [.. transaction.Guards, compared] }, RequestLimit);
            _away |= result is CommitResult.Unavailable;
            if (result is not CommitResult.Conflict conflict || conflict.Key != key)
            {
                return result;
            }

            // A renewal whose outcome was unknown took effect, or the epoch is over: the agent says which.
            (long revision, ValueMap<Row<MemberState>> members) = _database.ReadMembers(RequestLimit);
            Step(now => new MemberEvent.MembersSeen(now, revision, members));
        }

        return result;
    }

    private void Step(Func<BootTime, MemberEvent> happened)
    {
        BootTime? sooner;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            BootTime? before = _state.WakeAt;
            MemberStep step = MemberAgent.Step(_state, happened(_clock.Now));
            Volatile.Write(ref _state, step.State);
            sooner = step.State.WakeAt is { } due && !(before <= due) ? due : null;
            foreach (MemberEffect effect in step.Effects)
            {
                Do(effect);
            }
        }

        // Whoever keeps the time finds out by itself that it woke too early; it must not wake too late.
        if (sooner is { } at)
        {
            _news.Changed(at);
        }
    }

    /// <summary>Begins an effect; must be called under the lock, so that effects begin in order.</summary>
    private void Do(MemberEffect effect)
    {
        switch (effect)
        {
            case MemberEffect.WriteAuthority write:
                _page.Write(write.Page.Epoch, write.Page.Until.Nanoseconds, write.Page.KillAt.Nanoseconds);
                break;
            case MemberEffect.EpochStarted started:
                Begin(started);
                break;
            case MemberEffect.EpochEnded ended:
                End(ended);
                break;
            case MemberEffect.Detached detached:
                _watchdog?.Disarm();
                _ended.TrySetResult(detached.ResourcesGoOn);
                break;
            case MemberEffect.Left:
                _watchdog?.Disarm();
                _ended.TrySetResult(false);
                break;
            case MemberEffect.ReadOwnRow read:
                _thread.Enqueue(() => Read(read), urgent: true);
                break;
            case MemberEffect.Commit commit:
                _thread.Enqueue(() => Commit(commit), urgent: true);
                break;
            case MemberEffect.StopEverything stop:
                if (stop.Lost)
                {
                    TellLost(stop.Epoch, stop.Reason);
                }

                _news.Run("stop", token => StopAsync(stop, token), _stopping);
                break;
            case MemberEffect.ConfirmGuards confirm:
                _news.Run("guards", token => ConfirmAsync(confirm, token), _stopping);
                break;
            case MemberEffect.AskOthers ask:
                _news.Run("others", token => AskAsync(ask, token), _stopping);
                break;
            default:
                throw new InvalidOperationException($"Not an effect of a membership: {effect}.");
        }
    }

    private void Begin(MemberEffect.EpochStarted started)
    {
        LogJoined(started.Epoch, started.Continued);
        _news.Tell(started.Continued
            ? new EventDraft(
                EventKinds.ServiceAdopted,
                $"The service of node {Node} started again and goes on with epoch {started.Epoch}.")
            : new EventDraft(EventKinds.NodeUp, $"Node {Node} is up, epoch {started.Epoch}."));
        _joined.TrySetResult();
    }

    private void End(MemberEffect.EpochEnded ended)
    {
        LogEnded(ended.Epoch, ended.Cause, ended.Reason);
        if (ended.Cause != EpochEnd.Left)
        {
            TellLost(ended.Epoch, ended.Reason);
        }

        _joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenSource over = _epochEnded;
        _epochEnded = new CancellationTokenSource();
        _news.Run("epoch end", async _ => await over.CancelAsync().ConfigureAwait(false), _stopping);
    }

    private void TellLost(long epoch, string reason) => _news.Tell(new EventDraft(
        EventKinds.AuthorityLost,
        $"Node {Node} lost its authority ({reason}): it stops everything of epoch {epoch}.")
    {
        Level = "error",
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "member of epoch {Epoch} (continued: {Continued})")]
    private partial void LogJoined(long epoch, bool continued);

    [LoggerMessage(Level = LogLevel.Warning, Message = "epoch {Epoch} ended: {Cause}, {Reason}")]
    private partial void LogEnded(long epoch, EpochEnd cause, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopping everything: {Reason}")]
    private partial void LogStopping(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "profile refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "database: {Reason}")]
    private partial void LogAway(string reason);
}
