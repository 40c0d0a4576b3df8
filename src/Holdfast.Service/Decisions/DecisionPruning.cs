using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;

namespace Holdfast.Service.Decisions;

/// <summary>Drops the oldest decisions beyond <see cref="ClusterConfig.DecisionsKept"/>.</summary>
internal sealed class DecisionPruning(IClusterDatabase database)
{
    private const int Slack = 20;
    private int _written = Slack;

    /// <summary>Looks after each twentieth decision of this node, and at its first.</summary>
    public async Task PruneAsync(int kept, CancellationToken cancellationToken)
    {
        if (++_written < Slack)
        {
            return;
        }

        _written = 0;
        ReadResult all = await database.ReadAsync(Keys.Decisions, cancellationToken).ConfigureAwait(false);
        string[] oldest = [.. all.Items
            .Select(item => item.Key)
            .Order(StringComparer.Ordinal)
            .Take(Math.Max(0, all.Items.Count - Math.Max(1, kept)))];
        foreach (string[] keys in oldest.Chunk(100))
        {
            await database.CommitAsync(new Transaction { Deletes = keys }, cancellationToken).ConfigureAwait(false);
        }
    }
}
