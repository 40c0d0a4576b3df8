using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Owners;

/// <summary>
/// Runs one group that a node owns, as the product's host of a group does: takes in what happens, decides with Core,
/// announces, acts, publishes. What is simulated is the mailbox and what the actions meet.
/// </summary>
internal sealed class SimGroup
{
    private readonly SimService _service;
    private readonly SimOwner _owner;
    private readonly SimGroupActions _actions;
    private readonly Queue<GroupEvent> _mailbox = new();
    private readonly TimeSpan _wallOffset;
    private ClusterSnapshot _snapshot;
    private ClusterSnapshot _planned;
    private GroupPlan _stored;
    private GroupPlan _plan;
    private BootTime? _changesAt;
    private GroupRuntime _runtime;
    private GroupStatus? _published;
    private bool _announced;
    private bool _announcing;
    private bool _woken;
    private int _alarms;

    public SimGroup(SimService service, SimOwner owner, SimInstance instance, ClusterSnapshot snapshot)
    {
        _service = service;
        _owner = owner;
        Instance = instance;
        _snapshot = _planned = snapshot;
        _stored = _plan = PlanOf(snapshot);
        _runtime = new() { Group = instance.Group, TakenAt = service.Now };
        _actions = new(service, owner, this);
        _wallOffset = service.Universe.WallClock - DateTimeOffset.UnixEpoch - (service.Now - BootTime.Zero);
        Wake();
    }

    public SimInstance Instance { get; }

    public GroupRuntime Runtime => _runtime;

    /// <summary>The revision of what was decided from.</summary>
    public long Revision => _planned.Revision;

    /// <summary>The stop of this generation was reported, or the assignment is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The epoch is over: it does nothing more.</summary>
    public bool Ended { get; set; }

    private bool Stands => !IsDone && !Ended;

    private OwnerFaults Faults => _service.Universe.Faults;

    public void Post(GroupEvent happened)
    {
        if (Stands)
        {
            _mailbox.Enqueue(happened);
            Wake();
        }
    }

    public void Update(ClusterSnapshot snapshot)
    {
        bool differs = GroupPlan.MayDiffer(snapshot, _snapshot, Instance.Group);
        _planned = !differs && ReferenceEquals(_planned, _snapshot) ? snapshot : _planned;
        _snapshot = snapshot;
        if (differs || !_announced)
        {
            Wake();
        }
    }

    /// <summary>A service that started again takes up what it found.</summary>
    public void Adopt(SimGuard guard, IReadOnlyList<GroupEvent.Adopted> resources)
    {
        _announced = true;
        _actions.Take(guard);
        BootTime now = _service.Now;
        _runtime = resources.Aggregate(
            GroupStep.Step(_runtime, new GroupEvent.GuardReady(guard.Pid), now),
            (runtime, resource) => GroupStep.Step(runtime, resource, now));
    }

    /// <summary>Whether that is the call in progress; one that was given up must not be made any more.</summary>
    public bool Awaits(GroupAction.Call call) =>
        _runtime.Resources.TryGetValue(call.Resource, out ResourceRuntime? resource) && resource.Call?.Id == call.Id;

    public void GuardGone(SimGuard guard) => _actions.GuardGone(guard);

    private void Wake()
    {
        if (_woken || _announcing || !Stands)
        {
            return;
        }

        _woken = true;
        _service.Post(_service.Universe.Chance("owner").Milliseconds(0.01, 1), _ =>
        {
            _woken = false;
            if (Stands && !_announcing)
            {
                TakeIn();
                Pass();
            }
        });
    }

    private void TakeIn()
    {
        BootTime now = _service.Now;
        while (_mailbox.TryDequeue(out GroupEvent? happened))
        {
            if (!(Faults.MonitorDeathUnasked && happened is GroupEvent.MonitorLost))
            {
                Become(GroupStep.Step(_runtime, happened, now), now);
            }
            else
            {
                Become(AsIfOffline(((GroupEvent.MonitorLost)happened).MonitorId), now);
            }
        }

        if (!ReferenceEquals(_snapshot, _planned))
        {
            _planned = _snapshot;
            _stored = PlanOf(_snapshot);
        }
    }

    private void Pass()
    {
        GroupDecision decision = Decide();
        if (!_announced && _plan.Wanted != GroupWanted.Stop && !Faults.StartUnannounced)
        {
            Announce(decision.Runtime);
        }
        else
        {
            Carry(decision);
        }
    }

    private GroupDecision Decide()
    {
        (_plan, _changesAt) = DatabaseLoss.At(_stored, _service.Member.RenewedUntil, _service.Now);
        _service.Universe.Counters.StoppedWithoutDatabase += _plan.Wanted == _stored.Wanted ? 0 : 1;
        return GroupDecider.Decide(_plan, _runtime, _service.Now);
    }

    private void Announce(GroupRuntime runtime)
    {
        string group = Instance.Group;
        if (!Instance.IsAssigned(_snapshot))
        {
            Done();
            return;
        }

        _announcing = true;
        GroupStatus status = Status(_plan, runtime);
        _service.Statuses.Publish(status, new(Keys.GroupState(group), _snapshot.GroupStates[group].Revision), written =>
        {
            _announcing = false;
            _announced = written;
            _published = written ? status : null;
            if (!Stands)
            {
                return;
            }

            if (written)
            {
                Carry(Decide());
            }

            if (_mailbox.Count > 0 || !ReferenceEquals(_snapshot, _planned))
            {
                Wake();
            }
        });
    }

