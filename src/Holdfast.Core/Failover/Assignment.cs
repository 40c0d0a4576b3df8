using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>How a group that is free is given to a node.</summary>
internal static class Assignment
{
    public static GroupVerdict Place(GroupCase group, Reason free)
    {
        Choice choice = Choose(group);
        GroupState state = group.State with
        {
            WantedStop = false,
            IntendedOwner = null,
            Hindrance = "",
            LastMoveId = group.Move?.Value.Id ?? group.State.LastMoveId,
            LastMoveRefusal = group.Move is null ? group.State.LastMoveRefusal : choice.MoveRefusal,
            Failovers = group.RecentFailovers,
        };
        return choice.Candidate is { } candidate
            ? Assign(group, free, state, candidate, choice.Why)
            : LeaveWithoutOwner(group, free, state);
    }

    /// <summary>
    /// Rises with every assignment and never falls, also when a group is deleted and made again: the first generation
    /// is
    /// above every revision of the database so far, and no generation ever exceeds the revision that it was committed
    /// at.
    /// </summary>
    private static long NextGeneration(GroupCase group)
    {
        if (group.Observer.Faults.GenerationNotRaised && group.State.Generation > 0)
        {
            return group.State.Generation;
        }

        return group.State.Generation > 0 ? group.State.Generation + 1 : group.Snapshot.Revision + 1;
    }

    private static GroupVerdict Assign(
        GroupCase group, Reason free, GroupState state, Candidate candidate, string why)
    {
        var reason = new Reason(free.Kind, $"{free.Text}; {candidate.Node} is {why}")
        {
            Group = group.Name,
            Node = candidate.Node,
        };
        return new(new GroupAction.Assign(
            group.Name,
            reason,
            state with
            {
                Owner = candidate.Node,
                OwnerEpoch = candidate.Epoch,
                Generation = NextGeneration(group),
                Reason = reason.Text,
                PassedOver = PassedOver(group.Ranking, candidate),
            },
            group.State.Owner)
        {
            Move = group.Move,
        });
    }

    private static GroupVerdict LeaveWithoutOwner(GroupCase group, Reason free, GroupState state)
    {
        string why = $"no node can own it: {group.Ranking.Refusals()}";
        var reason = new Reason(ReasonKind.NoNode, $"{free.Text}, and {why}") { Group = group.Name };
        GroupState unowned = state with { Owner = null, OwnerEpoch = 0, Reason = why };
        bool same = group.Exists && unowned with { Failovers = group.State.Failovers } == group.State;
        return same && group.Move is null
            ? GroupVerdict.Nothing
            : new(new GroupAction.Note(group.Name, reason, unowned)
            {
                Move = group.Move,
                IsNews = !group.Exists || group.State.Owner is not null,
            });
    }

    private static Choice Choose(GroupCase group)
    {
        string refusal = "";
        if (group.Move?.Value.Target is { } asked)
        {
            refusal = group.Ranking.Of(asked) is { } target ? target.Refusal ?? "" : $"there is no node {asked}";
            if (refusal.Length == 0)
            {
                return new(group.Ranking.Of(asked), "where it was asked to go", "");
            }
        }

        if (group.State.IntendedOwner is { } intended && group.Ranking.Of(intended) is { CanOwn: true } ready)
        {
            return new(ready, "where it was to go", refusal);
        }

        Candidate? best = group.Ranking.BestOrLast();
        return new(best, best is null ? "" : $"{best.Rank} that can own it", refusal);
    }

    private static ValueMap<long> PassedOver(Ranking ranking, Candidate chosen) =>
        ValueMap<long>.From(ranking.Candidates
            .Where(candidate => candidate.CanOwn && candidate.Preference < (chosen.Preference ?? int.MaxValue))
            .Select(candidate => KeyValuePair.Create(candidate.Node, candidate.Epoch)));

    /// <summary>Where a group goes, why there, and why not where it was asked to go.</summary>
    private sealed record Choice(Candidate? Candidate, string Why, string MoveRefusal);
}
