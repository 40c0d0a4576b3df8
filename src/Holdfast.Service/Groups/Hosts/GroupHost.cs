using System.Collections.Concurrent;
using System.Threading.Channels;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Service.Events;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>
/// Runs one group that this node owns: takes in what happens, decides with Core, acts, and publishes.
/// </summary>
/// <remarks>
/// One loop per group owns its state. Calls run beside it and come back as events. Nothing on the way of a restart
/// waits for the
/// database: statuses and events are written behind it.
/// </remarks>
internal sealed partial class GroupHost
{
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(3);

    private readonly HostServices _services;
    private readonly HostActions _actions;
    private readonly Channel<GroupEvent?> _mailbox =
        Channel.CreateUnbounded<GroupEvent?>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly TimeSpan _wallOffset;
    private ClusterSnapshot _snapshot;
    private bool _stale;
    private GroupPlan _stored;
    private GroupPlan _plan;
    private GroupRuntime _runtime;
    private GroupStatus? _published;
    private bool _announced;

    public GroupHost(GroupInstance instance, ClusterSnapshot snapshot, HostServices services, Adoption? adoption)
    {
        Instance = instance;
        _services = services;
        _snapshot = snapshot;
        _stored = _plan = PlanOf(snapshot);
        _runtime = new() { Group = instance.Group, TakenAt = services.Clock() };
        _actions = new HostActions(instance, services, Post, Awaits);
        _wallOffset = services.Time.GetUtcNow() - DateTimeOffset.UnixEpoch - (services.Clock() - BootTime.Zero);
        if (adoption is not null)
        {
            Adopt(adoption);
        }
    }

    public GroupInstance Instance { get; }

    /// <summary>The newest that is known of the group.</summary>
    public GroupRuntime Runtime => Volatile.Read(ref _runtime);

    /// <summary>The group's guard, if one runs.</summary>
    public Guards.IGroupGuard? Guard => _actions.Guard;

    /// <summary>
    /// The stop of this generation was reported, or the assignment is over: there is nothing left to do.
    /// </summary>
    public bool IsDone { get; private set; }

    /// <summary>Something happened; never waits.</summary>
    public void Post(GroupEvent happened) => _mailbox.Writer.TryWrite(happened);

    /// <summary>
    /// The cluster has changed; never waits. What changed for others alone is no reason to decide again.
    /// </summary>
    public void Update(ClusterSnapshot snapshot)
    {
        ClusterSnapshot earlier = Interlocked.Exchange(ref _snapshot, snapshot);
        if (GroupPlan.MayDiffer(snapshot, earlier, Instance.Group))
        {
            Volatile.Write(ref _stale, true);
        }
        else if (Volatile.Read(ref _announced))
        {
            return;
        }

        _mailbox.Writer.TryWrite(null);
    }

