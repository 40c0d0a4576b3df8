using Holdfast.Core.Groups;

namespace Holdfast.Core.Placement;

/// <summary>What speaks against a node that can own a group.</summary>
internal static class PlacementReluctance
{
    public static (Reluctance Reluctance, string? Against) Of(
        PlacementContext context, GroupInstance instance, NodeFacts node, IReadOnlyCollection<string> failedOn)
    {
        if (failedOn.Contains(node.Name, StringComparer.Ordinal))
        {
            return (Reluctance.FailedThere, $"it failed on {node.Name}");
        }

        if (node.QuarantinedUntil is { } until)
        {
            return (Reluctance.Quarantine, $"{node.Name} is in quarantine until {Spoken.Time(until)}");
        }

        return Adversary(context, instance, node.Name) is { } other
            ? (Reluctance.AntiAffinity, $"{node.Name} has {other.Name} of the same anti-affinity class")
            : (Reluctance.None, null);
    }

    /// <summary>A group of the same anti-affinity class that the node has; null if none.</summary>
    public static GroupInstance? Adversary(PlacementContext context, GroupInstance instance, string node) =>
        instance.Config.AntiAffinity.Count == 0
            ? null
            : context.Occupancy.Others(node, instance)
                .Where(other => !string.Equals(other.Config.Name, instance.Config.Name, StringComparison.Ordinal))
                .Where(other => other.Config.AntiAffinity.Any(
                    name => instance.Config.AntiAffinity.Contains(name, StringComparer.Ordinal)))
                .MinBy(other => other.Name, StringComparer.Ordinal);
}
