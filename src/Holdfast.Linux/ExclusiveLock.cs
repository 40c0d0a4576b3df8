using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// An exclusive lock (flock) on a file, held by an open file description that whoever is started with it inherits: it
/// is free again only when the last of them is gone.
/// </summary>
/// <remarks>The file is made where there is none, and never removed: another one in its place would be another
/// lock.</remarks>
public sealed class ExclusiveLock : IDisposable
{
    private const int ExclusiveAtOnce = 2 | 4;
    private int fd;

    private ExclusiveLock(int fd) => this.fd = fd;

    /// <summary>The descriptor to hand to children; close-on-exec here.</summary>
    public int Fd => fd >= 0 ? fd : throw new ObjectDisposedException(nameof(ExclusiveLock));

    /// <summary>Takes the lock; null if somebody holds it.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static ExclusiveLock? TryTake(string path)
    {
        int fd = Libc.Open(path, Libc.OReadWrite | Libc.OCreate | Libc.OCloseOnExec, 0x180);
        if (fd < 0)
        {
            throw Libc.LastError($"Opening the lock file {path}");
        }

        if (Libc.Flock(fd, ExclusiveAtOnce) == 0)
        {
            return new ExclusiveLock(fd);
        }

        var error = Libc.LastError($"Locking the file {path}; it must be on a local file system");
        _ = Libc.Close(fd);
        return error.ErrorNumber is Libc.EAgain or Libc.EIntr ? null : throw error;
    }

    public void Dispose()
    {
        int open = Interlocked.Exchange(ref fd, -1);
        if (open >= 0)
        {
            _ = Libc.Close(open);
        }
    }
}
