using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Backups;
using Holdfast.Service.Machines.Members;

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
    /// The profile must not be used, or the database is not the one that this node is of.
    /// </exception>
    public async Task<LeaseProfile> EnsureAsync(CancellationToken cancellationToken)
    {
        string trouble = "";
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            ReadResult read = await database.ReadAsync("config/", cancellationToken).ConfigureAwait(false);
            KeyValue? stored = read.Items.FirstOrDefault(item => item.Key == Keys.Cluster);
            ClusterConfig? cluster = stored is null ? null : StoredDocuments.Decode<ClusterConfig>(stored);
            RefuseOther(cluster);
            long lost = new SeenRevision(options.DataFolder).Check(
                cluster?.Id ?? "", read.Revision, options.Database, sure: options.Machine is not null);
            RefuseRemoved(cluster, read, accepted: lost > 0);
            long floor = lost == 0 ? 0 : lost + Generations.Gap;
            if (cluster?.GenerationFloor >= floor && Has(read, Keys.Node(options.Node))
                && (options.Machine is null || Has(read, Keys.Machine(options.Machine.Name))))
            {
                return LeaseProfiles.Read(cluster.Profile);
            }

            Transaction missing = Missing(ClusterSnapshotReader.Read(read.Revision, read.Items), floor);
            CommitResult result = await database.CommitAsync(missing, cancellationToken).ConfigureAwait(false);
            trouble = result.ToString();
        }

        throw new DatabaseUnavailableException(
            $"{options.Database} could not be written in {Tries} tries ({trouble}): "
            + (options.Etcd is null
                ? "is its folder writable, and the disk not full?"
                : "do more than half of etcd's members run?"));
    }

    /// <summary>
    /// A machine that was let into a cluster founds none: where its database holds none, that was lost.
    /// </summary>
    private void RefuseOther(ClusterConfig? cluster)
    {
        if (options.Machine is not { } machine)
        {
            return;
        }

        string own = machine.ClusterId();
        if (cluster?.Id != own)
        {
            string there = cluster is null ? "no cluster" : $"the cluster \"{cluster.Name}\" ({cluster.Id})";
            throw new InvalidOperationException(
                $"{options.Database} holds {there}, but this machine is of the cluster {own}: "
                + (machine.Member is null
                    ? "that etcd was emptied, or its address or prefix is another one. Put them right; where it is "
                        + "lost, make the cluster anew and restore a backup"
                    : $"the data of its member in {machine.Member.Folder} is not that cluster's. {EtcdRepair.Steps}"));
        }
    }

    /// <summary>
    /// A machine that was removed does not come back by itself, whatever opens the database to it. Where a person
    /// accepted an older copy, that may be from before it joined: it is added again.
    /// </summary>
    private void RefuseRemoved(ClusterConfig? cluster, ReadResult read, bool accepted)
    {
        if (options.Machine is { } machine && !accepted
            && !Has(read, Keys.Machine(machine.Name)))
        {
            throw new InvalidOperationException(
                $"{machine.Name} was removed from the cluster \"{cluster?.Name}\", or that is older than its joining. "
                + $"To let this machine in again, end etcd here, delete {options.DataFolder} and the settings file, "
                + "and join anew with a token of holdfast cluster token on a node");
        }
    }

    private static bool Has(ReadResult read, string key) => read.Items.Any(item => item.Key == key);

    private Transaction Missing(ClusterSnapshot snapshot, long floor)
    {
        var guards = new List<Transaction.Guard>();
        var puts = new List<Transaction.Put>();
        if (snapshot.Cluster is null)
        {
            guards.Add(new Transaction.Guard(Keys.Cluster, 0));
            puts.Add(StoredDocuments.Put(
                Keys.Cluster, new ClusterConfig { Id = Guid.NewGuid().ToString("n"), GenerationFloor = floor }));
        }
        else if (snapshot.Cluster.Value.GenerationFloor < floor)
        {
            guards.Add(new Transaction.Guard(Keys.Cluster, snapshot.Cluster.Revision));
            puts.Add(StoredDocuments.Put(Keys.Cluster, snapshot.Cluster.Value with { GenerationFloor = floor }));
        }

        if (floor > 0 && options.Machine is { } machine && !snapshot.Machines.ContainsKey(machine.Name))
        {
            guards.Add(new Transaction.Guard(Keys.Machine(machine.Name), 0));
            puts.Add(StoredDocuments.Put(Keys.Machine(machine.Name), machine.Record(DateTimeOffset.UtcNow)));
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
