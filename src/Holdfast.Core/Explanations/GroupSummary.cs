using System.Globalization;
using Holdfast.Core.Failover;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Explanations;

/// <summary>Where a group is, how it is and why, in sentences.</summary>
internal static class GroupSummary
{
    public static IEnumerable<string> Of(GroupCase group)
    {
        yield return Place(group);
        if (Health(group) is { } health)
        {
            yield return health;
        }

        if (group.State.Hindrance.Length > 0)
        {
            yield return $"It is hindered: {group.State.Hindrance}.";
        }

        if (group.State.HeldAt >= group.Config!.OnlineAsked && group.Config.WantedOnline)
        {
            yield return "It is kept offline until somebody brings it online: "
                + $"holdfast group online {group.Config.Name}.";
        }

        if (group.RecentFailovers.Count > 0)
        {
            string period = Spoken.Duration(group.Config.FailoverPeriod);
            string times = string.Join(", ", group.RecentFailovers.Select(failover =>
                $"from {failover.From} at {Spoken.Time(failover.At)} ({failover.Reason})"));
            yield return $"It failed over {Spoken.Times(group.RecentFailovers.Count)} within {period}: {times}.";
        }

        if (group.State.LastMoveRefusal.Length > 0)
        {
            yield return $"The last request to move it was refused: {group.State.LastMoveRefusal}.";
        }
    }

    private static string Place(GroupCase group)
    {
        GroupState state = group.State;
        if (state.Owner is null)
        {
            return group.Exists ? $"It has no owner: {state.Reason}." : "It has no owner yet.";
        }

        string since = state.AssignedAt is { } at ? $" since {Spoken.Time(at)}" : "";
        string stopping = state is { WantedStop: true, IntendedOwner: { } target } ? $", on its way to {target}"
            : state.WantedStop ? ", being stopped"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"It is on {state.Owner}{since}{stopping}, generation {state.Generation}: {state.Reason}.");
    }

    private static string? Health(GroupCase group)
    {
        if (group.Status is not { } status)
        {
            return group.State.Owner is { } owner ? $"{owner} has not reported on it yet." : null;
        }

        string states = status.Resources.Count == 0
            ? "it has no resources"
            : string.Join(", ", status.Resources
                .GroupBy(resource => resource.State)
                .OrderBy(states => states.Key)
                .Select(states => string.Create(CultureInfo.InvariantCulture, $"{states.Count()} {states.Key}")));
        string wanted = group.Config!.WantedOnline ? "online" : "offline";
        string role = group.Config.Promoted > 0 ? $", {status.Role}" : "";
        return status.Reason.Length > 0
            ? $"It is wanted {wanted}; {states}{role}: {status.Reason}."
            : $"It is wanted {wanted}; {states}{role}.";
    }
}
