using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Events;

/// <summary>
/// Drops the oldest events beyond <see cref="ClusterConfig.EventsKept"/>. Every node may do it, also at the same time.
/// </summary>
/// <remarks>It looks when this node has written a part of the limit since it looked last, for looking reads all
/// events.</remarks>
internal sealed class EventPruning(IClusterDatabase database)
{
    /// <summary>Fewer than the operations that etcd takes in one transaction.</summary>
    private const int DeletesInOneCommit = 100;
    private long _next;

    /// <summary>
    /// Drops the oldest where <paramref name="written"/>, the number of events this node has made, says it is time.
    /// </summary>
    public async Task PruneAsync(long written, CancellationToken cancellationToken)
    {
        if (written < _next)
        {
            return;
        }

        int kept = await KeptAsync(cancellationToken).ConfigureAwait(false);
        ReadResult events = await database.ReadAsync(Keys.Events, cancellationToken).ConfigureAwait(false);
        IEnumerable<string> oldest = events.Items.Take(Math.Max(0, events.Items.Count - kept)).Select(item => item.Key);
        foreach (string[] keys in oldest.Chunk(DeletesInOneCommit))
        {
            await database.CommitAsync(new Transaction { Deletes = keys }, cancellationToken).ConfigureAwait(false);
        }

        _next = written + Math.Clamp(kept / 20, 10, 1_000);
    }

    private async Task<int> KeptAsync(CancellationToken cancellationToken)
    {
        ReadResult cluster = await database.ReadAsync(Keys.Cluster, cancellationToken).ConfigureAwait(false);
        KeyValue? item = cluster.Items.FirstOrDefault(item => item.Key == Keys.Cluster);
        return item is null ? new ClusterConfig().EventsKept : StoredDocuments.Decode<ClusterConfig>(item).EventsKept;
    }
}
