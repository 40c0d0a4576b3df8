using System.Runtime.CompilerServices;

namespace Holdfast.Database.Sqlite;

/// <summary>
/// The embedded cluster database: one SQLite file that all node processes of a machine open. See docs/database.md.
/// </summary>
/// <remarks>
/// Renewals are committed with synchronous=NORMAL and may be lost in a power cut, everything else with FULL. Reads run
/// on the
/// caller's thread; commits on a thread of their own, because they wait for locks and the disk. Watchers go on on the
/// thread that hears the bell: a hop to the thread pool costs more than what a renewal tells, and waits while the pool
/// is busy. A watcher that has more to do than a moment's work leaves that thread by itself.
/// </remarks>
public sealed class SqliteDatabase : IClusterDatabase
{
    private readonly SqliteOptions _options;
    private readonly FileIdentity? _identity;
    private readonly Pulse _changed = new(inline: true);
    private readonly SqliteWriter _writer;
    private readonly SqliteReader _reader;

    /// <summary>Apart from the other, so that a long read keeps no watch waiting.</summary>
    private readonly SqliteReader _watched;
    private readonly BellWatch _bell;
    private readonly CancellationTokenSource _closed = new();
    private long _version;
    private bool _disposed;

    private SqliteDatabase(SqliteOptions options)
    {
        _options = options;
        string bell = options.Path + ".bell";
        SqliteFile.Ensure(options.Path);
        _identity = Posix.Identify(options.Path);
        _reader = new SqliteReader(options, Replaced);
        _watched = new SqliteReader(options, Replaced);
        try
        {
            _reader.RequireRevision(Bell.ReadMark(bell));
            _writer = new SqliteWriter(options, Replaced);
            _bell = new BellWatch(bell, options.SafetyPoll, _changed.Fire, LookAnyway);
        }
        catch
        {
            _writer?.Dispose();
            _watched.Dispose();
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file, or makes it if there is none.</summary>
    /// <exception cref="DatabaseCorruptException">The file is damaged, another program's, or a newer version's; it was
    /// not touched.</exception>
    /// <exception cref="DatabaseUnavailableException">The file cannot be opened now.</exception>
    public static SqliteDatabase Open(SqliteOptions options)
    {
        options = options with { Path = Path.GetFullPath(options.Path) };
        try
        {
            return new SqliteDatabase(options);
        }
        catch (SqliteError error)
        {
            throw error.ToDatabaseException(options.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException(
                $"The cluster database {options.Path} cannot be opened: {error.Message}", error);
        }
    }

    public ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_reader.Read(prefix));
    }

    public ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        StoredKeys.Check(transaction);
        return new(_writer.CommitAsync(transaction, cancellationToken));
    }

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        long seen = afterRevision;
        long? version = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_closed.IsCancellationRequested)
            {
                throw new DatabaseUnavailableException("The database was closed.");
            }

            Task next = _changed.Next;
            long now = _watched.Version();
            WatchBatch? batch = now == version ? null : _watched.After(prefix, seen);
            if (batch is not null)
            {
                yield return batch;
            }

            switch (batch)
            {
                case WatchBatch.Compacted:
                    yield break;
                case WatchBatch.Changes changes:
                    // A full batch may not be all there is.
                    version = changes.Revision - seen < SqliteReader.RevisionsInOneBatch ? now : null;
                    seen = changes.Revision;
                    break;
                default:
                    await next.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
            }
        }
    }

    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        await _writer.CompactAsync(revision, cancellationToken).ConfigureAwait(false);

    /// <summary>Checks the whole file: its structure and every row.</summary>
    /// <exception cref="DatabaseCorruptException">Something is damaged; the message names it.</exception>
    public void Verify() => _reader.Verify();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        // Never from the bell's own thread, which could not wait for itself.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _closed.CancelAsync().ConfigureAwait(false);
        _bell.Dispose();
        _writer.Dispose();
        _watched.Dispose();
        _reader.Dispose();
    }

    /// <summary>Without a ring, and so only when a bell was lost or the file changed hands.</summary>
    private void LookAnyway()
    {
        try
        {
            long version = _watched.Version();
            if (version != _version || Replaced() is not null)
            {
                _version = version;
                _changed.Fire();
            }
        }
        catch (SqliteError)
        {
            // The watchers' own reads say what is wrong.
            _changed.Fire();
        }
    }

    /// <summary>
    /// A file that was deleted or exchanged while open would live on unseen, one cluster beside the other.
    /// </summary>
    private string? Replaced() => Posix.Identify(_options.Path) == _identity
        ? null
        : $"The cluster database {_options.Path} was deleted or replaced while it was open. Put it back or restart "
            + "holdfastd.";
}
