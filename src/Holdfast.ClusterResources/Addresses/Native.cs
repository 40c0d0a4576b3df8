using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>Sockets that the framework does not have: to the kernel's routing tables, and of whole packets.</summary>
internal static unsafe partial class Native
{
    public const int FamilyNetlink = 16;
    public const int FamilyPacket = 17;
    public const int Raw = 3;
    public const int Datagram = 2;
    public const int CloseOnExec = 0x80000;
    private const short Readable = 1;

    /// <exception cref="Win32Exception">The kernel does not give one; the message says why.</exception>
    public static int Open(int family, int type, int protocol)
    {
        int socket = Socket(family, type | CloseOnExec, protocol);
        return socket >= 0 ? socket : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public static void Send(int socket, ReadOnlySpan<byte> message, ReadOnlySpan<byte> address)
    {
        fixed (byte* data = message)
        fixed (byte* to = address)
        {
            if (SendTo(socket, data, (nuint)message.Length, 0, to, address.Length) < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <summary>How many bytes came; 0 if none did in time.</summary>
    public static int Receive(int socket, Span<byte> buffer, int milliseconds)
    {
        long request = (uint)socket | ((long)Readable << 32);
        if (Poll(&request, 1, milliseconds) <= 0)
        {
            return 0;
        }

        fixed (byte* data = buffer)
        {
            return (int)Math.Max(0, Receive(socket, data, (nuint)buffer.Length, 0));
        }
    }

    public static void Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* to = address)
        {
            if (Bind(socket, to, address.Length) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int socket);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendTo(int socket, byte* data, nuint length, int flags, byte* to, int toLength);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(long* requests, nuint count, int milliseconds);
}
