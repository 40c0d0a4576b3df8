using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>The cluster database in memory: rows with revisions, and transactions whose guards must hold.</summary>
internal sealed class ScenarioDatabase
{
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);

    public ClusterSnapshot Snapshot { get; private set; } = new();

    /// <summary>Rises with everything but renewals, so that whoever looks knows whether there is news.</summary>
    public long News { get; private set; }

    /// <summary>The guard that did not hold; null if it was committed.</summary>
    public string? Commit(CommitPlan plan)
    {
        foreach (RowGuard guard in plan.Guards)
        {
            if (_revisions.GetValueOrDefault(guard.Key) != guard.Revision)
            {
                return guard.Key;
            }
        }

        Snapshot = Snapshot.Commit(plan);
        foreach (RowPut put in plan.Puts)
        {
            _revisions[put.Key] = Snapshot.Revision;
        }

        foreach (string key in plan.Deletes)
        {
            _revisions.Remove(key);
        }

        News += plan.Renewal ? 0 : 1;
        return null;
    }

    public void Put(string key, StoredRecord value, bool renewal = false) =>
        Commit(new() { Puts = [new(key, value)], Renewal = renewal });

    public void Delete(string key) => Commit(new() { Deletes = [key] });
}
