using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;

namespace Holdfast.Core.State;

/// <summary>Which place of a <see cref="ClusterSnapshot"/> belongs to which key.</summary>
public static class SnapshotRows
{
    /// <summary>The kind of record under a key; null for keys that a snapshot has no place for.</summary>
    public static Type? TypeOf(string key) => PrefixOf(key) switch
    {
        Keys.Cluster => typeof(ClusterConfig),
        Keys.Coordinator => typeof(CoordinatorState),
        Keys.Nodes => typeof(NodeConfig),
        Keys.Machines => typeof(MachineConfig),
        Keys.People => typeof(PersonConfig),
        Keys.FenceDevices => typeof(FenceDeviceConfig),
        Keys.Types => typeof(ResourceTypeConfig),
        Keys.Groups => typeof(GroupConfig),
        Keys.Resources => typeof(ResourceConfig),
        Keys.Moves => typeof(MoveRequest),
        Keys.Members => typeof(MemberState),
        Keys.NodeStates => typeof(NodeState),
        Keys.Fences => typeof(FenceState),
        Keys.GroupStates => typeof(GroupState),
        Keys.GroupStatuses => typeof(GroupStatus),
        Keys.NodeStatuses => typeof(NodeStatus),
        Keys.FenceDeviceStatuses => typeof(FenceDeviceStatus),
        _ => null,
    };

    /// <summary>The snapshot in which the key has this record, or none if it is null.</summary>
    /// <remarks>Keys that a snapshot has no place for change nothing.</remarks>
    /// <exception cref="InvalidCastException">The record is not of the kind that belongs there.</exception>
    public static ClusterSnapshot Set(this ClusterSnapshot snapshot, string key, StoredRecord? value, long revision)
    {
        string prefix = PrefixOf(key);
        string name = key[prefix.Length..];
        return prefix switch
        {
            Keys.Cluster => snapshot with { Cluster = Row<ClusterConfig>(value, revision) },
            Keys.Coordinator => snapshot with { Coordinator = Row<CoordinatorState>(value, revision) },
            Keys.Nodes => snapshot with { Nodes = Change(snapshot.Nodes, name, value, revision) },
            Keys.Machines => snapshot with { Machines = Change(snapshot.Machines, name, value, revision) },
            Keys.People => snapshot with { People = Change(snapshot.People, name, value, revision) },
            Keys.FenceDevices =>
                snapshot with { FenceDevices = Change(snapshot.FenceDevices, name, value, revision) },
            Keys.Types => snapshot with { Types = Change(snapshot.Types, name, value, revision) },
            Keys.Groups => snapshot with { Groups = Change(snapshot.Groups, name, value, revision) },
            Keys.Resources => snapshot with { Resources = Change(snapshot.Resources, name, value, revision) },
            Keys.Moves => snapshot with { Moves = Change(snapshot.Moves, name, value, revision) },
            Keys.Members => snapshot with { Members = Change(snapshot.Members, name, value, revision) },
            Keys.NodeStates => snapshot with { NodeStates = Change(snapshot.NodeStates, name, value, revision) },
            Keys.Fences => snapshot with { Fences = Change(snapshot.Fences, name, value, revision) },
            Keys.GroupStates => snapshot with { GroupStates = Change(snapshot.GroupStates, name, value, revision) },
            Keys.GroupStatuses =>
                snapshot with { GroupStatuses = Change(snapshot.GroupStatuses, name, value, revision) },
            Keys.NodeStatuses => snapshot with { NodeStatuses = Change(snapshot.NodeStatuses, name, value, revision) },
            Keys.FenceDeviceStatuses =>
                snapshot with { FenceDeviceStatuses = Change(snapshot.FenceDeviceStatuses, name, value, revision) },
            _ => snapshot,
        };
    }

    /// <summary>Every row with its key, in no particular order of kinds, by name within a kind.</summary>
    public static IEnumerable<(string Key, StoredRecord Value, long Revision)> Rows(this ClusterSnapshot snapshot)
    {
        IEnumerable<(string Key, StoredRecord Value, long Revision)> one = snapshot.Cluster is { } cluster
            ? [(Keys.Cluster, cluster.Value, cluster.Revision)]
            : [];
        IEnumerable<(string Key, StoredRecord Value, long Revision)> two = snapshot.Coordinator is { } coordinator
            ? [(Keys.Coordinator, coordinator.Value, coordinator.Revision)]
            : [];
        return one.Concat(two)
            .Concat(Named(Keys.Nodes, snapshot.Nodes))
            .Concat(Named(Keys.Machines, snapshot.Machines))
            .Concat(Named(Keys.People, snapshot.People))
            .Concat(Named(Keys.FenceDevices, snapshot.FenceDevices))
            .Concat(Named(Keys.Types, snapshot.Types))
            .Concat(Named(Keys.Groups, snapshot.Groups))
            .Concat(Named(Keys.Resources, snapshot.Resources))
            .Concat(Named(Keys.Moves, snapshot.Moves))
            .Concat(Named(Keys.Members, snapshot.Members))
            .Concat(Named(Keys.NodeStates, snapshot.NodeStates))
            .Concat(Named(Keys.Fences, snapshot.Fences))
            .Concat(Named(Keys.GroupStates, snapshot.GroupStates))
            .Concat(Named(Keys.GroupStatuses, snapshot.GroupStatuses))
            .Concat(Named(Keys.NodeStatuses, snapshot.NodeStatuses))
            .Concat(Named(Keys.FenceDeviceStatuses, snapshot.FenceDeviceStatuses));
    }

    /// <summary>The snapshot after a transaction, whose guards the caller has compared.</summary>
    public static ClusterSnapshot Commit(this ClusterSnapshot snapshot, CommitPlan plan)
    {
        long revision = snapshot.Revision + 1;
        ClusterSnapshot next = snapshot with { Revision = revision };
        foreach (RowPut put in plan.Puts)
        {
            next = next.Set(put.Key, put.Value, revision);
        }

        return plan.Deletes.Aggregate(next, (changed, key) => changed.Set(key, null, revision));
    }

    /// <summary>The fixed part of a key, up to the name; the whole key for those without a name.</summary>
    private static string PrefixOf(string key)
    {
        int slash = key.LastIndexOf('/');
        string prefix = key[..(slash + 1)];
        return prefix is "config/" or "state/" ? key : prefix;
    }

    private static IEnumerable<(string Key, StoredRecord Value, long Revision)> Named<T>(
        string prefix, ValueMap<Row<T>> rows)
        where T : StoredRecord =>
        rows.Select(row => (prefix + row.Key, (StoredRecord)row.Value.Value, row.Value.Revision));

    private static Row<T>? Row<T>(StoredRecord? value, long revision)
        where T : StoredRecord => value is null ? null : new((T)value, revision);

    private static ValueMap<Row<T>> Change<T>(ValueMap<Row<T>> map, string name, StoredRecord? value, long revision)
        where T : StoredRecord => value is null ? map.Remove(name) : map.Set(name, new((T)value, revision));
}
