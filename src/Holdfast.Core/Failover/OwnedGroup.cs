using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// What to do about a group of which something may run at its owner: leave it, or ask the owner to stop it.
/// </summary>
internal static class OwnedGroup
{
    public static GroupVerdict Decide(GroupCase group)
    {
        if (group.OwnerMember is not { } owner || owner.Epoch < group.State.OwnerEpoch)
        {
            return Hinder(group, new(
                ReasonKind.NoNode,
                $"the record of its owner {group.State.Owner} is missing or older than the group's; was the database " +
                "restored? Start that node again to free it"));
        }

        if (group.Status?.Phase == GroupPhase.StopFailed && !group.Observer.Faults.StopFailedIgnored)
        {
            return NotStopped(group, owner);
        }

        if (owner.Detached && group.Move is not null)
        {
            return MoveRequests.Refuse(group, $"the service of its owner {owner.Node} was stopped; start it first");
        }

        if (owner.Relayed && group.Move is not null)
        {
            return MoveRequests.Refuse(group, $"its owner {owner.Node} does not reach the database, and would not see it");
        }

        if (!owner.Alive || owner.Detached || owner.Relayed || group.Observer.IsSuspect(owner, group.Now))
        {
            return GroupVerdict.Nothing;
        }

        if (!group.State.WantedStop && Locks.Of(group) is { } locked)
        {
            return group.Move is null ? Hinder(group, locked) : MoveRequests.Refuse(group, locked.Text);
        }

        if (group.Move is not null)
        {
            return MoveRequests.Decide(group);
        }

        if (group.State.WantedStop)
        {
            Draining.Note(group);
            return GroupVerdict.Nothing;
        }

        return Reconsider(group);
    }

    /// <summary>Writes down, once, why what should be done is not.</summary>
    public static GroupVerdict Hinder(GroupCase group, Reason reason, BootTime? wakeAt = null)
    {
        if (string.Equals(group.State.Hindrance, reason.Text, StringComparison.Ordinal))
        {
            return new(null, wakeAt);
        }

        GroupState state = group.State with { Hindrance = reason.Text };
        return new(new GroupAction.Note(group.Name, reason with { Group = group.Name }, state), wakeAt);
    }

    public static GroupVerdict Ask(GroupCase group, Reason reason, string? intended)
    {
        GroupState state = group.State with
        {
            WantedStop = true, IntendedOwner = intended, Hindrance = "", Reason = reason.Text,
        };
        return new(new GroupAction.AskToStop(group.Name, reason with { Group = group.Name }, state));
    }

    /// <summary>Asks for a move to the best other node; without one, says why it stays.</summary>
    public static GroupVerdict Away(GroupCase group, Reason reason)
    {
        string owner = group.State.Owner!;
        return group.Ranking.Best(except: owner) is { } target
            ? Ask(group, reason, target.Node)
            : Hinder(group, reason with
            {
                Text = $"{reason.Text}, but it has nowhere to go: {group.Ranking.Refusals(owner)}",
            });
    }

    private static GroupVerdict NotStopped(GroupCase group, MemberState owner)
    {
        var reason = new Reason(ReasonKind.StopFailed, $"it could not be stopped on {group.State.Owner}: " +
            $"{group.Status!.Reason}; it is not started elsewhere while something of it may run")
        {
            Group = group.Name,
            Node = owner.Node,
        };
        if (group.Move is not null)
        {
            return MoveRequests.Refuse(group, reason.Text);
        }

        return group.Config!.OnStopFailure == StopFailureAction.FenceNode && owner.Alive && !owner.Detached
            ? new(new GroupAction.FenceOwner(group.Name, reason, group.Snapshot.Members[owner.Node]))
            : Hinder(group, reason);
    }

    private static GroupVerdict Reconsider(GroupCase group)
    {
        string owner = group.State.Owner!;
        if (group.Status?.FailoverWanted is { } failure)
        {
            return FailoverLimit.Decide(group, failure);
        }

        if (!PlacementRules.IsPossibleOwner(group.Instance!, owner))
        {
            return Away(group, new(ReasonKind.NotPossibleOwner, $"{owner} is no longer one of its possible owners"));
        }

        if (group.OwnerConfig is { Drain: true })
        {
            return Draining.Decide(group);
        }

        return Suitability.Away(group)
            ?? Failback.Decide(group)
            ?? Suitability.Late(group)
            ?? Unhindered(group);
    }

    private static GroupVerdict Unhindered(GroupCase group)
    {
        BootTime? wakeAt = Wake.Earlier(Failback.NextLook(group), Suitability.NextLook(group));
        return group.State.Hindrance.Length == 0
            ? new(null, wakeAt)
            : new(
                new GroupAction.Note(
                    group.Name,
                    new(ReasonKind.FirstOwner, "nothing hinders it any more") { Group = group.Name },
                    group.State with { Hindrance = "" }) { IsNews = false },
                wakeAt);
    }
}
