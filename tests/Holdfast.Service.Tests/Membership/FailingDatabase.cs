using Holdfast.Database;

namespace Holdfast.Service.Tests.Membership;

/// <summary>A database whose commits are lost, answered too late, or held, as a test says.</summary>
internal sealed class FailingDatabase(IClusterDatabase inner) : IClusterDatabase
{
    private readonly List<Transaction> _held = [];
    private int _commits;

    public IClusterDatabase Inner { get; } = inner;

    /// <summary>What happens to commits from now on.</summary>
    public Fate Next { get; set; } = Fate.Commits;

    public bool ReadsFail { get; set; }

    /// <summary>Commits that were answered or refused.</summary>
    public int Commits => Volatile.Read(ref _commits);

    public ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken) =>
        ReadsFail ? throw new DatabaseUnavailableException("no reads") : Inner.ReadAsync(prefix, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        Fate fate = Next;
        if (fate == Fate.NextRenewalHangs)
        {
            (fate, Next) = transaction.Renewal ? (Fate.Hangs, Fate.Commits) : (Fate.Commits, fate);
        }

        CommitResult result = fate switch
        {
            Fate.Commits => await Inner.CommitAsync(transaction, cancellationToken),
            Fate.Refused => new CommitResult.Unavailable(false, "refused"),
            Fate.Held => Hold(transaction),
            Fate.AnswerLost => Unknown(await Inner.CommitAsync(transaction, cancellationToken)),
            Fate.Hangs => await NeverAsync(cancellationToken),
            _ => throw new InvalidOperationException(),
        };
        Interlocked.Increment(ref _commits);
        return result;
    }

    /// <summary>What was held takes effect now, if its guards still hold.</summary>
    public async Task<int> ReleaseAsync()
    {
        int effective = 0;
        foreach (Transaction transaction in _held)
        {
            effective += await Inner.CommitAsync(transaction, default) is CommitResult.Committed ? 1 : 0;
        }

        _held.Clear();
        return effective;
    }

    public IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, CancellationToken cancellationToken) =>
        Inner.WatchAsync(prefix, afterRevision, cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        Inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private CommitResult.Unavailable Hold(Transaction transaction)
    {
        _held.Add(transaction);
        return new(true, "held");
    }

    private static CommitResult.Unavailable Unknown(CommitResult lost) => new(true, $"lost: {lost}");

    private static async Task<CommitResult> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new CommitResult.Unavailable(true, "never");
    }

    public enum Fate
    {
        Commits,
        Refused,
        Held,
        AnswerLost,
        Hangs,
        NextRenewalHangs,
    }
}
