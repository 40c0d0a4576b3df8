using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// What a node's service last wrote: its epoch, until when it has authority, and when the kernel must have killed
/// everything.
/// </summary>
/// <param name="Epoch">The node's epoch; 0 when it is not a member.</param>
/// <param name="AuthorityUntil">Safety clock, ns.</param>
/// <param name="KillAt">Safety clock, ns; later than <paramref name="AuthorityUntil"/>.</param>
public readonly record struct AuthorityReading(long Epoch, long AuthorityUntil, long KillAt)
{
    /// <summary>A page is never left alone for longer, ns.</summary>
    public const long LongestLook = 1_000_000_000;

    /// <summary>
    /// How soon whoever goes by a page looks at it again, ns: when two fifths of what is left have passed. In the
    /// profile <c>fast</c> that is each half second, and a stall of 0.7 s is survived.
    /// </summary>
    /// <param name="left">Until the time that was read, ns.</param>
    public static long NextLook(long left) => Math.Clamp(left * 2 / 5, 0, LongestLook);
}

/// <summary>
/// A page of memory shared between a node's service, which alone writes it, and its monitors and guards, which read it.
/// A renewal of authority is one write to memory, however many processes go by it.
/// </summary>
/// <remarks>
/// A 4096-byte file, little endian: 0 magic, 8 sequence (odd while a write is in progress), 16 epoch, 24 authority
/// until, 32 kill at.
/// A reader never sees a mixture of two writes. It outlives the service: one that starts again reads what it had.
/// A service that dies in the middle of a write leaves the sequence odd; readers then keep what they read before,
/// and the next <see cref="Create"/> closes the write. Each mixture it may keep is harmless: the epoch is written
/// first, and later points last.
/// </remarks>
public sealed unsafe class AuthorityPage : IDisposable
{
    private const ulong Magic = 0x3148545541464C48;
    private const int Size = 4096;
    private const int ReadTries = 1_000;

    private readonly Lock writing = new();
    private readonly bool writable;
    private byte* page;

    private AuthorityPage(nint address, bool writable)
    {
        page = (byte*)address;
        this.writable = writable;
    }

    private ref long Sequence => ref *(long*)(page + 8);

    private ref long Epoch => ref *(long*)(page + 16);

    private ref long AuthorityUntil => ref *(long*)(page + 24);

    private ref long KillAt => ref *(long*)(page + 32);

    /// <summary>
    /// Opens the page for writing, creating it with epoch 0 where there is none. What it held is kept.
    /// </summary>
    public static AuthorityPage Create(string path)
    {
        int fd = Libc.Open(path, Libc.OReadWrite | Libc.OCreate | Libc.OCloseOnExec, 0x180);
        if (fd < 0)
        {
            throw Libc.LastError($"Creating the authority page {path}");
        }

        try
        {
            // Reserved, not only sized: a full file system must not turn a later write into SIGBUS.
            int error = Libc.Fallocate(fd, 0, Size);
            if (error != 0)
            {
                throw new LinuxException($"Reserving {Size} bytes for {path}; free some space there", error);
            }

            var opened = new AuthorityPage(Map(fd, path, writable: true), writable: true);
            opened.Sequence = (opened.Sequence + 1) & ~1;
            Volatile.Write(ref *(ulong*)opened.page, Magic);
            return opened;
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>Opens an existing page for reading.</summary>
    public static AuthorityPage Open(string path)
    {
        int fd = Libc.Open(path, Libc.OReadOnly | Libc.OCloseOnExec, 0);
        if (fd < 0)
        {
            throw Libc.LastError($"Opening the authority page {path}; the node's service creates it");
        }

        try
        {
            if (new FileInfo(path).Length < Size)
            {
                throw new InvalidDataException(
                    $"{path} is too short for an authority page; let the node's service create it.");
            }

            var opened = new AuthorityPage(Map(fd, path, writable: false), writable: false);
            if (*(ulong*)opened.page != Magic)
            {
                opened.Dispose();
                throw new InvalidDataException(
                    $"{path} is not an authority page; name the one in the node's run folder.");
            }

            return opened;
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>Hands the three values to every reader at once.</summary>
    public void Write(long epoch, long authorityUntil, long killAt)
    {
        lock (writing)
        {
            ObjectDisposedException.ThrowIf(page is null, this);
            if (!writable)
            {
                throw new InvalidOperationException("This page was opened for reading; only the service writes it.");
            }

            Sequence |= 1;
            Interlocked.MemoryBarrier();
            Volatile.Write(ref Epoch, epoch);
            Volatile.Write(ref AuthorityUntil, authorityUntil);
            Volatile.Write(ref KillAt, killAt);
            Interlocked.MemoryBarrier();
            Volatile.Write(ref Sequence, Sequence + 1);
        }
    }

    /// <summary>Reads the three values as one write left them.</summary>
    /// <exception cref="InvalidDataException">The writer died in the middle of a write.</exception>
    public AuthorityReading Read() => TryRead(out var reading)
        ? reading
        : throw new InvalidDataException(
            "The authority page is in the middle of a write; keep to what was read before.");

    /// <summary>Reads the three values; false while a writer is (or died) in the middle of a write.</summary>
    public bool TryRead(out AuthorityReading reading)
    {
        ObjectDisposedException.ThrowIf(page is null, this);
        for (int i = 0; i < ReadTries; i++)
        {
            long before = Volatile.Read(ref Sequence);
            reading = new(Volatile.Read(ref Epoch), Volatile.Read(ref AuthorityUntil), Volatile.Read(ref KillAt));
            Interlocked.MemoryBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref Sequence) == before)
            {
                return true;
            }
        }

        reading = default;
        return false;
    }

    /// <summary>How long from now until the kernel must have killed all of an epoch, unless it is renewed; zero where
    /// the page says another epoch, or is in the middle of a write.</summary>
    public TimeSpan Left(long epoch) => TryRead(out AuthorityReading read) && read.Epoch == epoch
        ? TimeSpan.FromMicroseconds(Math.Max(0, (read.KillAt - BootClock.Now) / 1000))
        : TimeSpan.Zero;

    public void Dispose()
    {
        lock (writing)
        {
            if (page is not null)
            {
                _ = Libc.Munmap((nint)page, Size);
                page = null;
            }
        }
    }

    private static nint Map(int fd, string path, bool writable)
    {
        nint address = Libc.Mmap(0, Size, writable ? 3 : 1, 1, fd, 0);
        return address == -1 ? throw Libc.LastError($"Mapping the authority page {path}") : address;
    }
}
