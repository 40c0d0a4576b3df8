using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Failover;

/// <summary>What is waited before a node is powered off.</summary>
public static class StonithDelay
{
    /// <summary>All delays of the device for this node together.</summary>
    /// <param name="device">The device that is to power it off.</param>
    /// <param name="node">The node.</param>
    /// <param name="snapshot">Who owns what.</param>
    /// <param name="chance">From 0 up to, but not including, 1.</param>
    public static TimeSpan Of(FenceDeviceConfig device, string node, ClusterSnapshot snapshot, double chance)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Delay + (device.DelayRandomMax * chance)
            + (device.NodeDelays.TryGetValue(node, out TimeSpan more) ? more : TimeSpan.Zero)
            + (OwnsMost(node, snapshot) ? device.PriorityDelay : TimeSpan.Zero);
    }

    /// <summary>True for the one node whose groups' priorities come to more than those of each other's.</summary>
    private static bool OwnsMost(string node, ClusterSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var owned = snapshot.GroupStates.Values
            .Where(row => row.Value.Owner is { Length: > 0 })
            .GroupBy(row => row.Value.Owner!, row => PriorityOf(row.Value, snapshot), StringComparer.Ordinal)
            .ToDictionary(each => each.Key, each => each.Sum(), StringComparer.Ordinal);
        return owned.Remove(node, out long own) && owned.Values.All(other => other < own);
    }

    private static long PriorityOf(GroupState state, ClusterSnapshot snapshot) =>
        snapshot.Groups.TryGetValue(GroupInstance.GroupOf(state.Group), out Row<GroupConfig>? group)
            ? group.Value.Priority
            : 0;
}
