namespace Holdfast.Database.Sqlite;

/// <summary>A connection of this process that only reads, for one caller at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    /// <summary>A batch of <see cref="After"/> spans at most so many revisions.</summary>
    public const int RevisionsInOneBatch = 500;

    private readonly string _path;
    private readonly Func<string?> _replaced;
    private readonly SqliteSession _session;
    private readonly SqliteTables _tables;
    private readonly Lock _gate = new();
    private bool _disposed;

    public SqliteReader(SqliteOptions options, Func<string?> replaced)
    {
        _path = options.Path;
        _replaced = replaced;
        _session = SqliteSession.Open(options.Path, TimeSpan.FromSeconds(1));
        try
        {
            _session.Script("PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF; PRAGMA query_only=ON");
            SqliteFile.CheckIdentity(_session, options.Path);
        }
        catch
        {
            _session.Dispose();
            throw;
        }

        _tables = new SqliteTables(_session, options.Path);
    }

    public ReadResult Read(string prefix) => InTransaction(() =>
    {
        Head head = _tables.ReadHead();
        return new ReadResult(head.Revision, _tables.ReadLive(head, prefix));
    });

    /// <summary>
    /// What a watcher that knows everything up to <paramref name="seen"/> gets next; null if there is nothing new.
    /// </summary>
    public WatchBatch? After(string prefix, long seen) => InTransaction<WatchBatch?>(() =>
    {
        Head head = _tables.ReadHead();
        if (seen < head.Compacted || seen > head.Revision)
        {
            return new WatchBatch.Compacted(head.Compacted);
        }

        if (seen == head.Revision)
        {
            return null;
        }

        long upTo = Math.Min(head.Revision, seen + RevisionsInOneBatch);
        List<Change> changes = _tables.ReadHistory(seen, upTo);
        changes.RemoveAll(change => !change.Key.StartsWith(prefix, StringComparison.Ordinal));
        return new WatchBatch.Changes(upTo, changes);
    });

    /// <summary>
    /// Throws unless the database has reached a revision that is known to have been durable.
    /// </summary>
    /// <exception cref="DatabaseCorruptException">Its -wal was cut or damaged, or an older copy was put in.</exception>
    public void RequireRevision(long durable) => InTransaction(() =>
    {
        long revision = _tables.ReadHead().Revision;
        return revision >= durable ? revision : throw Damage.Of(
            _path, $"it is at revision {revision}, but revision {durable} was committed: its -wal is damaged, or an "
                + "older "
            + $"copy was put in place. If that was meant, delete {_path}.bell");
    });

    /// <summary>A number that changes when another connection has committed. Costs a few microseconds.</summary>
    public long Version()
    {
        lock (_gate)
        {
            return _disposed ? 0 : _session.Number("PRAGMA data_version");
        }
    }

    /// <summary>SQLite's own check of the file's structure, and every row's checksum. Reads the whole file.</summary>
    public void Verify() => InTransaction(() =>
    {
        string verdict = _session.Text("PRAGMA integrity_check(1)");
        if (verdict != "ok")
        {
            throw Damage.Of(_path, $"SQLite's integrity check says \"{verdict}\"");
        }

        Head head = _tables.ReadHead();
        _tables.ReadLive(head, "");
        return _tables.ReadHistory(head.Compacted, head.Revision);
    });

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _session.Dispose();
        }
    }

    private T InTransaction<T>(Func<T> read)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                throw new DatabaseUnavailableException("The database was closed.");
            }

            if (_replaced() is { } reason)
            {
                throw new DatabaseUnavailableException(reason);
            }

            try
            {
                _session.Run("BEGIN");
                T result = read();
                _session.Run("COMMIT");
                return result;
            }
            catch (SqliteError error)
            {
                _session.Rollback();
                throw error.ToDatabaseException(_path);
            }
            catch
            {
                _session.Rollback();
                throw;
            }
        }
    }
}
