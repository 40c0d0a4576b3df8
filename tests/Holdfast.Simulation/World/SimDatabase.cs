using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Simulation.World;

/// <summary>
/// The simulated database: rows with revisions, changed by whole transactions, and the snapshot that they make.
/// </summary>
internal sealed class SimDatabase
{
    private readonly Dictionary<string, Stored> _rows = new(StringComparer.Ordinal);

    public ClusterSnapshot Snapshot { get; private set; } = new();

    public long Revision => Snapshot.Revision;

    /// <summary>Told of every commit after it took effect.</summary>
    public event Action<CommitPlan, string>? Committed;

    public long RevisionOf(string key) => _rows.TryGetValue(key, out Stored row) ? row.Revision : 0;

    public T? Find<T>(string key)
        where T : StoredRecord => _rows.TryGetValue(key, out Stored row) ? (T)row.Value : null;

    /// <summary>Commits now.</summary>
    public CommitOutcome Commit(CommitPlan plan, string by)
    {
        foreach (RowGuard guard in plan.Guards)
        {
            if (RevisionOf(guard.Key) != guard.Revision)
            {
                return new CommitOutcome.Conflict(guard.Key);
            }
        }

        long revision = Revision + 1;
        ClusterSnapshot next = Snapshot with { Revision = revision };
        foreach (RowPut put in plan.Puts)
        {
            _rows[put.Key] = new(put.Value, revision);
            next = Set(next, put.Key, put.Value, revision);
        }

        foreach (string key in plan.Deletes)
        {
            _rows.Remove(key);
            next = Set(next, key, null, revision);
        }

        Snapshot = next;
        Committed?.Invoke(plan, by);
        return new CommitOutcome.Committed(revision);
    }

    private static ClusterSnapshot Set(ClusterSnapshot to, string key, StoredRecord? value, long at)
    {
        int slash = key.LastIndexOf('/') + 1;
        string name = key[slash..];
        return key[..slash] switch
        {
            Keys.Nodes => to with { Nodes = Change(to.Nodes, name, value, at) },
            Keys.Types => to with { Types = Change(to.Types, name, value, at) },
            Keys.Groups => to with { Groups = Change(to.Groups, name, value, at) },
            Keys.Resources => to with { Resources = Change(to.Resources, name, value, at) },
            Keys.Moves => to with { Moves = Change(to.Moves, name, value, at) },
            Keys.Members => to with { Members = Change(to.Members, name, value, at) },
            Keys.GroupStates => to with { GroupStates = Change(to.GroupStates, name, value, at) },
            Keys.GroupStatuses => to with { GroupStatuses = Change(to.GroupStatuses, name, value, at) },
            Keys.NodeStatuses => to with { NodeStatuses = Change(to.NodeStatuses, name, value, at) },
            Keys.Events => to,
            _ when key == Keys.Coordinator => to with
            {
                Coordinator = value is null ? null : new((CoordinatorState)value, at),
            },
            _ when key == Keys.Cluster => to with { Cluster = value is null ? null : new((ClusterConfig)value, at) },
            _ => throw new InvalidOperationException($"The simulated database has no place for {key}."),
        };
    }

    private static Core.Collections.ValueMap<Row<T>> Change<T>(
        Core.Collections.ValueMap<Row<T>> map, string name, StoredRecord? value, long revision)
        where T : StoredRecord => value is null ? map.Remove(name) : map.Set(name, new((T)value, revision));

    private readonly record struct Stored(StoredRecord Value, long Revision);
}
