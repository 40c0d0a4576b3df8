using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>Maintenance: what keeps Holdfast from acting on a group. Health is shown all the same.</summary>
public static class Locks
{
    /// <summary>Why nothing is done about a group on this node; null if it is not locked.</summary>
    /// <param name="node">Its owner; null if it has none.</param>
    public static string? Of(ClusterSnapshot snapshot, GroupConfig group, string? node) =>
        snapshot.Cluster is { Value.Locked: true } ? "the cluster is locked: no action is taken"
        : group.Locked ? "it is locked: no action is taken on it"
        : node is not null && snapshot.Nodes.TryGetValue(node, out Row<NodeConfig>? owner) && owner.Value.Locked
            ? $"its node {node} is locked: no action is taken on it"
        : null;

    internal static Reason? Of(GroupCase group) =>
        Of(group.Snapshot, group.Config!, group.State.Owner) is { } text
            ? new(ReasonKind.Locked, text) { Group = group.Name }
            : null;
}
