using Holdfast.Core.Collections;
using Holdfast.Core.Explanations;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>Who should own each group: what the coordinator decides at each look. A pure function.</summary>
/// <remarks>
/// Level-triggered: it may be asked again or not at all between two changes, and gives the same answer for the same
/// input.
/// Every group that exists has an owner where that is possible, also one that is not wanted online.
/// </remarks>
public static class FailoverPolicy
{
    /// <param name="snapshot">The cluster, with the fences that are committed in the same transaction already in
    /// it.</param>
    /// <param name="observer">What this coordinator has seen of the members.</param>
    /// <param name="wallClock">For periods and hours of the day only; it decides nothing about safety.</param>
    /// <param name="now">The safety clock.</param>
    public static FailoverDecision Decide(
        ClusterSnapshot snapshot, Observer observer, DateTimeOffset wallClock, BootTime now) =>
        Decide(new FailoverPass(snapshot, observer, wallClock, now));

    internal static FailoverDecision Decide(FailoverPass pass)
    {
        var actions = new List<GroupAction>();
        BootTime? wakeAt = NextQuarantineEnd(pass);
        foreach (GroupCase group in pass.Cases())
        {
            GroupVerdict verdict = Decide(group);
            wakeAt = Wake.Earlier(wakeAt, verdict.WakeAt);
            if (verdict.Action is { } action)
            {
                actions.Add(action);
                if (action.Next is { } state && group.Instance is { } instance)
                {
                    pass.Placement.Occupancy.Change(instance, state);
                }
            }
        }

        actions.AddRange(Roles.Decide(pass, actions));
        return new(actions.ToValueList(), wakeAt);
    }

    /// <summary>What is to be done about one group, if nothing is done about others before it.</summary>
    internal static GroupVerdict Decide(GroupCase group)
    {
        if (group.Instance is null)
        {
            return Deleted(group);
        }

        return Release.Of(group.State, group.Snapshot, group.Observer, group.Now, ResourcesOf(group)) switch
        {
            Release.Free free => Placed(group, free.Reason),
            Release.Blocked blocked => OwnedGroup.Hinder(group, blocked.Reason),
            Release.Held held => OwnedGroup.Decide(group).OrAt(held.At).OrAt(group.ForgetsAt),
            var other => throw new InvalidOperationException($"Not a release: {other}."),
        };
    }

    private static GroupVerdict Placed(GroupCase group, Reason free)
    {
        bool moving = free.Kind == ReasonKind.StoppedByOwner && group.State.IntendedOwner is not null;
        if (!moving && Locks.Of(group) is { } locked)
        {
            return group.Move is null ? OwnedGroup.Hinder(group, locked) : MoveRequests.Refuse(group, locked.Text);
        }

        return ColdStart.Wait(group, free) ?? Assignment.Place(group, free);
    }

    private static GroupVerdict Deleted(GroupCase group)
    {
        bool exists = group.Snapshot.Groups.ContainsKey(GroupInstance.GroupOf(group.Name));
        string text = exists ? "its group is to have no such instance any more" : "it was deleted";
        var reason = new Reason(ReasonKind.Deleted, text) { Group = group.Name };
        if (!group.Exists)
        {
            return new(new GroupAction.RefuseMove(group.Name, reason, null) { Move = group.Move });
        }

        return Release.Of(group.State, group.Snapshot, group.Observer, group.Now, ResourcesOf(group)) switch
        {
            Release.Free => new(new GroupAction.Forget(group.Name, reason) { Move = group.Move }),
            Release.Held held when !group.State.WantedStop => new(
                new GroupAction.AskToStop(
                    group.Name, reason, group.State with { WantedStop = true, Reason = reason.Text }), held.At),
            Release.Held held => new(null, held.At),
            _ => GroupVerdict.Nothing,
        };
    }

    private static IEnumerable<Configuration.ResourceConfig> ResourcesOf(GroupCase group) =>
        group.Pass.Placement.ResourcesOf(GroupInstance.GroupOf(group.Name));

    private static BootTime? NextQuarantineEnd(FailoverPass pass) => pass.Placement.Nodes
        .Select(node => node.QuarantinedUntil is { } until ? pass.At(until) : (BootTime?)null)
        .Aggregate((BootTime?)null, Wake.Earlier);
}

/// <summary>What to do about one group, and when to look again.</summary>
internal sealed record GroupVerdict(GroupAction? Action, BootTime? WakeAt = null)
{
    public static GroupVerdict Nothing { get; } = new((GroupAction?)null);

    public GroupVerdict OrAt(BootTime? at) => this with { WakeAt = Wake.Earlier(WakeAt, at) };
}
