using System.Runtime.InteropServices;

namespace Holdfast.Database.Sqlite;

/// <summary>The few calls of the kernel that the bell needs and .NET does not have.</summary>
internal static partial class Posix
{
    public const short PollIn = 1;
    public const uint Modify = 0x2;
    public const uint Ignored = 0x8000;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int CurrentFolder = -100;

    public static int InotifyInit() => inotify_init1(CloseOnExec | NonBlocking);

    public static int EventFd() => eventfd(0, CloseOnExec | NonBlocking);

    /// <summary>Device and inode of what is at the path; null if nothing is.</summary>
    public static FileIdentity? Identify(string path)
    {
        const uint InodeMask = 0x100;
        Span<byte> answer = stackalloc byte[256];
        if (statx(CurrentFolder, path, 0, InodeMask, ref MemoryMarshal.GetReference(answer)) != 0)
        {
            return null;
        }

        return new FileIdentity(
            MemoryMarshal.Read<ulong>(answer[32..]), MemoryMarshal.Read<uint>(answer[136..]),
            MemoryMarshal.Read<uint>(answer[140..]));
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(int fd, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(ref PollFd fds, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, ref byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, in byte buffer, nuint count);

    [LibraryImport("libc")]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte answer);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int Fd;
        public short Events;
        public short Happened;
    }
}

/// <summary>Which file a name stands for.</summary>
internal readonly record struct FileIdentity(ulong Inode, uint Major, uint Minor);
