using System.Runtime.CompilerServices;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Placement;

/// <summary>
/// The instances that there are to be, in the order in which they are placed; made once for all snapshots that have the
/// same groups and nodes.
/// </summary>
internal sealed class GroupIndex
{
    private static readonly ConditionalWeakTable<ValueMap<Row<GroupConfig>>, GroupIndex> Made = [];
    private readonly ValueMap<Row<NodeConfig>> _nodes;
    private readonly Dictionary<string, GroupInstance[]> _groups;
    private readonly Dictionary<string, GroupInstance> _byName;

    private GroupIndex(ClusterSnapshot snapshot)
    {
        _nodes = snapshot.Nodes;
        _groups = new(snapshot.Groups.Count, StringComparer.Ordinal);
        _byName = new(snapshot.Groups.Count, StringComparer.Ordinal);
        foreach (Row<GroupConfig> group in snapshot.Groups.Values)
        {
            GroupInstance[] instances = [.. GroupInstance.Of(group.Value, snapshot)];
            _groups[group.Value.Name] = instances;
            foreach (GroupInstance instance in instances)
            {
                _byName[instance.Name] = instance;
            }
        }

        InOrder = PlacementOrder.Of(_groups.Values.SelectMany(all => all), InstancesOf);
    }

    /// <summary>All of them: by priority, then by name, each after those that its place depends on.</summary>
    public IReadOnlyList<GroupInstance> InOrder { get; }

    public static GroupIndex Of(ClusterSnapshot snapshot)
    {
        if (Made.TryGetValue(snapshot.Groups, out GroupIndex? made) && ReferenceEquals(made._nodes, snapshot.Nodes))
        {
            return made;
        }

        var index = new GroupIndex(snapshot);
        Made.AddOrUpdate(snapshot.Groups, index);
        return index;
    }

    /// <summary>The instance of that name; null if there is to be none.</summary>
    public GroupInstance? Find(string name) => _byName.GetValueOrDefault(name);

    public IReadOnlyList<GroupInstance> InstancesOf(string group) =>
        _groups.TryGetValue(group, out GroupInstance[]? instances) ? instances : [];
}
