using Holdfast.Core.Collections;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>Makes what the owner publishes of a group out of what it knows.</summary>
public static class GroupStatuses
{
    /// <summary>Which instance of the group it is about.</summary>
    public sealed record Instance(string Node, long Epoch, long Generation);

    /// <param name="plan">What is wanted.</param>
    /// <param name="runtime">What is.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="wall">Turns a point of the boot clock into wall-clock time, for people.</param>
    /// <param name="polls">Health polls made, by resource.</param>
    public static GroupStatus Of(
        GroupPlan plan,
        GroupRuntime runtime,
        Instance instance,
        Func<BootTime, DateTimeOffset> wall,
        Func<string, long> polls)
    {
        ValueList<ResourceStatus> resources = runtime.Resources.Values.Select(r => Of(r, wall, polls)).ToValueList();
        string? failure = runtime.Resources.Values.Select(r => r.StopFailure).FirstOrDefault(f => f is not null)
            ?? (runtime.Guard == GuardPresence.Running ? runtime.GuardFailure : null);
        bool stopping = plan.Wanted == GroupWanted.Stop;
        return new()
        {
            Group = plan.Group,
            Node = instance.Node,
            Epoch = instance.Epoch,
            Generation = instance.Generation,
            Phase = !stopping ? GroupPhase.Active
                : failure is not null ? GroupPhase.StopFailed
                : GroupPhase.Stopping,
            Resources = resources,
            GuardPid = runtime.GuardPid,
            Role = runtime.Resources.Values.Any(r => r.Role == State.InstanceRole.Promoted)
                ? State.InstanceRole.Promoted
                : State.InstanceRole.Unpromoted,
            RoleToken = runtime.RoleToken,
            FailoverWanted = runtime.FailoverWanted,
            Reason = stopping && failure is not null ? failure : plan.WantedReason,
            Since = runtime.Resources.Count == 0 ? default : wall(runtime.Resources.Values.Max(r => r.Since)),
        };
    }

    private static ResourceStatus Of(
        ResourceRuntime r, Func<BootTime, DateTimeOffset> wall, Func<string, long> polls) => new()
    {
        Name = r.Name,
        Type = r.Config.Type,
        State = r.State,
        Monitor = r.Monitor,
        MonitorPid = r.Host?.MonitorPid,
        MonitorId = r.Host?.MonitorId,
        Health = r.Health,
        StatusText = r.StatusText,
        NodeUnfit = r.NodeUnfit,
        PromotionScore = r.PromotionScore,
        Role = r.Role,
        Reason = r.Reason,
        Since = wall(r.Since),
        Restarts = r.Restarts.Count,
        RetryAt = r.RetryAt is { } retry ? wall(retry) : null,
        IsolatedUntil = r.IsolatedUntil is { } until ? wall(until) : null,
        FromNextOnline = r.FromNextOnline,
        Polls = polls(r.Name),
    };
}
