using Holdfast.Core.Configuration;
using Holdfast.Core.State;

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

    private static ClusterSnapshot Apply(ClusterSnapshot snapshot, Change change, RenewalReader renewals)
    {
        if (SnapshotRows.TypeOf(change.Key) is not { } kind)
        {
            return snapshot;
        }

        StoredRecord? record = change.Value is not { } value ? null
            : kind == typeof(MemberState) ? renewals.Read(change.Key, value.Span)
            : StoredDocuments.Decode(kind, change.Key, value.Span);
        return snapshot.Set(change.Key, record, change.Revision);
    }
}
