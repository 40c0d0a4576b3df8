using System.Globalization;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Placement;

/// <summary>Why a node cannot own a group now.</summary>
internal static class PlacementRefusals
{
    /// <summary>The first reason against it; null if it can own the instance.</summary>
    public static string? Of(PlacementContext context, GroupInstance instance, NodeFacts node) =>
        Possible(instance, node)
        ?? node.Refusal
        ?? Unfit(context, instance, node)
        ?? Types(context, instance, node)
        ?? Requirements(instance, node)
        ?? Leftovers(context, instance, node)
        ?? Siblings(context, instance, node)
        ?? Dependencies(context, instance, node)
        ?? AntiAffinity(context, instance, node)
        ?? Capacity(context, instance, node);

    private static string? Possible(GroupInstance instance, NodeFacts node) =>
        PlacementRules.IsPossibleOwner(instance, node.Name)
            ? null
            : instance.Pinned is { } pinned
                ? $"{instance.Name} is the instance of {pinned}"
                : $"{node.Name} is not one of its possible owners";

    private static string? Unfit(PlacementContext context, GroupInstance instance, NodeFacts node) =>
        context.UnfitFor(instance, node.Name) is { } unfit
            ? $"{node.Name} is not fit: {unfit}"
            : null;

    private static string? Types(PlacementContext context, GroupInstance instance, NodeFacts node)
    {
        if (node.UnavailableTypes.Count == 0)
        {
            return null;
        }

        foreach (string type in context.TypesOf(instance.Config.Name))
        {
            if (node.UnavailableTypes.TryGetValue(type, out string? why))
            {
                return $"{node.Name} cannot run resource type {type}: {why}";
            }
        }

        return null;
    }

    private static string? Requirements(GroupInstance instance, NodeFacts node) =>
        instance.Config.Requires.Count > 0
        && AttributeRule.FirstUnmet(instance.Config.Requires, node.Config.Attributes) is { } unmet
            ? $"{node.Name} does not meet {unmet}"
            : null;

    /// <summary>
    /// Where the number of instances was changed: one that is to go keeps its node, and between an ordinary group and
    /// instances of it every node.
    /// </summary>
    private static string? Leftovers(PlacementContext context, GroupInstance instance, NodeFacts node)
    {
        bool ordinary = GroupInstance.SuffixOf(instance.Name).Length == 0;
        foreach (GroupInstance old in context.LeftoversOf(instance.Config.Name))
        {
            bool other = ordinary || GroupInstance.SuffixOf(old.Name).Length == 0;
            foreach (string place in context.Occupancy.NodesOf([old.Name]))
            {
                if (other || string.Equals(place, node.Name, StringComparison.Ordinal))
                {
                    return $"{old.Name}, which is to go, is still on {place}";
                }
            }
        }

        return null;
    }

    private static string? Siblings(PlacementContext context, GroupInstance instance, NodeFacts node)
    {
        if (!instance.IsParallel || instance.Pinned is not null || context.Faults.SiblingsIgnored)
        {
            return null;
        }

        int limit = Math.Max(1, instance.Config.InstancesPerNode);
        List<string> there = [.. context.Occupancy.Others(node.Name, instance)
            .Where(other => string.Equals(other.Config.Name, instance.Config.Name, StringComparison.Ordinal))
            .Select(other => other.Name)
            .Order(StringComparer.Ordinal)];
        return there.Count >= limit ? $"{node.Name} has {string.Join(" and ", there)} already" : null;
    }

    private static string? Dependencies(PlacementContext context, GroupInstance instance, NodeFacts node)
    {
        foreach (GroupDependency needed in instance.Config.DependsOn)
        {
            if (needed.Scope == DependencyScope.Anywhere)
            {
                continue;
            }

            List<string> places = [.. context.NodesOf(needed.Group).Distinct(StringComparer.Ordinal)];
            bool here = places.Contains(node.Name, StringComparer.Ordinal);
            if (needed.Scope == DependencyScope.Local && !here)
            {
                return places.Count == 0
                    ? $"{needed.Group}, which it must be with, has no owner"
                    : $"it must be where {needed.Group} is, on {string.Join(" or ", places)}, not on {node.Name}";
            }

            if (needed.Scope == DependencyScope.Elsewhere && here)
            {
                return $"{needed.Group}, which it must not be with, is on {node.Name}";
            }
        }

        return null;
    }

    private static string? AntiAffinity(PlacementContext context, GroupInstance instance, NodeFacts node) =>
        context.EnforcedAntiAffinity
        && PlacementReluctance.Adversary(context, instance, node.Name) is { } other
            ? $"{node.Name} has {other.Name} of the same anti-affinity class, which is enforced"
            : null;

    private static string? Capacity(PlacementContext context, GroupInstance instance, NodeFacts node)
    {
        foreach ((string quantity, long needed) in instance.Config.Needs)
        {
            if (needed > 0 && node.Config.Offers.TryGetValue(quantity, out long offered))
            {
                long free = offered - context.Used(node.Name, quantity, instance);
                if (free < needed)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{node.Name} has {Math.Max(0, free)} of {offered} {quantity} free, and it needs {needed}");
                }
            }
        }

        return null;
    }
}
