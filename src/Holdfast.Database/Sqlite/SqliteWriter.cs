namespace Holdfast.Database.Sqlite;

/// <summary>
/// The one connection of this process that writes, and the thread that waits for its locks and its disk.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private static readonly TimeSpan BusySlice = TimeSpan.FromMilliseconds(25);
    private readonly SqliteOptions _options;
    private readonly Func<string?> _replaced;
    private readonly SqliteSession _session;
    private readonly SqliteCommit _commit;
    private readonly Bell _bell;
    private readonly WriterQueue _work = new();
    private readonly Thread _thread;
    private bool _renewal;

    /// <param name="options">Where and how.</param>
    /// <param name="replaced">Why the file is no longer the one that was opened; null while it is.</param>
    public SqliteWriter(SqliteOptions options, Func<string?> replaced)
    {
        _options = options;
        _replaced = replaced;
        _session = SqliteSession.Open(options.Path, BusySlice);
        _session.Script("PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF; PRAGMA synchronous=FULL; "
            + "PRAGMA journal_size_limit=16777216");
        _commit = new SqliteCommit(new SqliteTables(_session, options.Path), options.HistoryKept);
        _bell = new Bell(options.Path + ".bell");
        _bell.Ring(durable: null);
        _thread = new Thread(Run) { IsBackground = true, Name = "database writer" };
        _thread.Start();
    }

    /// <summary>
    /// Commits in turn; a renewal at once, on the caller's own thread, if nobody else writes: it needs no disk, and to
    /// wake another thread costs more than it does.
    /// </summary>
    public Task<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (transaction.Renewal && TryCommitNow(transaction, cancellationToken) is { } done)
        {
            return Task.FromResult(done);
        }

        var pending = new PendingCommit(transaction, cancellationToken);
        return _work.TryAdd(() => pending.Finish(Commit(pending)))
            ? pending.Result
            : Task.FromResult<CommitResult>(new CommitResult.Unavailable(false, "The database was closed."));
    }

    public async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_work.TryAdd(() => done.SetResult(Compact(revision, cancellationToken))))
        {
            throw new DatabaseUnavailableException("The database was closed.");
        }

        if (await done.Task.ConfigureAwait(false) is CommitResult.Unavailable unavailable)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new DatabaseUnavailableException(unavailable.Reason);
        }
    }

    public void Dispose()
    {
        _work.Close();
        _thread.Join();
        _session.Dispose();
        _bell.Dispose();
    }

    private void Run()
    {
        while (_work.Take() is { } work)
        {
            try
            {
                work();
            }
            finally
            {
                _work.Leave();
            }
        }
    }

    /// <summary>Null if it could not begin at once; then nothing was done.</summary>
    private CommitResult? TryCommitNow(Transaction transaction, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !_work.TryEnter())
        {
            return null;
        }

        try
        {
            bool begun = false;
            CommitResult result = Write(
                transaction.Renewal, transaction.Quiet, abandoned: () => true, start: () => begun = true,
                () => _commit.Apply(transaction));
            return begun ? result : null;
        }
        finally
        {
            _work.Leave();
        }
    }

    private CommitResult Commit(PendingCommit pending) => Write(
        pending.Transaction.Renewal, pending.Transaction.Quiet, () => pending.IsAbandoned, pending.TryStart,
        () => _commit.Apply(pending.Transaction));

    private CommitResult Compact(long revision, CancellationToken cancellationToken) => Write(
        renewal: false, quiet: false, () => cancellationToken.IsCancellationRequested, () => true,
        () => (new CommitResult.Committed(0), _commit.Compact(revision)));

    /// <summary>
    /// One transaction from BEGIN to COMMIT. Only an error out of COMMIT itself leaves the outcome unknown.
    /// </summary>
    private CommitResult Write(
        bool renewal, bool quiet, Func<bool> abandoned, Func<bool> start,
        Func<(CommitResult Result, bool Wrote)> apply)
    {
        bool committing = false;
        try
        {
            if (_replaced() is { } reason)
            {
                return new CommitResult.Unavailable(false, reason);
            }

            SetDurability(renewal);
            if (!Begin(abandoned))
            {
                return new CommitResult.Unavailable(false, "Cancelled while it waited for another writer.");
            }

            if (!start())
            {
                _session.Rollback();
                return new CommitResult.Unavailable(false, "Cancelled before it began.");
            }

            (CommitResult result, bool wrote) = apply();
            if (!wrote)
            {
                _session.Rollback();
                return result;
            }

            committing = true;
            _session.Run("COMMIT");
            if (!quiet)
            {
                _bell.Ring(renewal ? null : (result as CommitResult.Committed)?.Revision);
            }

            return result;
        }
        catch (SqliteError error)
        {
            _session.Rollback();
            return new CommitResult.Unavailable(committing, Reason(error));
        }
        catch (DatabaseCorruptException error)
        {
            _session.Rollback();
            return new CommitResult.Unavailable(false, error.Message);
        }
    }

    /// <summary>
    /// Takes the write lock, in slices so that a caller who gives up is not held by another process's writer.
    /// </summary>
    private bool Begin(Func<bool> abandoned)
    {
        long deadline = Environment.TickCount64 + (long)_options.BusyTimeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                _session.Run("BEGIN IMMEDIATE");
                return true;
            }
            catch (SqliteError error) when (error.IsBusy && Environment.TickCount64 < deadline)
            {
                if (abandoned())
                {
                    return false;
                }

                if (_options.HeldUp is { } heldUp && LockHolder.Find(_options.Path) is { } holder)
                {
                    heldUp(holder);
                }
            }
        }
    }

    private void SetDurability(bool renewal)
    {
        if (renewal != _renewal)
        {
            _session.Script(renewal ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL");
            _renewal = renewal;
        }
    }

    private string Reason(SqliteError error)
    {
        if (error.IsCorruption)
        {
            return error.ToDatabaseException(_options.Path).Message;
        }

        int? holder = error.IsBusy ? LockHolder.Find(_options.Path) : null;
        return error.Reason(_options.Path)
            + (holder is null ? "" : $" Process {holder} holds its write lock; if that process hangs, end it.");
    }
}
