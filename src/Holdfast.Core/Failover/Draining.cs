using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// How a node is drained: groups of the highest priority first; those of a lower one leave when none of a higher one is
/// left that can.
/// </summary>
internal static class Draining
{
    public static GroupVerdict Decide(GroupCase group)
    {
        string owner = group.State.Owner!;
        var reason = new Reason(ReasonKind.Drain, $"{owner} is being drained");
        if (group.Ranking.Best(except: owner) is null)
        {
            return OwnedGroup.Away(group, reason);
        }

        if (group.Pass.LeavesBefore(owner, group.Instance!) is { } first)
        {
            return OwnedGroup.Hinder(group, new(
                ReasonKind.DrainOrder,
                $"{owner} is being drained, and {first.Name} of a higher priority leaves first"));
        }

        GroupVerdict verdict = OwnedGroup.Away(group, reason);
        return verdict.Action is GroupAction.AskToStop stop
            ? verdict with { Action = stop with { State = stop.State with { DrainedFrom = owner } } }
            : verdict;
    }

    /// <summary>A group that is on its way already keeps those of a lower priority waiting.</summary>
    public static void Note(GroupCase group)
    {
        if (group is { State: { WantedStop: true, Owner: { } owner }, OwnerConfig.Drain: true, Instance: { } instance })
        {
            group.Pass.LeavesBefore(owner, instance);
        }
    }
}
