using System.Buffers.Binary;

namespace Holdfast.Database.Sqlite;

/// <summary>
/// The bell file's writing side: a write to it after each commit wakes the watchers of every process.
/// </summary>
/// <remarks>
/// The database's own files cannot serve: with synchronous=FULL the -wal changes before the commit can be seen, and a
/// watcher woken by it sees nothing and sleeps on. The file also holds the highest revision known to be durable, so
/// that
/// a -wal that lost its end, which SQLite takes for an unfinished write, is found when the database is opened again.
/// </remarks>
internal sealed class Bell(string path) : IDisposable
{
    private const int MarkLength = 16;
    private FileStream? _file;

    /// <summary>The highest durable revision that writers have noted; 0 where there is no note.</summary>
    public static long ReadMark(string path)
    {
        Span<byte> mark = stackalloc byte[MarkLength];
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.ReadAtLeast(mark, MarkLength, throwOnEndOfStream: false) < MarkLength)
            {
                return 0;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        long revision = BinaryPrimitives.ReadInt64LittleEndian(mark);
        return BinaryPrimitives.ReadInt64LittleEndian(mark[8..]) == ChecksumOf(revision) ? revision : 0;
    }

    /// <summary>
    /// Rings. If it cannot, watchers notice at their next safety poll instead; the commit stands.
    /// </summary>
    /// <param name="durable">The revision that was committed durably; null for one that a power cut may take.</param>
    public void Ring(long? durable)
    {
        try
        {
            _file ??= new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> mark = stackalloc byte[MarkLength];
            if (durable is { } revision)
            {
                BinaryPrimitives.WriteInt64LittleEndian(mark, revision);
                BinaryPrimitives.WriteInt64LittleEndian(mark[8..], ChecksumOf(revision));
                RandomAccess.Write(_file.SafeFileHandle, mark, 0);
            }
            else
            {
                RandomAccess.Write(_file.SafeFileHandle, mark[..1], MarkLength);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static long ChecksumOf(long revision) => RowChecksum.Of('b', "", [revision], []);
}
