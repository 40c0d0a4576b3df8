using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Database.Documents;

/// <summary>Makes the Core's snapshot of the cluster from what the database gives, whole or change by change.</summary>
/// <remarks>Keys that a snapshot has no place for (events, and those of a newer version) are passed over.</remarks>
public static class ClusterSnapshotReader
{
    /// <summary>The prefixes that together hold everything in a snapshot.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["config/", "requests/", "state/", "status/"];

    /// <summary>The snapshot that a read of everything (or of <see cref="Prefixes"/> at one revision) found.</summary>
    /// <exception cref="DatabaseCorruptException">A value is not the record that belongs there.</exception>
    public static ClusterSnapshot Read(long revision, IEnumerable<KeyValue> items)
    {
        var snapshot = new ClusterSnapshot();
        var renewals = new RenewalReader();
        foreach (KeyValue item in items)
        {
            snapshot = Apply(snapshot, new Change(item.Key, item.Value, item.Revision), renewals);
        }

        return snapshot with { Revision = revision };
    }

    /// <summary>
    /// The snapshot after these changes, in which everything that did not change is the same object as before.
    /// </summary>
    /// <param name="snapshot">The snapshot before.</param>
    /// <param name="changes">What the watch gave.</param>
    /// <param name="renewals">The one that all changes of this watch are read with.</param>
    /// <exception cref="DatabaseCorruptException">A value is not the record that belongs there.</exception>
    public static ClusterSnapshot Apply(
        ClusterSnapshot snapshot, WatchBatch.Changes changes, RenewalReader renewals)
    {
        foreach (Change change in changes.Items)
        {
            snapshot = Apply(snapshot, change, renewals);
        }

        return snapshot with { Revision = Math.Max(snapshot.Revision, changes.Revision) };
    }

    private static ClusterSnapshot Apply(ClusterSnapshot snapshot, Change change, RenewalReader renewals) =>
        change.Key switch
        {
            Keys.Cluster => snapshot with { Cluster = Row<ClusterConfig>(change) },
            Keys.Coordinator => snapshot with { Coordinator = Row<CoordinatorState>(change) },
            var key when Under(key, Keys.Nodes) =>
                snapshot with { Nodes = Set(snapshot.Nodes, Keys.Nodes, change) },
            var key when Under(key, Keys.Types) =>
                snapshot with { Types = Set(snapshot.Types, Keys.Types, change) },
            var key when Under(key, Keys.Groups) =>
                snapshot with { Groups = Set(snapshot.Groups, Keys.Groups, change) },
            var key when Under(key, Keys.Resources) =>
                snapshot with { Resources = Set(snapshot.Resources, Keys.Resources, change) },
            var key when Under(key, Keys.Moves) =>
                snapshot with { Moves = Set(snapshot.Moves, Keys.Moves, change) },
            var key when Under(key, Keys.Members) =>
                snapshot with { Members = SetMember(snapshot.Members, change, renewals) },
            var key when Under(key, Keys.GroupStates) =>
                snapshot with { GroupStates = Set(snapshot.GroupStates, Keys.GroupStates, change) },
            var key when Under(key, Keys.GroupStatuses) =>
                snapshot with { GroupStatuses = Set(snapshot.GroupStatuses, Keys.GroupStatuses, change) },
            var key when Under(key, Keys.NodeStatuses) =>
                snapshot with { NodeStatuses = Set(snapshot.NodeStatuses, Keys.NodeStatuses, change) },
            _ => snapshot,
        };

    private static bool Under(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal);

    private static ValueMap<Row<MemberState>> SetMember(
        ValueMap<Row<MemberState>> members, Change change, RenewalReader renewals)
    {
        string name = change.Key[Keys.Members.Length..];
        return change.Value is { } value
            ? members.Set(name, new(renewals.Read(change.Key, value.Span), change.Revision))
            : members.Remove(name);
    }

    private static ValueMap<Row<T>> Set<T>(ValueMap<Row<T>> rows, string prefix, Change change)
        where T : StoredRecord
    {
        string name = change.Key[prefix.Length..];
        return Row<T>(change) is { } row ? rows.Set(name, row) : rows.Remove(name);
    }

    private static Row<T>? Row<T>(Change change)
        where T : StoredRecord =>
        change.Value is { } value
            ? new Row<T>(StoredDocuments.Decode<T>(change.Key, value.Span), change.Revision)
            : null;
}
