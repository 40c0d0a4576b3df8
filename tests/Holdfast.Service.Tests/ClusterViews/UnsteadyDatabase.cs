using System.Runtime.CompilerServices;
using Holdfast.Database;

namespace Holdfast.Service.Tests.ClusterViews;

/// <summary>A database that a test takes away and gives back.</summary>
internal sealed class UnsteadyDatabase(IClusterDatabase inner) : IClusterDatabase
{
    private CancellationTokenSource _lost = new();

    public bool Away { get; private set; }

    /// <summary>How often the whole or a part of it was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Also breaks the watches that are under way.</summary>
    public void TakeAway()
    {
        Away = true;
        _lost.Cancel();
    }

    public void GiveBack()
    {
        _lost = new CancellationTokenSource();
        Away = false;
    }

    public ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        Reads++;
        return Away ? throw new DatabaseUnavailableException("away") : inner.ReadAsync(prefix, cancellationToken);
    }

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken) =>
        Away
            ? new(new CommitResult.Unavailable(false, "away"))
            : inner.CommitAsync(transaction, cancellationToken);

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CancellationToken lost = _lost.Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost);
        await using IAsyncEnumerator<WatchBatch> watch =
            inner.WatchAsync(prefix, afterRevision, either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(watch, lost))
        {
            yield return watch.Current;
        }
    }

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<bool> NextAsync(IAsyncEnumerator<WatchBatch> watch, CancellationToken lost)
    {
        try
        {
            return await watch.MoveNextAsync();
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw new DatabaseUnavailableException("away");
        }
    }
}
