using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

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

        Snapshot = Snapshot with { Revision = Snapshot.Revision + 1 };
        foreach (RowPut put in plan.Puts)
        {
            _revisions[put.Key] = Snapshot.Revision;
            Snapshot = Put(Snapshot, put.Value);
        }

        foreach (string key in plan.Deletes)
        {
            _revisions.Remove(key);
            Snapshot = Delete(Snapshot, key);
        }

        News += plan.Renewal ? 0 : 1;
        return null;
    }

    public void Put(string key, StoredRecord value, bool renewal = false) =>
        Commit(new() { Puts = [new(key, value)], Renewal = renewal });

    public void Delete(string key) => Commit(new() { Deletes = [key] });

    private static ClusterSnapshot Put(ClusterSnapshot s, StoredRecord record) => record switch
    {
        ClusterConfig r => s with { Cluster = At(s, r) },
        CoordinatorState r => s with { Coordinator = At(s, r) },
        NodeConfig r => s with { Nodes = s.Nodes.Set(r.Name, At(s, r)) },
        ResourceTypeConfig r => s with { Types = s.Types.Set(r.Name, At(s, r)) },
        GroupConfig r => s with { Groups = s.Groups.Set(r.Name, At(s, r)) },
        ResourceConfig r => s with { Resources = s.Resources.Set(r.Name, At(s, r)) },
        MoveRequest r => s with { Moves = s.Moves.Set(r.Group, At(s, r)) },
        MemberState r => s with { Members = s.Members.Set(r.Node, At(s, r)) },
        GroupState r => s with { GroupStates = s.GroupStates.Set(r.Group, At(s, r)) },
        GroupStatus r => s with { GroupStatuses = s.GroupStatuses.Set(r.Group, At(s, r)) },
        NodeStatus r => s with { NodeStatuses = s.NodeStatuses.Set(r.Node, At(s, r)) },
        _ => throw new ScenarioException($"a {record.GetType().Name} has no place in the snapshot"),
    };

    private static Row<T> At<T>(ClusterSnapshot snapshot, T record) => new(record, snapshot.Revision);

    private static ClusterSnapshot Delete(ClusterSnapshot s, string key) => key switch
    {
        _ when Named(key, Keys.Nodes) is { } n => s with { Nodes = s.Nodes.Remove(n) },
        _ when Named(key, Keys.Types) is { } n => s with { Types = s.Types.Remove(n) },
        _ when Named(key, Keys.Groups) is { } n => s with { Groups = s.Groups.Remove(n) },
        _ when Named(key, Keys.Resources) is { } n => s with { Resources = s.Resources.Remove(n) },
        _ when Named(key, Keys.Moves) is { } n => s with { Moves = s.Moves.Remove(n) },
        _ when Named(key, Keys.Members) is { } n => s with { Members = s.Members.Remove(n) },
        _ when Named(key, Keys.GroupStates) is { } n => s with { GroupStates = s.GroupStates.Remove(n) },
        _ when Named(key, Keys.GroupStatuses) is { } n => s with { GroupStatuses = s.GroupStatuses.Remove(n) },
        _ when Named(key, Keys.NodeStatuses) is { } n => s with { NodeStatuses = s.NodeStatuses.Remove(n) },
        _ => throw new ScenarioException($"{key} has no place in the snapshot"),
    };

    private static string? Named(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;
}
