using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// When a group goes back: to a more preferred owner that came up again (AutoFailback and its hours), or to a node that
/// it was drained from and that was resumed with failback.
/// </summary>
internal static class Failback
{
    /// <summary>The verdict; null if it does not go back now.</summary>
    public static GroupVerdict? Decide(GroupCase group)
    {
        if (Drained(group) is { } home)
        {
            var resumed = new Reason(ReasonKind.Failback, $"{home.Node}, which it was drained from, was resumed");
            return OwnedGroup.Ask(group, resumed, home.Node);
        }

        if (Preferred(group) is not { } preferred)
        {
            return null;
        }

        var reason = new Reason(ReasonKind.Failback, $"{preferred.Node} is up again, {preferred.Rank}");
        return FailbackWindow.IsOpen(group.Config!, group.WallClock)
            ? OwnedGroup.Ask(group, reason, preferred.Node)
            : OwnedGroup.Hinder(
                group,
                new(
                    ReasonKind.OutsideFailbackWindow,
                    $"it goes back to {preferred.Node} in its failback window, "
                    + FailbackWindow.Describe(group.Config!)),
                NextLook(group));
    }

    /// <summary>When a closed window opens; null if nothing waits for it.</summary>
    public static BootTime? NextLook(GroupCase group) =>
        group.Config!.AutoFailback && !FailbackWindow.IsOpen(group.Config, group.WallClock)
            ? group.Pass.At(FailbackWindow.NextOpening(group.Config, group.WallClock))
            : null;

    private static Candidate? Drained(GroupCase group) =>
        group.State.DrainedFrom is { } home
        && !string.Equals(home, group.State.Owner, StringComparison.Ordinal)
        && group.Snapshot.Nodes.TryGetValue(home, out Row<Configuration.NodeConfig>? node) && node.Value.FailbackAsked
        && group.Ranking.Of(home) is { CanOwn: true, FailedThere: false } candidate
            ? candidate
            : null;

    private static Candidate? Preferred(GroupCase group)
    {
        if (!group.Config!.AutoFailback || group.Config.PreferredOwners.Count == 0
            || string.Equals(group.Config.PreferredOwners[0], group.State.Owner, StringComparison.Ordinal))
        {
            return null;
        }

        int current = group.Ranking.Of(group.State.Owner!)?.Preference ?? int.MaxValue;
        return group.Ranking.Candidates.FirstOrDefault(candidate =>
            candidate is { CanOwn: true, Reluctance: Reluctance.None } && candidate.Preference < current
            && !(group.State.PassedOver.TryGetValue(candidate.Node, out long epoch) && epoch == candidate.Epoch));
    }
}
