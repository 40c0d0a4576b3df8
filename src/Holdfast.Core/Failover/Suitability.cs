using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Groups;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// Whether an owner still suits its group: fit, with the DLLs and the attributes that it requires, and where the groups
/// are that it must be with.
/// </summary>
/// <remarks>
/// Capacity and anti-affinity are looked at when a group is placed, and move nothing that runs: or a change of one
/// group's needs would move others.
/// </remarks>
internal static class Suitability
{
    /// <summary>Asks for a move if the owner does not suit it any more; null if it does.</summary>
    public static GroupVerdict? Away(GroupCase group)
    {
        string owner = group.State.Owner!;
        GroupConfig config = group.Config!;
        if (group.Pass.Placement.UnfitFor(group.Instance!, owner) is { } unfit)
        {
            return OwnedGroup.Away(group, new(ReasonKind.NotSuitable, $"{owner} is not fit: {unfit}"));
        }

        if (WithoutDll(group, owner) is { } missing)
        {
            return OwnedGroup.Away(group, missing);
        }

        ValueMap<string> attributes = group.OwnerConfig?.Attributes ?? ValueMap<string>.Empty;
        if (config.Requires.Count > 0 && AttributeRule.FirstUnmet(config.Requires, attributes) is { } unmet)
        {
            return OwnedGroup.Away(group, new(ReasonKind.NotSuitable, $"{owner} does not meet {unmet}"));
        }

        foreach (GroupDependency needed in config.DependsOn)
        {
            bool here = group.Pass.Placement.NodesOf(needed.Group).Contains(owner, StringComparer.Ordinal);
            bool anywhere = here || group.Pass.Placement.NodesOf(needed.Group).Any();
            if (needed.Scope == DependencyScope.Local && anywhere && !here)
            {
                return Follow(group, needed.Group);
            }

            if (needed.Scope == DependencyScope.Elsewhere && here)
            {
                var reason = new Reason(
                    ReasonKind.GroupDependency, $"{needed.Group}, which it must not be with, is on {owner}");
                return OwnedGroup.Away(group, reason);
            }
        }

        return null;
    }

    /// <summary>Says so if the group has waited for another one for longer than GroupDependencyTimeout.</summary>
    public static GroupVerdict? Late(GroupCase group)
    {
        if (WaitsFor(group) is not { } waits || LateAt(group) > group.WallClock)
        {
            return null;
        }

        string limit = Spoken.Duration(group.Pass.Cluster.GroupDependencyTimeout);
        return OwnedGroup.Hinder(
            group, new(ReasonKind.GroupDependency, $"{waits}; that is longer than {limit} (GroupDependencyTimeout)"));
    }

    /// <summary>When <see cref="Late"/> is due; null if the group waits for none.</summary>
    public static BootTime? NextLook(GroupCase group) =>
        WaitsFor(group) is not null && LateAt(group) > group.WallClock ? group.Pass.At(LateAt(group)) : null;

    /// <summary>
    /// The owner lacks the DLL of a type, nothing of the group is online or on its way, and another node can own it.
    /// </summary>
    private static Reason? WithoutDll(GroupCase group, string owner)
    {
        ValueMap<string> unavailable = group.Pass.Placement.Node(owner)?.UnavailableTypes
            ?? ValueMap<string>.Empty;
        if (unavailable.Count == 0 || !group.Config!.WantedOnline || group.Status is not { } status
            || status.Resources.Any(r => r.State is not (ResourceState.Failed or ResourceState.Offline))
            || status.Resources.All(r => r.State != ResourceState.Failed || !unavailable.ContainsKey(r.Type))
            || group.Ranking.Best(except: owner) is null)
        {
            return null;
        }

        ResourceStatus failed = status.Resources.First(
            r => r.State == ResourceState.Failed && unavailable.ContainsKey(r.Type));
        string text = $"{owner} cannot run resource type {failed.Type}: {unavailable[failed.Type]}";
        return new(ReasonKind.NotSuitable, text);
    }

    private static DateTimeOffset LateAt(GroupCase group) =>
        (group.State.AssignedAt ?? DateTimeOffset.MinValue) + group.Pass.Cluster.GroupDependencyTimeout;

    private static string? WaitsFor(GroupCase group) =>
        group.Config!.DependsOn.Count == 0 || !group.Config.WantedOnline
            ? null
            : GroupDependencies.WaitsFor(group.Snapshot, group.Instance!, group.State.Owner!);

    private static GroupVerdict Follow(GroupCase group, string needed) =>
        OwnedGroup.Away(group, new(
            ReasonKind.GroupDependency, $"{needed}, which it must be with, is not on {group.State.Owner}"));
}
