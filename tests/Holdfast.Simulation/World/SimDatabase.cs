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

        ClusterSnapshot next = Snapshot.Commit(plan);
        foreach (RowPut put in plan.Puts)
        {
            _rows[put.Key] = new(put.Value, next.Revision);
        }

        foreach (string key in plan.Deletes)
        {
            _rows.Remove(key);
        }

        Snapshot = next;
        Committed?.Invoke(plan, by);
        return new CommitOutcome.Committed(next.Revision);
    }

    private readonly record struct Stored(StoredRecord Value, long Revision);
}
