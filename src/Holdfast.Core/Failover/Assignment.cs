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
            DrainedFrom = group.Move is null ? group.State.DrainedFrom : null,
        };
        return choice.Candidate is { } candidate
            ? Assign(group, free, state, candidate, choice.Why)
            : LeaveWithoutOwner(group, free, state);
    }

    private static long NextGeneration(GroupCase group) =>
        group.Observer.Faults.GenerationNotRaised && group.State.Generation > 0
            ? group.State.Generation
            : Generations.Next(group.State.Generation, group.Pass.Cluster.GenerationFloor, group.Snapshot.Revision);

    private static GroupVerdict Assign(
        GroupCase group, Reason free, GroupState state, Candidate candidate, string why)
    {
        long? held = Held(group, free);
        string ending = held is not null && group.Config!.WantedOnline
            ? "; it stays offline until somebody brings it online"
            : "";
        var reason = new Reason(free.Kind, $"{free.Text}; {candidate.Node} is {why}{ending}")
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
                AssignedAt = group.WallClock,
                HeldAt = held,
                Role = InstanceRole.Unpromoted,
                RoleToken = 0,
                DrainedFrom = string.Equals(state.DrainedFrom, candidate.Node, StringComparison.Ordinal)
                    ? null
                    : state.DrainedFrom,
                PassedOver = PassedOver(group.Ranking, candidate),
            },
            group.State.Owner)
        {
            Move = group.Move,
        });
    }

    /// <summary>
    /// Whether it stays offline on its new owner: with Priority 0 after the loss of a node, and after a cold start
    /// where the cluster ignores what was wanted before; until somebody asks for it.
    /// </summary>
    private static long? Held(GroupCase group, Reason free)
    {
        bool lost = free.Kind is ReasonKind.OwnerSilent or ReasonKind.OwnerProvenDead or ReasonKind.OwnerEpochOver
            or ReasonKind.OwnerConfirmedDead;
        bool unstarted = lost && (group.Config!.Priority == 0
            || (group.Pass.Cluster.IgnorePersistentStateOnStartup && ColdStart.IsFrom(group)));
        return unstarted ? group.Config!.OnlineAsked
            : group.State.HeldAt >= group.Config!.OnlineAsked ? group.State.HeldAt
            : null;
    }

    private static GroupVerdict LeaveWithoutOwner(GroupCase group, Reason free, GroupState state)
    {
        string why = $"no node can own it: {group.Ranking.Refusals()}";
        var reason = new Reason(ReasonKind.NoNode, $"{free.Text}, and {why}") { Group = group.Name };
        GroupState unowned = state with { Owner = null, OwnerEpoch = 0, Reason = why, HeldAt = Held(group, free) };
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
        return new(best, best is null ? "" : Why(group.Ranking, best), refusal);
    }

    /// <summary>Why this one: also what speaks against it, and against each more preferred one.</summary>
    private static string Why(Ranking ranking, Candidate best)
    {
        string rank = $"{best.Rank} that can own it";
        string text = best.Against is { } against ? $"{rank}, although {against}" : rank;
        return string.Join("; ", ranking.Candidates
            .Where(candidate => candidate.CanOwn && candidate.Preference < (best.Preference ?? int.MaxValue))
            .OrderBy(candidate => candidate.Preference)
            .Select(candidate => candidate.Against)
            .OfType<string>()
            .Prepend(text));
    }

    private static ValueMap<long> PassedOver(Ranking ranking, Candidate chosen) =>
        ValueMap<long>.From(ranking.Candidates
            .Where(candidate => candidate.CanOwn && candidate.Preference < (chosen.Preference ?? int.MaxValue))
            .Select(candidate => KeyValuePair.Create(candidate.Node, candidate.Epoch)));

    /// <summary>Where a group goes, why there, and why not where it was asked to go.</summary>
    private sealed record Choice(Candidate? Candidate, string Why, string MoveRefusal);
}
