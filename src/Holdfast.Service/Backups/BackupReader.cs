using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Backups;

/// <summary>Takes a backup of the cluster database, from one consistent read.</summary>
internal sealed class BackupReader(IClusterDatabase database, TimeProvider time)
{
    /// <summary>
    /// What people want, and the generations; all else the cluster finds out by itself. Tokens to join by are not
    /// among it, so that none of them can be used once more.
    /// </summary>
    private static readonly string[] Kept = ["config/", Keys.GroupStates];

    /// <exception cref="DatabaseUnavailableException">The database does not answer.</exception>
    public async Task<Backup> TakeAsync(CancellationToken cancellationToken)
    {
        ReadResult read = await database.ReadAsync("", cancellationToken).ConfigureAwait(false);
        KeyValue? cluster = read.Items.FirstOrDefault(item => item.Key == Keys.Cluster);
        ClusterConfig config = cluster is null ? new() : StoredDocuments.Decode<ClusterConfig>(cluster);
        return new Backup
        {
            ClusterId = config.Id, Cluster = config.Name, Revision = read.Revision, TakenAt = time.GetUtcNow(),
            Rows =
            [
                .. read.Items.Where(item => Kept.Any(prefix => item.Key.StartsWith(prefix, StringComparison.Ordinal))
                    && !item.Key.StartsWith(Keys.Machines, StringComparison.Ordinal)),
            ],
        };
    }
}
