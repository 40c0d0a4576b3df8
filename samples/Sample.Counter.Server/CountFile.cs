using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sample.Counter.Server;

/// <summary>
/// The count in its file, guarded by the fencing token: the file keeps the highest token that ever opened it, and
/// whoever comes with a smaller one is refused at every read and write, however late. That is what a fencing token is
/// for.
/// </summary>
internal sealed class CountFile : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private const int RecordLength = 40;

    private readonly Lock gate = new();
    private readonly SafeFileHandle file;
    private readonly byte[] record = new byte[RecordLength];

    private CountFile(SafeFileHandle file, long token)
    {
        this.file = file;
        Token = token;
    }

    /// <summary>The token this process came with.</summary>
    public long Token { get; }

    /// <summary>Opens the file and puts this process's token in force.</summary>
    /// <exception cref="FencedException">A later instance has been here.</exception>
    public static CountFile Open(string path, long token)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var opened = new CountFile(file, token);
        opened.Change(count => count);
        return opened;
    }

    /// <summary>Adds one and returns the new count, which is in the file by then.</summary>
    public long Increment() => Change(count => count + 1);

    /// <summary>The count.</summary>
    public long Read() => Change(count => count);

    public void Dispose() => file.Dispose();

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int LockFile(int fd, int operation);

    /// <summary>Reads, checks the token and writes, all while no other process can.</summary>
    private long Change(Func<long, long> change)
    {
        lock (gate)
        {
            var fd = (int)file.DangerousGetHandle();
            if (LockFile(fd, Exclusive) != 0)
            {
                throw new IOException($"cannot lock the count: error {Marshal.GetLastPInvokeError()}");
            }

            try
            {
                var (count, highest) = Load();
                if (highest > Token)
                {
                    throw new FencedException($"token {Token} is fenced: the counter went on with {highest}");
                }

                var changed = change(count);
                if (changed != count || highest != Token)
                {
                    Store(changed);
                }

                return changed;
            }
            finally
            {
                _ = LockFile(fd, Unlock);
            }
        }
    }

    private (long Count, long Token) Load()
    {
        var length = RandomAccess.Read(file, record, 0);
        var parts = Encoding.ASCII.GetString(record, 0, length).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is [var count, var token]
            ? (long.Parse(count, CultureInfo.InvariantCulture), long.Parse(token, CultureInfo.InvariantCulture))
            : (0, 0);
    }

    /// <summary>
    /// One write of a fixed length, so that a process killed at any moment leaves the old record or the new.
    /// </summary>
    private void Store(long count)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{count} {Token}").PadRight(RecordLength);
        Encoding.ASCII.GetBytes(text, record);
        RandomAccess.Write(file, record, 0);
    }
}

/// <summary>This process is too late: a later instance has taken over.</summary>
internal sealed class FencedException(string message) : Exception(message);
