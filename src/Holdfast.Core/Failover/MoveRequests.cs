using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// What becomes of a request to move a group that has an owner: it is taken up once, or refused with the reason.
/// </summary>
internal static class MoveRequests
{
    public static GroupVerdict Decide(GroupCase group)
    {
        string owner = group.State.Owner!;
        string? asked = group.Move!.Value.Target;
        Candidate? target = asked is null ? group.Ranking.Best(except: owner) : group.Ranking.Of(asked);
        if (asked is not null && target is null)
        {
            return Refuse(group, $"there is no node {asked}");
        }

        if (target is null)
        {
            return Refuse(group, $"no other node can own it: {group.Ranking.Refusals(owner)}");
        }

        if (target.Refusal is { } refusal)
        {
            return Refuse(group, refusal);
        }

        if (string.Equals(target.Node, owner, StringComparison.Ordinal) && !group.State.WantedStop)
        {
            return Refuse(group, $"it is on {owner} already");
        }

        string by = group.Move.Value.By;
        string text = by.Length == 0
            ? $"a move to {target.Node} was asked for"
            : $"{by} asked to move it to {target.Node}";
        return new(new GroupAction.AskToStop(
            group.Name,
            new(ReasonKind.MoveAsked, text) { Group = group.Name, Node = target.Node },
            group.State with
            {
                WantedStop = true,
                IntendedOwner = target.Node,
                Hindrance = "",
                DrainedFrom = null,
                Reason = text,
                LastMoveId = group.Move.Value.Id,
                LastMoveRefusal = "",
            })
        {
            Move = group.Move,
        });
    }

    public static GroupVerdict Refuse(GroupCase group, string why)
    {
        var reason = new Reason(ReasonKind.MoveRefused, why) { Group = group.Name };
        GroupState state = group.State with { LastMoveId = group.Move!.Value.Id, LastMoveRefusal = why };
        return new(new GroupAction.RefuseMove(group.Name, reason, state) { Move = group.Move });
    }
}
