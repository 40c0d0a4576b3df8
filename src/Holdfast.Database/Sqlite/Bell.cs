namespace Holdfast.Database.Sqlite;

/// <summary>The bell file's writing side: a byte after each commit wakes the watchers of every process.</summary>
/// <remarks>The database's own files cannot serve: with synchronous=FULL the -wal changes before the commit can be
/// seen, and a
/// watcher woken by it sees nothing and sleeps on.</remarks>
internal sealed class Bell(string path) : IDisposable
{
    private const long LongestFile = 4096;
    private FileStream? _file;

    /// <summary>Makes the file if it is not there, so that watchers have something to watch.</summary>
    public void Open() => _file ??= new FileStream(
        path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Rings. If it cannot, watchers notice at their next safety poll instead; the commit stands.</summary>
    public void Ring()
    {
        try
        {
            Open();
            _file!.WriteByte(1);
            if (_file.Position > LongestFile)
            {
                _file.SetLength(0);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    public void Dispose() => _file?.Dispose();
}
