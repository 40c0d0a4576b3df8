namespace Holdfast.Database.Tests.Contract;

/// <summary>
/// An engine between which and its caller answers get lost: a commit may take effect late, twice or never.
/// </summary>
internal sealed class FlakyDatabase(IClusterDatabase inner) : IClusterDatabase
{
    private readonly List<Transaction> _late = [];

    /// <summary>What happens to the next commit; afterwards everything is ordinary again.</summary>
    public Fault Next { get; set; }

    /// <summary>Lets what was held back take effect now; its answers reach nobody.</summary>
    public async Task<IReadOnlyList<CommitResult>> ReleaseAsync(CancellationToken cancellationToken)
    {
        var results = new List<CommitResult>();
        foreach (Transaction transaction in _late)
        {
            results.Add(await inner.CommitAsync(transaction, cancellationToken));
        }

        _late.Clear();
        return results;
    }

    public ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ReadAsync(prefix, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        Fault fault = Next;
        Next = Fault.None;
        if (fault is Fault.Late or Fault.Twice)
        {
            _late.Add(transaction);
        }

        if (fault is Fault.None or Fault.Twice or Fault.AnswerLost)
        {
            CommitResult result = await inner.CommitAsync(transaction, cancellationToken);
            if (fault != Fault.AnswerLost)
            {
                return result;
            }
        }

        return new CommitResult.Unavailable(true, "no answer");
    }

    public IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, CancellationToken cancellationToken) =>
        inner.WatchAsync(prefix, afterRevision, cancellationToken);

    public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal enum Fault
    {
        None,

        /// <summary>It takes effect, but the caller does not learn that.</summary>
        AnswerLost,

        /// <summary>The caller does not learn anything; it takes effect at <see cref="ReleaseAsync"/>.</summary>
        Late,

        /// <summary>It takes effect, and once more at <see cref="ReleaseAsync"/>.</summary>
        Twice,

        /// <summary>It never takes effect, but the caller cannot know.</summary>
        Lost,
    }
}
