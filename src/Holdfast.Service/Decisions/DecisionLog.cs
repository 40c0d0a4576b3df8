using System.Threading.Channels;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;

namespace Holdfast.Service.Decisions;

/// <summary>Where decisions are kept, how many of them, and what this node had seen when it made its last.</summary>
/// <remarks>
/// A decision is written down in its own transaction, so that none is missing; the rows that it was made from, which
/// take longer to put together than a failover may, are added afterwards by <see cref="RunAsync"/>. If the node ends in
/// between, that one decision cannot be made again.
/// </remarks>
public sealed class DecisionLog(IClusterDatabase database, ObserverView observer, TimeProvider time)
{
    private const int LongestQueue = 64;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private readonly DecisionPruning _pruning = new(database);
    private readonly Channel<Committed> _committed = Channel.CreateBounded<Committed>(
        new BoundedChannelOptions(LongestQueue) { FullMode = BoundedChannelFullMode.DropOldest });

    public IClusterDatabase Database { get; } = database;

    public ObserverView Observer { get; } = observer;

    /// <summary>A decision took effect: its rows are to be added to its record.</summary>
    /// <param name="record">As it was written.</param>
    /// <param name="revision">The revision that it was written as.</param>
    /// <param name="snapshot">What it was made from.</param>
    public void Keep(DecisionRecord record, long revision, ClusterSnapshot snapshot) =>
        _committed.Writer.TryWrite(new(record, revision, snapshot));

    /// <summary>The loop: adds rows to records, and drops the oldest records.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (Committed made in _committed.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await CompleteAsync(made, cancellationToken).ConfigureAwait(false);
            int kept = (made.Snapshot.Cluster?.Value ?? new ClusterConfig()).DecisionsKept;
            await _pruning.PruneAsync(kept, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(Committed made, CancellationToken cancellationToken)
    {
        if (DecisionRecords.WithInput(made.Record, made.Snapshot) is not { } whole)
        {
            return;
        }

        // Compared, so that one that was dropped meanwhile does not come back.
        string key = Keys.Decision(whole.Id);
        var transaction = new Transaction
        {
            Guards = [new(key, made.Revision)],
            Puts = [Holdfast.Database.Documents.StoredDocuments.Put(key, whole)],
            Quiet = true,
        };
        while (await Database.CommitAsync(transaction, cancellationToken).ConfigureAwait(false)
            is CommitResult.Unavailable)
        {
            await Task.Delay(RetryPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record Committed(DecisionRecord Record, long Revision, ClusterSnapshot Snapshot);
}
