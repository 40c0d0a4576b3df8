using Holdfast.Database;

namespace Holdfast.Service.Tests.Packages;

/// <summary>A database in which a test acts at the worst moment: just before a read or a commit.</summary>
internal sealed class InterleavedDatabase(IClusterDatabase inner) : IClusterDatabase
{
    public Func<string, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    public Func<Transaction, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>If set, answers a commit that took effect as if nobody knew.</summary>
    public bool AnswersAreLost { get; set; }

    public async ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        await BeforeRead(prefix);
        return await inner.ReadAsync(prefix, cancellationToken);
    }

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        await BeforeCommit(transaction);
        CommitResult result = await inner.CommitAsync(transaction, cancellationToken);
        return AnswersAreLost ? new CommitResult.Unavailable(true, "the answer was lost") : result;
    }

    public IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, CancellationToken cancellationToken) =>
        inner.WatchAsync(prefix, afterRevision, cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
