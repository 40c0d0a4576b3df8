namespace Holdfast.Database.Sqlite;

/// <summary>How a process opens the embedded cluster database.</summary>
public sealed record SqliteOptions
{
    /// <summary>
    /// Path of the database file; beside it live <c>-wal</c> and <c>-shm</c> (SQLite's own) and <c>.bell</c> (ours).
    /// </summary>
    public required string Path { get; init; }

    /// <summary>
    /// How long a commit waits for another writer before it is answered with Unavailable; nothing was written then.
    /// </summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Told which process holds the write lock, again and again while a commit waits for it; on the writer's thread.
    /// </summary>
    public Action<int>? HeldUp { get; init; }

    /// <summary>
    /// How many revisions of history are kept for watchers that fall behind; older ones are dropped along the way.
    /// </summary>
    public int HistoryKept { get; init; } = 10_000;

    /// <summary>How often a watcher looks even if the bell did not ring.</summary>
    public TimeSpan SafetyPoll { get; init; } = TimeSpan.FromMilliseconds(250);
}
