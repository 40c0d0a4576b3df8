using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Backups;

namespace Holdfast.Service.Hosting;

/// <summary>Makes sure that the cluster and this node are in the database before the node joins.</summary>
public sealed class NodeRecord(NodeOptions options, IClusterDatabase database)
{
    private const int Tries = 50;

    /// <summary>Adds what is missing; several nodes that start at once agree.</summary>
    /// <returns>The cluster's profile.</returns>
    /// <remarks>
    /// A service that starts again is in a hurry: where nothing is missing, one small record is read and no more.
    /// </remarks>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    /// <exception cref="InvalidOperationException">
    /// The profile must not be used, or the database is an older one than this node has seen.
    /// </exception>
    public async Task<LeaseProfile> EnsureAsync(CancellationToken cancellationToken)
    {
        string trouble = "";
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            ReadResult read = await database.ReadAsync("config/", cancellationToken).ConfigureAwait(false);
            KeyValue? cluster = read.Items.FirstOrDefault(item => item.Key == Keys.Cluster);
            if (cluster is not null)
            {
                new SeenRevision(options.DataFolder).Check(
                    StoredDocuments.Decode<ClusterConfig>(cluster).Id, read.Revision, options.Database);
            }

            if (cluster is not null && read.Items.Any(item => item.Key == Keys.Node(options.Node)))
            {
                return LeaseProfiles.Read(StoredDocuments.Decode<ClusterConfig>(cluster).Profile);
            }

            Transaction missing = Missing(ClusterSnapshotReader.Read(read.Revision, read.Items));
            CommitResult result = await database.CommitAsync(missing, cancellationToken).ConfigureAwait(false);
            trouble = result.ToString();
        }

        throw new DatabaseUnavailableException(
            $"{options.Database} could not be written in {Tries} tries ({trouble}): "
            + (options.Etcd is null
                ? "is its folder writable, and the disk not full?"
                : "do more than half of etcd's members run?"));
    }

    private Transaction Missing(ClusterSnapshot snapshot)
    {
        var guards = new List<Transaction.Guard>();
        var puts = new List<Transaction.Put>();
        if (snapshot.Cluster is null)
        {
            guards.Add(new Transaction.Guard(Keys.Cluster, 0));
            puts.Add(StoredDocuments.Put(Keys.Cluster, new ClusterConfig { Id = Guid.NewGuid().ToString("n") }));
        }

        if (!snapshot.Nodes.ContainsKey(options.Node))
        {
            guards.Add(new Transaction.Guard(Keys.Node(options.Node), 0));
            // The highest id is guarded too, so that two new nodes cannot take the same one.
            Row<NodeConfig>? last = snapshot.Nodes.Values.MaxBy(row => row.Value.Id);
            if (last is not null)
            {
                guards.Add(new Transaction.Guard(Keys.Node(last.Value.Name), last.Revision));
            }

            var node = new NodeConfig { Name = options.Node, Id = (last?.Value.Id ?? 0) + 1 };
            puts.Add(StoredDocuments.Put(Keys.Node(options.Node), node));
            if (last is not null)
            {
                // Written again, so that another node's guard on it fails.
                puts.Add(StoredDocuments.Put(Keys.Node(last.Value.Name), last.Value));
            }
        }

        return new Transaction { Guards = guards, Puts = puts };
    }
}
