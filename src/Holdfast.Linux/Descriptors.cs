using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>One entry of what <see cref="Descriptors.Poll"/> waits for; laid out as the kernel has it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    /// <summary>Negative to be passed over.</summary>
    public int Fd;

    /// <summary>
    /// What is waited for: <see cref="Descriptors.InputReady"/>, <see cref="Descriptors.OutputReady"/>.
    /// </summary>
    public short Wanted;

    /// <summary>What has come, also errors and hang-ups.</summary>
    public short Ready;
}

/// <summary>
/// Reading, writing and waiting on plain descriptors, for programs that are one loop and want no thread pool.
/// </summary>
public static unsafe class Descriptors
{
    public const short InputReady = 1;
    public const short OutputReady = 4;

    /// <summary>What <see cref="Read"/> and <see cref="Write"/> return when the other side has to move first.</summary>
    public const int WouldBlock = -1;

    /// <summary>What they return when there is no other side any more, or the disk fails.</summary>
    public const int Broken = -2;

    /// <summary>Bytes read, 0 at the end, or <see cref="WouldBlock"/> or <see cref="Broken"/>.</summary>
    public static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            while ((count = Libc.Read(fd, start, (nuint)buffer.Length)) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Libc.EIntr)
                {
                    return error == Libc.EAgain ? WouldBlock : Broken;
                }
            }

            return (int)count;
        }
    }

    /// <summary>Bytes written, perhaps fewer than given, or <see cref="WouldBlock"/> or <see cref="Broken"/>.</summary>
    public static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            while ((count = Libc.Write(fd, start, (nuint)bytes.Length)) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Libc.EIntr)
                {
                    return error == Libc.EAgain ? WouldBlock : Broken;
                }
            }

            return (int)count;
        }
    }

    /// <summary>Sleeps until an entry is ready or the time is over; a signal ends it early.</summary>
    /// <returns>How many are ready.</returns>
    public static int Poll(Span<PollEntry> entries, int timeoutMs)
    {
        fixed (PollEntry* start = entries)
        {
            int count = Libc.Poll((byte*)start, (nuint)entries.Length, timeoutMs);
            if (count >= 0)
            {
                return count;
            }

            var error = Libc.LastError("Waiting for descriptors");
            if (error.ErrorNumber is not (Libc.EIntr or Libc.EAgain))
            {
                throw error;
            }

            foreach (ref var entry in entries)
            {
                entry.Ready = 0;
            }

            return 0;
        }
    }

    /// <summary>Opens a file for appending (created 0640); negative if that fails.</summary>
    public static int OpenAppend(string path) =>
        Libc.Open(path, Libc.OWriteOnly | Libc.OCreate | Libc.OAppend | Libc.OCloseOnExec, 0x1A0);

    /// <summary>Makes reads and writes return <see cref="WouldBlock"/> instead of waiting.</summary>
    public static void SetNonBlocking(int fd)
    {
        const int GetFlags = 3;
        const int SetFlags = 4;
        _ = Libc.Fcntl(fd, SetFlags, Libc.Fcntl(fd, GetFlags, 0) | Libc.ONonBlocking);
    }

    public static void Close(int fd) => _ = Libc.Close(fd);
}