    /// <summary>The loop. It ends when the group is done here, or when the epoch ends or the service stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ITimer alarm = _services.Time.CreateTimer(
            _ => _mailbox.Writer.TryWrite(null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using CancellationTokenSource acting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (_actions.Guard is { } adopted)
            {
                Track(_actions.WatchAsync(adopted, acting.Token));
            }

            _mailbox.Writer.TryWrite(null);
            while (!IsDone && await _mailbox.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                TakeIn();
                await PassAsync(alarm, acting.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await acting.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool Awaits(GroupAction.Call call) =>
        Runtime.Resources.TryGetValue(call.Resource, out ResourceRuntime? resource) && resource.Call?.Id == call.Id;

    private void Adopt(Adoption adoption)
    {
        _announced = true;
        _actions.Take(adoption.Guard);
        BootTime now = _services.Clock();
        _runtime = adoption.Resources.Aggregate(
            GroupStep.Step(_runtime, new GroupEvent.GuardReady(adoption.Guard.Pid), now),
            (runtime, resource) => GroupStep.Step(runtime, resource, now));
    }

    private void TakeIn()
    {
        while (_mailbox.Reader.TryRead(out GroupEvent? happened))
        {
            if (happened is not null)
            {
                BootTime now = _services.Clock();
                Become(GroupStep.Step(_runtime, happened, now), now);
            }
        }

        if (Interlocked.Exchange(ref _stale, false))
        {
            _stored = PlanOf(Volatile.Read(ref _snapshot));
        }
    }

    /// <summary>
    /// What is wanted of this assignment. When it is over, nothing but its end: that its record wants no stop any more
    /// is said to the next owner. (It is over before this node has heard that its own report of the stop took effect.)
    /// </summary>
    private GroupPlan PlanOf(ClusterSnapshot snapshot)
    {
        var plan = GroupPlan.From(snapshot, Instance.Group);
        return Instance.IsAssigned(snapshot)
            ? plan
            : plan with { Wanted = GroupWanted.Stop, WantedReason = "it is not assigned so any more" };
    }

    private async Task PassAsync(ITimer alarm, CancellationToken cancellationToken)
    {
        BootTime now = _services.Clock();
        (_plan, BootTime? changesAt) = DatabaseLoss.At(_stored, _services.Authority.RenewedUntil, now);
        GroupDecision decision = GroupDecider.Decide(_plan, _runtime, now);
        if (!_announced && _plan.Wanted != GroupWanted.Stop)
        {
            if (!await AnnounceAsync(decision.Runtime, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            now = _services.Clock();
            decision = GroupDecider.Decide(_plan, _runtime, now);
        }

        Become(decision.Runtime, now);
        foreach (GroupAction action in decision.Actions)
        {
            Begin(action, cancellationToken);
        }

        if (!IsDone && !_runtime.StopReported)
        {
            Publish();
        }

        alarm.Change(
            Wake.Earlier(decision.WakeAt, changesAt) is { } wake
                ? TimeSpan.FromTicks(Math.Max(0, (wake - now).Ticks))
                : Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Before anything of this generation may run, a transaction says so, compared with the assignment. If the
    /// assignment has
    /// changed, the next snapshot tells what to do.
    /// </summary>
    private async Task<bool> AnnounceAsync(GroupRuntime runtime, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = Volatile.Read(ref _snapshot);
        if (!Instance.IsAssigned(snapshot))
        {
            IsDone = true;
            return false;
        }

        GroupStatus status = Status(_plan, runtime);
        long revision = snapshot.GroupStates[Instance.Group].Revision;
        _announced = await _services.Statuses.PublishAsync(
            status, new(Keys.GroupState(Instance.Group), revision), cancellationToken).ConfigureAwait(false);
        _published = _announced ? status : null;
        if (_announced)
        {
            LogAnnounced(_services.Logger, Instance.Group, Instance.Generation);
        }

        return _announced;
    }

    private void Become(GroupRuntime after, BootTime now)
    {
        GroupRuntime before = _runtime;
        Volatile.Write(ref _runtime, after);
        if (ReferenceEquals(before, after))
        {
            return;
        }

        foreach (GroupTransition transition in GroupTransitions.Between(before, after, now))
        {
            LogTransition(_services.Logger, transition.Kind, transition.Message);
            _services.Events.Append(new EventDraft(transition.Kind, transition.Message)
            {
                Level = transition.Level,
                Group = Instance.Group,
                Resource = transition.Resource,
                Type = TypeOf(transition.Resource, after),
                Cause = transition.Cause,
            });
        }
    }

    private static string? TypeOf(string? resource, GroupRuntime runtime) =>
        resource is not null && runtime.Resources.TryGetValue(resource, out ResourceRuntime? r) ? r.Config.Type : null;

    private void Publish()
    {
        GroupStatus status = Status(_plan, _runtime);
        if (status != _published)
        {
            _published = status;
            _services.Statuses.Publish(status);
        }
    }

    private GroupStatus Status(GroupPlan plan, GroupRuntime runtime) => GroupStatuses.Of(
        plan, runtime, Instance.Status, at => DateTimeOffset.UnixEpoch + (at - BootTime.Zero) + _wallOffset,
        _services.Monitors.Polls);

    private void Begin(GroupAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case GroupAction.Release release:
                _services.Monitors.Release(release.MonitorId, release.Resource);
                break;
            case GroupAction.KillMonitor kill:
                _services.Monitors.Kill(kill.MonitorId, kill.Resource, kill.Reason);
                break;
            case GroupAction.ReportStopped:
                Track(ReportStoppedAsync(Status(_plan, _runtime) with { Phase = GroupPhase.Stopped },
                    cancellationToken));
                break;
            default:
                string? effective = action is GroupAction.Call { Kind: CallKind.Online } call
                    ? _runtime.Resources[call.Resource].Effective
                    : null;
                Track(Task.Run(() => DoAsync(action, effective, cancellationToken), cancellationToken));
                break;
        }
    }

    /// <summary>
    /// The edge of every action: one that fails in a way that nobody foresaw must not be waited for for ever.
    /// </summary>
    private async Task DoAsync(GroupAction action, string? effective, CancellationToken cancellationToken)
    {
        try
        {
            await _actions.DoAsync(action, effective, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFault(_services.Logger, Instance.Group, action.GetType().Name, failure);
            Post(action switch
            {
                GroupAction.Call call => new GroupEvent.CallEnded(
                    call.Resource, call.Id, new CallResult.Failed($"{call.Kind} ended with {failure.Message}")),
                GroupAction.EndGuard => new GroupEvent.GuardEnded(failure.Message),
                _ => new GroupEvent.GuardFailed(failure.Message),
            });
        }
    }

    private void Track(Task task)
    {
        if (_running.TryAdd(task, 0))
        {
            _ = task.ContinueWith(
                done => _running.TryRemove(done, out byte _),
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ReportStoppedAsync(GroupStatus status, CancellationToken cancellationToken)
    {
        await WaitUntilGoneAsync(status, cancellationToken).ConfigureAwait(false);
        IsDone = IsOver()
            || await _services.Statuses.PublishAsync(status, null, cancellationToken).ConfigureAwait(false)
            || IsOver();
        if (IsDone)
        {
            LogStopped(_services.Logger, Instance.Group, Instance.Generation);
            _services.Events.Append(new EventDraft(
                Core.Events.EventKinds.GroupStopped,
                $"Group {Instance.Group} is stopped on {Instance.Node}, generation {Instance.Generation}.")
            {
                Group = Instance.Group,
            });
            _mailbox.Writer.TryComplete();
        }
        else
        {
            Post(new GroupEvent.StopReportLost());
        }
    }

    /// <summary>
    /// Says so if it takes long; for ever is possible (state D), and then the group stays where it is.
    /// </summary>
    private async Task WaitUntilGoneAsync(GroupStatus status, CancellationToken cancellationToken)
    {
        Task gone = _services.Guards.GoneAsync(Instance.Group, cancellationToken);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task late = Task.Delay(LongestDying, _services.Time, waiting.Token);
        if (await Task.WhenAny(gone, late).ConfigureAwait(false) == late && !cancellationToken.IsCancellationRequested)
        {
            _services.Statuses.Publish(status with
            {
                Phase = GroupPhase.StopFailed,
                Reason = "it could not be stopped: what its guard started does not die; look for what it waits for "
                    + "(state D in ps)",
            });
        }

        await waiting.CancelAsync().ConfigureAwait(false);
        await gone.ConfigureAwait(false);
    }

    private bool IsOver() => !Instance.IsAssigned(Volatile.Read(ref _snapshot));

    [LoggerMessage(Level = LogLevel.Error, Message = "group {Group}: {Action} failed unexpectedly")]
    private static partial void LogFault(ILogger logger, string group, string action, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "group {Group} is active here, generation {Generation}")]
    private static partial void LogAnnounced(ILogger logger, string group, long generation);

    [LoggerMessage(Level = LogLevel.Information, Message = "group {Group} is stopped here, generation {Generation}")]
    private static partial void LogStopped(ILogger logger, string group, long generation);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind}: {Message}")]
    private static partial void LogTransition(ILogger logger, string kind, string message);
}
