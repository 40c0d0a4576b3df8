using System.Globalization;
using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;

namespace Holdfast.Core.Failover;

/// <summary>
/// After the cluster was formed anew: a group waits a while for its most preferred owner (the field's
/// ClusterGroupWaitDelay), and may stay offline until somebody asks for it (IgnorePersistentStateOnStartup).
/// </summary>
internal static class ColdStart
{
    /// <summary>Whether the group was given to its last owner before the cluster was formed anew.</summary>
    public static bool IsFrom(GroupCase group) =>
        group.Exists
        && group.Snapshot.Coordinator?.Value.FormedAt is { } formed
        && (group.State.AssignedAt ?? DateTimeOffset.MinValue) < formed;

    /// <summary>The verdict while the group waits; null if it does not.</summary>
    public static GroupVerdict? Wait(GroupCase group, Reason free)
    {
        if (free.Kind == ReasonKind.StoppedByOwner || group.Move is not null || !IsFrom(group)
            || group.Config!.PreferredOwners is not [var first, ..]
            || group.Ranking.Of(first) is not { CanOwn: false }
            || group.Pass.Placement.Node(first) is not { IsDown: true } awaited
            || !PlacementRules.IsPossibleOwner(group.Instance!, awaited.Name))
        {
            return null;
        }

        DateTimeOffset until = group.Snapshot.Coordinator!.Value.FormedAt!.Value + group.Pass.Cluster.GroupWaitDelay;
        if (until <= group.WallClock)
        {
            return null;
        }

        string time = until.ToUniversalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var reason = new Reason(
            ReasonKind.WaitsForPreferredOwner,
            $"the cluster was formed anew; it waits for {first}, its most preferred owner, until {time} UTC")
        {
            Node = first,
        };
        return OwnedGroup.Hinder(group, reason, group.Pass.At(until));
    }
}
