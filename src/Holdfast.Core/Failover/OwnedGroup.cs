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
            var reason = new Reason(ReasonKind.StopFailed, $"it could not be stopped on {group.State.Owner}: " +
                $"{group.Status.Reason}; it is not started elsewhere while something of it may run");
            return group.Move is null ? Hinder(group, reason) : MoveRequests.Refuse(group, reason.Text);
        }

        if (owner.Detached && group.Move is not null)
        {
            return MoveRequests.Refuse(group, $"the service of its owner {owner.Node} was stopped; start it first");
        }

        if (!owner.Alive || owner.Detached || group.Observer.IsSuspect(owner, group.Now))
        {
            return GroupVerdict.Nothing;
        }

        if (group.Move is not null)
        {
            return MoveRequests.Decide(group);
        }

        return group.State.WantedStop ? GroupVerdict.Nothing : Reconsider(group);
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

    private static GroupVerdict Reconsider(GroupCase group)
    {
        string owner = group.State.Owner!;
        if (group.Status?.FailoverWanted is { } failure)
        {
            return FailoverLimit.Decide(group, failure);
        }

        if (!PlacementRules.IsPossibleOwner(group.Config!, owner))
        {
            return Away(group, new(ReasonKind.NotPossibleOwner, $"{owner} is no longer one of its possible owners"));
        }

        if (group.OwnerConfig is { Drain: true })
        {
            return Away(group, new(ReasonKind.Drain, $"{owner} is being drained"));
        }

        if (group.Config!.AutoFailback && Preferred(group) is { } preferred)
        {
            var reason = new Reason(ReasonKind.Failback, $"{preferred.Node} is up again, {preferred.Rank}");
            return Ask(group, reason, preferred.Node);
        }

        return group.State.Hindrance.Length == 0
            ? GroupVerdict.Nothing
            : new(new GroupAction.Note(
                group.Name,
                new(ReasonKind.FirstOwner, "nothing hinders it any more") { Group = group.Name },
                group.State with { Hindrance = "" }) { IsNews = false });
    }

    private static GroupVerdict Away(GroupCase group, Reason reason)
    {
        string owner = group.State.Owner!;
        return group.Ranking.Best(except: owner) is { } target
            ? Ask(group, reason, target.Node)
            : Hinder(group, reason with
            {
                Text = $"{reason.Text}, but it has nowhere to go: {group.Ranking.Refusals(owner)}",
            });
    }

    private static Candidate? Preferred(GroupCase group)
    {
        int current = group.Ranking.Of(group.State.Owner!)?.Preference ?? int.MaxValue;
        return group.Ranking.Candidates.FirstOrDefault(candidate =>
            candidate.CanOwn && !candidate.FailedThere && candidate.Preference < current
            && !(group.State.PassedOver.TryGetValue(candidate.Node, out long epoch) && epoch == candidate.Epoch));
    }
}