    private void Carry(GroupDecision decision)
    {
        BootTime now = _service.Now;
        Become(decision.Runtime, now);
        foreach (GroupAction action in decision.Actions)
        {
            Begin(action);
        }

        if (Faults.StopStartRace && _plan.Wanted == GroupWanted.Stop && _runtime.Guard == GuardPresence.Starting)
        {
            Begin(new GroupAction.ReportStopped { Reason = "" });
        }

        if (!IsDone && !_runtime.StopReported)
        {
            GroupStatus status = Status(_plan, _runtime);
            if (status != _published)
            {
                _published = status;
                _service.Statuses.Publish(status);
            }
        }

        int alarm = ++_alarms;
        if (Core.Time.Wake.Earlier(decision.WakeAt, _changesAt) is { } wake)
        {
            long wait = _service.Node.Machine.TrueTimeOf(wake) - _service.Universe.Schedule.Now;
            _service.Alarm(Math.Max(0, wait), _ =>
            {
                if (alarm == _alarms)
                {
                    Wake();
                }
            });
        }
    }

    private void Become(GroupRuntime after, BootTime now)
    {
        GroupRuntime before = _runtime;
        _runtime = after;
        if (ReferenceEquals(before, after))
        {
            return;
        }

        foreach (GroupTransition transition in GroupTransitions.Between(before, after, now))
        {
            _service.Universe.Counters.Isolations += transition.Kind == EventKinds.ResourceIsolated ? 1 : 0;
            _service.Events.Append(Instance.Group, transition);
        }
    }

    private void Begin(GroupAction action)
    {
        switch (action)
        {
            case GroupAction.Release release:
                _service.Universe.Counters.Rehosted++;
                _owner.Monitors.Release(release.MonitorId, release.Resource);
                break;
            case GroupAction.KillMonitor kill:
                _owner.Monitors.Kill(kill.MonitorId, kill.Resource, kill.Reason);
                break;
            case GroupAction.ReportStopped:
                ReportStopped(Status(_plan, _runtime) with { Phase = GroupPhase.Stopped });
                break;
            default:
                _actions.Do(action);
                break;
        }
    }

    /// <summary>Not before what an earlier guard of the group ran is gone too, be it only dying.</summary>
    private void ReportStopped(GroupStatus status)
    {
        if (_service.Node.HoldsGroupLock(Instance.Group) && !Faults.StopStartRace && !Faults.StoppedBeforeGuardIsGone)
        {
            _service.Universe.Counters.DyingAwaited++;
            _service.Post((long)10e6, _ => ReportStopped(status));
        }
        else if (!Instance.IsAssigned(_snapshot))
        {
            Reported(true);
        }
        else if (Stands)
        {
            _service.Statuses.Publish(status, null, Reported);
        }
    }

    private void Reported(bool written)
    {
        if (!Stands)
        {
            return;
        }

        if (written || !Instance.IsAssigned(_snapshot))
        {
            string text = $"Group {Instance.Group} is stopped on {Instance.Node}, generation {Instance.Generation}.";
            _service.Events.Append(Instance.Group, new(EventKinds.GroupStopped, "info", null, text));
            Done();
        }
        else
        {
            Post(new GroupEvent.StopReportLost());
        }
    }

    private void Done()
    {
        IsDone = true;
        _owner.HostDone(this);
    }

    private GroupStatus Status(GroupPlan plan, GroupRuntime runtime)
    {
        GroupStatus status = GroupStatuses.Of(
            plan, runtime, Instance.Status, at => DateTimeOffset.UnixEpoch + (at - BootTime.Zero) + _wallOffset,
            _ => 0);
        return !Faults.RegistrationReadFromMonitor ? status : status with
        {
            Resources = status.Resources
                .Select(one => one.MonitorId is { } id && _owner.Monitors.Find(id) is not null
                    ? one
                    : one with { Type = "" })
                .ToValueList(),
        };
    }

    private GroupPlan PlanOf(ClusterSnapshot snapshot)
    {
        var plan = GroupPlan.From(snapshot, Instance.Group);
        if (!Instance.IsAssigned(snapshot) && !Faults.EndedAssignmentFollowed)
        {
            plan = plan with { Wanted = GroupWanted.Stop, WantedReason = "it is not assigned so any more" };
        }

        if (plan.WaitsFor is not null)
        {
            _service.Universe.Counters.GroupsHeldBack++;
            plan = Faults.GroupDependencyIgnored ? plan with { WaitsFor = null } : plan;
        }

        return !Faults.DependencyOrderIgnored ? plan : plan with
        {
            Resources = ValueMap<ResourceConfig>.From(plan.Resources.Select(pair =>
                KeyValuePair.Create(pair.Key, pair.Value with { DependsOn = [] }))),
        };
    }

    private GroupRuntime AsIfOffline(string monitorId)
    {
        GroupRuntime runtime = _runtime;
        foreach (ResourceRuntime lost in runtime.Resources.Values.Where(one => one.Host?.MonitorId == monitorId))
        {
            ResourceRuntime down = new() { Config = lost.Config, Since = _service.Now };
            runtime = runtime with { Resources = runtime.Resources.Set(lost.Name, down) };
        }

        return runtime;
    }
}
