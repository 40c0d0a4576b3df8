namespace Holdfast.Database.Sqlite;

/// <summary>The one row of table <c>head</c>: where the database stands, and the sum over all folders.</summary>
internal sealed record Head(long Revision, long Compacted, long Folders, long Digest)
{
    public long Checksum => RowChecksum.Of('h', "", [Revision, Compacted, Folders, Digest], []);
}

/// <summary>
/// A row of <c>folders</c>: how many keys lie directly in a folder, and the sum of their checksums, so that a lost row
/// shows.
/// </summary>
internal sealed record Folder(string Name, long Keys, long Digest)
{
    public long Checksum => RowChecksum.Of('f', Name, [Keys, Digest], []);

    /// <summary>The folder that a key lies in: everything up to its last slash.</summary>
    public static string Of(string key) => key[..(key.LastIndexOf('/') + 1)];
}

/// <summary>A row of <c>live</c>.</summary>
internal static class LiveRow
{
    public static long Checksum(string key, long revision, ReadOnlySpan<byte> value) =>
        RowChecksum.Of('l', key, [revision], value);
}

/// <summary>A row of <c>history</c>: one of the changes of one commit.</summary>
internal static class HistoryRow
{
    public static long Checksum(Change change, long position, long changes) => RowChecksum.Of(
        change.Value is null ? 'd' : 'p', change.Key, [change.Revision, position, changes],
        change.Value is { } value ? value.Span : default);
}
