using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Edits of nodes.</summary>
internal static class NodeEdits
{
    /// <summary>Pauses a node; with <paramref name="drain"/> its groups are moved away as well.</summary>
    public static Edit Pause(ClusterSnapshot snapshot, string name, bool drain, Asked asked) => Store(
        snapshot, name, node => node with { Paused = true, Drain = drain || node.Drain },
        new EventDraft(EventKinds.NodePaused,
            $"node {name} paused{(drain ? " and drained" : "")}, by {asked.Who}"));

    public static Edit Resume(ClusterSnapshot snapshot, string name, Asked asked) => Store(
        snapshot, name, node => node with { Paused = false, Drain = false },
        new EventDraft(EventKinds.NodeResumed, $"node {name} resumed, by {asked.Who}"));

    private static Edit Store(
        ClusterSnapshot snapshot, string name, Func<NodeConfig, NodeConfig> change, EventDraft told)
    {
        if (!snapshot.NodeNames().Contains(name))
        {
            return snapshot.NoNode(name);
        }

        Row<NodeConfig> row = snapshot.Nodes.TryGetValue(name, out Row<NodeConfig>? found)
            ? found
            : new Row<NodeConfig>(new NodeConfig { Name = name }, 0);
        NodeConfig changed = change(row.Value);
        string key = Keys.Node(name);
        return changed == row.Value
            ? new Edit.Nothing()
            : new Edit.Change(
                new Transaction { Guards = [new(key, row.Revision)], Puts = [StoredDocuments.Put(key, changed)] },
                    told);
    }
}
