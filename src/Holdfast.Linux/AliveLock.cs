using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// A shared lock (flock) on a node's <c>alive</c> file, held by an open file description that every process of the node
/// inherits. The kernel frees it when the last of them is gone, so whoever gets the exclusive lock has proof of that.
/// </summary>
/// <remarks>
/// Proof holds for this boot of this machine only, for local file systems, and never for a file that was deleted and
/// made anew;
/// <see cref="ProveDead"/> checks the last. A child inherits it by <see cref="ProcessStart.InheritedFds"/>.
/// </remarks>
public sealed class AliveLock : IDisposable
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private const int CloseOnExec = 1;
    private const int SetDescriptorFlags = 2;

    private static readonly Lock Starting = new();
    private static readonly Dictionary<string, Task> Waiting = new(StringComparer.Ordinal);

    private int fd;

    private AliveLock(int fd) => this.fd = fd;

    /// <summary>
    /// The descriptor to hand to children; close-on-exec here, so that only those who are given it get it.
    /// </summary>
    public int Fd => fd >= 0 ? fd : throw new ObjectDisposedException(nameof(AliveLock));

    /// <summary>
    /// Opens the file (creating it, 0600) and takes the shared lock, waiting out an observer that holds it for a
    /// moment.
    /// </summary>
    public static AliveLock Hold(string path)
    {
        var held = new AliveLock(OpenFile(path, Libc.OReadWrite | Libc.OCreate | Libc.OCloseOnExec));
        try
        {
            LockFile(held.Fd, Shared, path);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes over the descriptor that the parent handed down, and keeps it from children that are not given it.
    /// </summary>
    public static AliveLock Inherit(int fd)
    {
        if (Libc.Fcntl(fd, SetDescriptorFlags, CloseOnExec) != 0)
        {
            throw Libc.LastError(
                $"Taking over descriptor {fd} as alive lock; pass the number of an inherited descriptor");
        }

        return new AliveLock(fd);
    }

    /// <summary>
    /// Completes once nobody holds the lock: at some moment after this call no process of that node existed.
    /// The lock is released at once.
    /// </summary>
    /// <remarks>
    /// Costs one sleeping thread per file, however often it is asked for; cancelling stops the wait, and leaves the
    /// thread to the next call.
    /// </remarks>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static Task ProveDead(string path, CancellationToken cancellationToken)
    {
        string key = Path.GetFullPath(path);
        lock (Starting)
        {
            if (!Waiting.TryGetValue(key, out var proof))
            {
                var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Waiting.Add(key, proof = source.Task);
                new Thread(() => Prove(key, source), 128 * 1024) { IsBackground = true, Name = "alive-lock" }.Start();
            }

            return proof.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        int open = Interlocked.Exchange(ref fd, -1);
        if (open >= 0)
        {
            _ = Libc.Close(open);
        }
    }

    private static void Prove(string path, TaskCompletionSource source)
    {
        int fd = -1;
        try
        {
            while (true)
            {
                fd = OpenFile(path, Libc.OReadWrite | Libc.OCloseOnExec);
                LockFile(fd, Exclusive, path);
                if (FileStatus.Of(path) is { } now && now == FileStatus.Of(fd))
                {
                    break;
                }

                // Another file has taken its place meanwhile: its holders count too.
                _ = Libc.Close(fd);
                fd = -1;
            }

            // The lock is still held here, so a caller who joins up to now has proof as well.
            Forget(path);
            _ = Libc.Flock(fd, Unlock);
            _ = Libc.Close(fd);
            source.SetResult();
        }
        catch (IOException error)
        {
            Forget(path);
            if (fd >= 0)
            {
                _ = Libc.Close(fd);
            }

            source.SetException(error);
        }
    }

    private static void Forget(string path)
    {
        lock (Starting)
        {
            Waiting.Remove(path);
        }
    }

    private static int OpenFile(string path, int flags)
    {
        int fd = Libc.Open(path, flags, 0x180);
        return fd >= 0 ? fd : throw Libc.LastError($"Opening the alive file {path}");
    }

    private static void LockFile(int fd, int kind, string path)
    {
        while (Libc.Flock(fd, kind) != 0)
        {
            var error = Libc.LastError($"Locking the alive file {path}; it must be on a local file system");
            if (error.ErrorNumber != Libc.EIntr)
            {
                throw error;
            }
        }
    }
}
