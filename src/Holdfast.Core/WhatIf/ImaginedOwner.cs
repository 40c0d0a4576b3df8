using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.WhatIf;

/// <summary>A group on its owner in an imagined cluster, where every call succeeds at once.</summary>
internal sealed class ImaginedOwner
{
    private const int Rounds = 200;
    private readonly GroupState _state;
    private readonly Func<BootTime, DateTimeOffset> _wall;

    public ImaginedOwner(
        GroupState state,
        GroupStatus? status,
        ClusterSnapshot snapshot,
        Func<BootTime, DateTimeOffset> wall,
        BootTime now)
    {
        _state = state;
        _wall = wall;
        Runtime = new() { Group = state.Group, TakenAt = now };
        if (status is not null)
        {
            Adopt(status, GroupPlan.From(snapshot, state.Group), now);
        }
    }

    public GroupRuntime Runtime { get; private set; }

    public long Generation => _state.Generation;

    public string Node => _state.Owner!;

    public BootTime? WakeAt { get; private set; }

    /// <summary>Does all that is to be done now; gives what to publish, and tells of every transition.</summary>
    public GroupStatus Run(ClusterSnapshot snapshot, BootTime now, Action<GroupTransition> tell)
    {
        GroupPlan plan = GroupPlan.From(snapshot, _state.Group);
        bool stopped = false;
        for (int round = 0; round < Rounds && !stopped; round++)
        {
            GroupDecision decision = GroupDecider.Decide(plan, Runtime, now);
            Become(decision.Runtime, now, tell);
            WakeAt = decision.WakeAt;
            if (decision.Actions.Count == 0)
            {
                break;
            }

            foreach (GroupAction action in decision.Actions)
            {
                stopped |= action is GroupAction.ReportStopped;
                Do(action, now, tell);
            }
        }

        GroupStatus status = GroupStatuses.Of(
            plan, Runtime, new(Node, _state.OwnerEpoch, Generation), _wall, _ => 0);
        return stopped ? status with { Phase = GroupPhase.Stopped } : status;
    }

    /// <summary>The resource fails; for good, if restarting it here does not help.</summary>
    public void Fail(string resource, bool forGood, BootTime now, Action<GroupTransition> tell)
    {
        if (Runtime.Resources.TryGetValue(resource, out ResourceRuntime? known))
        {
            ValueList<BootTime> used = Enumerable.Repeat(now, known.Config.RestartThreshold).ToValueList();
            GroupRuntime failing = forGood
                ? Runtime with { Resources = Runtime.Resources.Set(resource, known with { Restarts = used }) }
                : Runtime;
            Become(GroupStep.Step(failing, new GroupEvent.OperatorFailed(resource, "imagined"), now), now, tell);
        }
    }

    public void Clear(string resource, BootTime now, Action<GroupTransition> tell)
    {
        if (Runtime.Resources.ContainsKey(resource))
        {
            Become(GroupStep.Step(Runtime, new GroupEvent.OperatorCleared(resource), now), now, tell);
        }
    }

    private void Adopt(GroupStatus status, GroupPlan plan, BootTime now)
    {
        if (status.GuardPid is { } guard)
        {
            Runtime = GroupStep.Step(Runtime, new GroupEvent.GuardReady(guard), now);
        }

        foreach (ResourceStatus resource in status.Resources)
        {
            if (!plan.Resources.TryGetValue(resource.Name, out ResourceConfig? config))
            {
                continue;
            }

            plan.Types.TryGetValue(config.Type, out ResourceTypeConfig? type);
            var host = new Hosting(resource.MonitorId ?? "m", resource.MonitorPid ?? 1, new()
            {
                Place = new(type?.PackageHash ?? "", config.SeparateMonitor ? config.Name : null),
                Properties = config.Properties,
                LooksAlive = config.LooksAlivePollInterval ?? type?.LooksAlivePollInterval ?? default,
                IsAlive = config.IsAlivePollInterval ?? type?.IsAlivePollInterval ?? default,
            });
            bool open = resource.Monitor != MonitorPresence.None;
            Runtime = GroupStep.Step(
                Runtime,
                new GroupEvent.Adopted(
                    config, resource.State, open ? host : null, Certain: true, resource.Restarts, null)
                {
                    Role = resource.Role, PromotionScore = resource.PromotionScore, NodeUnfit = resource.NodeUnfit,
                },
                now);
        }

        Runtime = Runtime with { RoleToken = status.RoleToken, FailoverWanted = status.FailoverWanted };
    }

    private void Do(GroupAction action, BootTime now, Action<GroupTransition> tell)
    {
        switch (action)
        {
            case GroupAction.StartGuard:
                Become(GroupStep.Step(Runtime, new GroupEvent.GuardReady(1), now), now, tell);
                break;
            case GroupAction.EndGuard:
                Become(GroupStep.Step(Runtime, new GroupEvent.GuardEnded(null), now), now, tell);
                break;
            case GroupAction.Call call:
                CallResult result = call.Kind == CallKind.Reattach
                    ? CallResult.Running.Instance
                    : CallResult.Ok.Instance;
                GroupRuntime sent = GroupStep.Step(
                    Runtime, new GroupEvent.CallSent(call.Resource, call.Id, "m", 1), now);
                Become(GroupStep.Step(sent, new GroupEvent.CallEnded(call.Resource, call.Id, result), now), now, tell);
                break;
            default:
                break;
        }
    }

    private void Become(GroupRuntime after, BootTime now, Action<GroupTransition> tell)
    {
        foreach (GroupTransition transition in GroupTransitions.Between(Runtime, after, now))
        {
            tell(transition);
        }

        Runtime = after;
    }
}
