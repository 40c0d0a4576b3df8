using SQLitePCL;

namespace Holdfast.Database.Sqlite;

/// <summary>
/// A result code of SQLite that is not success, with SQLite's own words. It does not leave this folder.
/// </summary>
internal sealed class SqliteError(int extendedCode, string message) : Exception(message)
{
    public int Code { get; } = extendedCode & 0xff;

    public bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>
    /// Whether the file's content is to blame. Our statements are fixed, so also an error in their SQL, a broken
    /// constraint
    /// or a wrong type of a column comes from what is stored.
    /// </summary>
    public bool IsCorruption => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR
        or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_FORMAT or raw.SQLITE_SCHEMA or raw.SQLITE_TOOBIG;

    /// <summary>Whether the file looks damaged, but is an SQLite database.</summary>
    public bool IsCutShort => Code == raw.SQLITE_CORRUPT;

    /// <summary>The error as callers of the database know it.</summary>
    public Exception ToDatabaseException(string path) => IsCorruption
        ? Damage.Of(path, $"SQLite says \"{Message}\"", this)
        : new DatabaseUnavailableException(Reason(path), this);

    public string Reason(string path) => Code switch
    {
        raw.SQLITE_FULL => $"The disk of the cluster database {path} is full: free space there.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN =>
            $"The cluster database {path} cannot be opened for writing ({Message}): check owner and rights of file "
            + "and folder.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"The cluster database {path} is locked by another process "
            + $"({Message}).",
        _ => $"The cluster database {path} cannot be used: {Message} (SQLite code {Code}).",
    };
}
