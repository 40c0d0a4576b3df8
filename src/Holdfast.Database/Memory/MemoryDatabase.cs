using System.Runtime.CompilerServices;

namespace Holdfast.Database.Memory;

/// <summary>
/// The cluster database in memory, for tests and the simulator: what every other engine is compared with.
/// </summary>
/// <param name="historyKept">Sets <see cref="HistoryKept"/>.</param>
public sealed class MemoryDatabase(int historyKept = 10_000) : IClusterDatabase
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, KeyValue> _live = new(StringComparer.Ordinal);
    private readonly Queue<Commit> _history = [];
    private readonly Pulse _changed = new();
    private long _revision;
    private long _compacted;

    /// <summary>How many revisions of history are kept without being asked to compact.</summary>
    public int HistoryKept { get; set; } = historyKept;

    public ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(new ReadResult(
                _revision, [.. _live.Values.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))]));
        }
    }

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        StoredKeys.Check(transaction);
        if (cancellationToken.IsCancellationRequested)
        {
            return new(new CommitResult.Unavailable(false, "Cancelled before it began."));
        }

        CommitResult result;
        lock (_gate)
        {
            result = Decide(transaction);
        }

        _changed.Fire();
        return new(result);
    }

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long seen = afterRevision;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task next = _changed.Next;
            WatchBatch? batch = After(prefix, seen);
            if (batch is not null)
            {
                yield return batch;
            }

            switch (batch)
            {
                case WatchBatch.Compacted:
                    yield break;
                case WatchBatch.Changes changes:
                    seen = changes.Revision;
                    break;
                default:
                    await next.WaitAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Forget(Math.Min(revision, _revision));
        }

        _changed.Fire();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private CommitResult Decide(Transaction transaction)
    {
        foreach (Transaction.Guard guard in transaction.Guards)
        {
            long found = _live.TryGetValue(guard.Key, out KeyValue? item) ? item.Revision : 0;
            if (found != guard.Revision)
            {
                return new CommitResult.Conflict(guard.Key, found);
            }
        }

        long revision = _revision + 1;
        var changes = new List<Change>();
        foreach (Transaction.Put put in transaction.Puts)
        {
            var item = new KeyValue(put.Key, put.Value.ToArray(), revision);
            _live[put.Key] = item;
            changes.Add(new Change(put.Key, item.Value, revision));
        }

        changes.AddRange(transaction.Deletes.Where(_live.Remove).Select(key => new Change(key, null, revision)));
        if (changes.Count > 0)
        {
            _revision = revision;
            _history.Enqueue(new Commit(revision, changes));
            Forget(_revision - HistoryKept);
        }

        return new CommitResult.Committed(_revision);
    }

    private void Forget(long revision)
    {
        while (_history.TryPeek(out Commit? oldest) && oldest.Revision <= revision)
        {
            _history.Dequeue();
        }

        _compacted = Math.Max(_compacted, revision);
    }

    private WatchBatch? After(string prefix, long seen)
    {
        lock (_gate)
        {
            if (seen < _compacted || seen > _revision)
            {
                return new WatchBatch.Compacted(_compacted);
            }

            return seen == _revision
                ? null
                : new WatchBatch.Changes(
                    _revision,
                    [.. _history.SkipWhile(commit => commit.Revision <= seen).SelectMany(commit => commit.Changes)
                        .Where(change => change.Key.StartsWith(prefix, StringComparison.Ordinal))]);
        }
    }

    private sealed record Commit(long Revision, List<Change> Changes);
}
