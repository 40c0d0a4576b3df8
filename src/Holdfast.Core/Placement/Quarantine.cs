using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Placement;

/// <summary>
/// A node that was lost too often is given nothing for a while, unless nothing else can own a group: the field's
/// QuarantineThreshold and QuarantineDuration.
/// </summary>
public static class Quarantine
{
    /// <summary>Until when the node is in quarantine; null if it is not.</summary>
    public static DateTimeOffset? Of(NodeConfig node, ClusterSnapshot snapshot, DateTimeOffset wallClock) =>
        snapshot.NodeStates.TryGetValue(node.Name, out Row<NodeState>? row)
        && row.Value.QuarantinedUntil is { } until && until > wallClock
        && !(node.ClearedAt is { } cleared && row.Value.Losses.All(loss => loss <= cleared))
            ? until
            : null;

    /// <summary>The node's record after it was lost once more.</summary>
    public static NodeState Lose(string node, ClusterSnapshot snapshot, DateTimeOffset wallClock)
    {
        ClusterConfig cluster = snapshot.Cluster?.Value ?? new();
        snapshot.NodeStates.TryGetValue(node, out Row<NodeState>? row);
        snapshot.Nodes.TryGetValue(node, out Row<NodeConfig>? config);
        DateTimeOffset since = wallClock - cluster.QuarantinePeriod;
        NodeState state = row?.Value ?? new() { Node = node };
        state = state with
        {
            Losses = Collections.ValueList.ToValueList(state.Losses
                .Where(loss => loss > since && !(loss <= config?.Value.ClearedAt))
                .Append(wallClock)),
        };
        bool over = cluster.QuarantineThreshold > 0 && state.Losses.Count >= cluster.QuarantineThreshold;
        return over ? state with { QuarantinedUntil = wallClock + cluster.QuarantineDuration } : state;
    }
}
