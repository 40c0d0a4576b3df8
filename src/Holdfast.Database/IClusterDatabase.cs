namespace Holdfast.Database;

/// <summary>
/// The cluster database: a small ordered map from keys to bytes with one rising revision, the shape of etcd's data
/// model.
/// </summary>
/// <remarks>
/// Guaranteed by every engine: a commit takes effect whole or not at all; guards are checked in the same step;
/// reads give one
/// revision and contain every commit acknowledged before they began; a watch gives changes in order without gaps,
/// or says
/// that history was compacted. Not guaranteed: that a commit whose outcome is unknown did not, or will not later, take
/// effect. Therefore every transaction must be safe to commit late or twice: guard it by the revisions it was made
/// from.
/// There are no leases, locks or clocks here; they are built above.
/// </remarks>
public interface IClusterDatabase : IAsyncDisposable
{
    /// <summary>
    /// Every key that starts with <paramref name="prefix"/>, in ordinal order, consistent at one revision.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached now; nothing is known.</exception>
    /// <exception cref="DatabaseCorruptException">What is stored fails its checksum; it names the key or file and
    /// is never served.</exception>
    ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Commits all puts and deletes or none.</summary>
    /// <returns>A closed set: <see cref="CommitResult.Committed"/>, <see cref="CommitResult.Conflict"/> or
    /// <see cref="CommitResult.Unavailable"/>. Never throws for an expected outcome.</returns>
    ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// The changes under <paramref name="prefix"/> after revision <paramref name="afterRevision"/>, as they come.
    /// </summary>
    /// <remarks>One <see cref="WatchBatch.Changes"/> holds all changes of one or more whole commits. After
    /// <see cref="WatchBatch.Compacted"/> the watch ends: read again and watch from there. It ends when
    /// cancelled.</remarks>
    IAsyncEnumerable<WatchBatch> WatchAsync(string prefix, long afterRevision, CancellationToken cancellationToken);

    /// <summary>Forgets history up to and including <paramref name="revision"/>; live values stay.</summary>
    ValueTask CompactAsync(long revision, CancellationToken cancellationToken);
}

/// <summary>A stored value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The bytes, a UTF-8 JSON document.</param>
/// <param name="Revision">Revision of its last change.</param>
public sealed record KeyValue(string Key, ReadOnlyMemory<byte> Value, long Revision);

/// <summary>What a read found.</summary>
public sealed record ReadResult(long Revision, IReadOnlyList<KeyValue> Items);

/// <summary>A change of one key: a put, or a delete where <paramref name="Value"/> is null.</summary>
public sealed record Change(string Key, ReadOnlyMemory<byte>? Value, long Revision);

/// <summary>What a watch gives: a closed set.</summary>
public abstract record WatchBatch
{
    private WatchBatch()
    {
    }

    /// <summary>
    /// Changes in order; <paramref name="Revision"/> is the revision up to which the watcher now knows everything.
    /// </summary>
    public sealed record Changes(long Revision, IReadOnlyList<Change> Items) : WatchBatch;

    /// <summary>History up to <paramref name="Revision"/> is gone.</summary>
    public sealed record Compacted(long Revision) : WatchBatch;
}

/// <summary>What a commit came to: a closed set.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>It took effect, as this revision.</summary>
    public sealed record Committed(long Revision) : CommitResult;

    /// <summary>
    /// A guard did not hold; nothing changed. <paramref name="Revision"/> is what the key has now, 0 if it does not
    /// exist.
    /// </summary>
    public sealed record Conflict(string Key, long Revision) : CommitResult;

    /// <summary>
    /// The database could not be reached. Where <paramref name="OutcomeUnknown"/> is true it may have taken effect
    /// or may
    /// yet; otherwise it did not and will not.
    /// </summary>
    public sealed record Unavailable(bool OutcomeUnknown, string Reason) : CommitResult;
}
