using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Machines.Setup;

/// <summary>Whether a new cluster is in its database: a closed set.</summary>
internal abstract record Founding
{
    private Founding()
    {
    }

    /// <summary>It is, with its first machine.</summary>
    public sealed record Stored : Founding;

    /// <summary>Another cluster is there; this one is not, and will not be.</summary>
    public sealed record Taken(string Name) : Founding;

    /// <summary>Nothing was stored.</summary>
    public sealed record NotStored(string Reason) : Founding;

    /// <summary>It may be there, or may yet be: an etcd can commit minutes later what it was sent.</summary>
    public sealed record Unknown(string Reason) : Founding;
}

/// <summary>Writes what a new cluster and its first machine are into an empty database.</summary>
/// <param name="database">The database.</param>
/// <param name="time">Measures the patience.</param>
internal sealed class FirstRecords(IClusterDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Commits until the outcome is known. It is safe to do so twice: at most one of the commits finds the database
    /// empty, and one that finds a cluster there reads whose it is.
    /// </summary>
    public async Task<Founding> StoreAsync(
        ClusterConfig cluster, MachineConfig machine, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        long expected = 0;
        bool unsure = false;
        while (true)
        {
            string reason;
            CommitResult result = await CommitAsync(cluster, machine, expected, cancellationToken)
                .ConfigureAwait(false);
            if (result is CommitResult.Committed)
            {
                return new Founding.Stored();
            }

            if (result is CommitResult.Unavailable away)
            {
                unsure |= away.OutcomeUnknown;
                reason = away.Reason;
            }
            else
            {
                (Row<ClusterConfig>? there, reason) = await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (there is not null && there.Value.Id != cluster.Id)
                {
                    return new Founding.Taken(there.Value.Name);
                }

                // Its own, of a commit that seemed lost: written again, for this try may name the machine otherwise.
                expected = there?.Revision ?? 0;
                unsure |= there is not null;
            }

            bool settled = result is CommitResult.Unavailable && !unsure;
            if (settled || time.GetElapsedTime(began) > Patience)
            {
                return unsure ? new Founding.Unknown(reason) : new Founding.NotStored(reason);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<CommitResult> CommitAsync(
        ClusterConfig cluster, MachineConfig machine, long expected, CancellationToken cancellationToken) =>
        await database.CommitAsync(
            new Transaction
            {
                Guards = [new(Keys.Cluster, expected)],
                Puts =
                [
                    StoredDocuments.Put(Keys.Cluster, cluster),
                    StoredDocuments.Put(Keys.Machine(machine.Name), machine),
                ],
            },
            cancellationToken).ConfigureAwait(false);

    private async Task<(Row<ClusterConfig>? There, string Reason)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReadResult read = await database.ReadAsync(Keys.Cluster, cancellationToken).ConfigureAwait(false);
            KeyValue? found = read.Items.FirstOrDefault(item => item.Key == Keys.Cluster);
            return (found is null ? null : new(StoredDocuments.Decode<ClusterConfig>(found), found.Revision),
                "the database changes meanwhile");
        }
        catch (DatabaseUnavailableException away)
        {
            return (null, away.Message);
        }
    }
}
