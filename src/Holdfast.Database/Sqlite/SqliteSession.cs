using SQLitePCL;

namespace Holdfast.Database.Sqlite;

/// <summary>One connection to the file, with its prepared statements. Not safe for threads.</summary>
/// <remarks>SQLite is called directly and not through ADO.NET, whose own retries sleep 150 ms at a time when the file
/// is busy
/// and hide whether an error came out of COMMIT.</remarks>
internal sealed class SqliteSession : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    static SqliteSession() => Batteries_V2.Init();

    private SqliteSession(sqlite3 handle) => _handle = handle;

    /// <summary>Whether no transaction is open.</summary>
    public bool IsAutoCommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>Opens a file that exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="busyTimeout">How long one statement waits for a lock.</param>
    public static SqliteSession Open(string path, TimeSpan busyTimeout) =>
        Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, busyTimeout);

    /// <summary>Opens a new file to create a database in.</summary>
    public static SqliteSession Create(string path) => Open(
        path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, TimeSpan.FromSeconds(5));

    /// <summary>
    /// Opens a file so that nothing is written, locked or recovered: only the file itself is looked at, not its -wal.
    /// </summary>
    public static SqliteSession OpenUntouched(string path) => Open(
        $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
        raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI | raw.SQLITE_OPEN_NOMUTEX, TimeSpan.FromSeconds(1));

    /// <summary>
    /// Opens a file to look at it together with its -wal, as the processes that use it see it. File and -wal are not
    /// written, also not when it is closed; a -shm is made if there is none.
    /// </summary>
    public static SqliteSession OpenToLook(string path)
    {
        SqliteSession session =
            Open(path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, TimeSpan.FromSeconds(1));
        raw.sqlite3_db_config(session._handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        return session;
    }

    private static SqliteSession Open(string name, int flags, TimeSpan busyTimeout)
    {
        int code = raw.sqlite3_open_v2(name, out sqlite3 handle, flags, null);
        var session = new SqliteSession(handle);
        try
        {
            session.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            session.Check(raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement for this SQL, made once.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            return statement;
        }

        Check(raw.sqlite3_prepare_v2(_handle, sql, out sqlite3_stmt prepared));
        return _statements[sql] = new SqliteStatement(this, prepared);
    }

    public void Run(string sql) => Prepare(sql).Run();

    /// <summary>Runs several statements that are not used again.</summary>
    public void Script(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>The number in the first column of the first row.</summary>
    public long Number(string sql)
    {
        SqliteStatement statement = Prepare(sql);
        long value = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>The text in the first column of the first row.</summary>
    public string Text(string sql)
    {
        SqliteStatement statement = Prepare(sql);
        string value = statement.Step() ? statement.Text(0) : "";
        statement.Reset();
        return value;
    }

    /// <summary>
    /// Ends an open transaction without a trace. What SQLite answers is of no matter: it has rolled back, or will.
    /// </summary>
    public void Rollback()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Reset();
        }

        if (!IsAutoCommit)
        {
            raw.sqlite3_exec(_handle, "ROLLBACK");
        }
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw LastError(code);
        }
    }

    public SqliteError LastError(int code)
    {
        int extended = raw.sqlite3_extended_errcode(_handle);
        return new SqliteError(
            (extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string() ?? "");
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _handle.Dispose();
    }
}
