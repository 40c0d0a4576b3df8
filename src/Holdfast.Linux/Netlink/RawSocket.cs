using Holdfast.Linux.Native;

namespace Holdfast.Linux.Netlink;

/// <summary>
/// A socket of a family that the framework does not have: to the kernel itself (netlink(7)), or of whole packets
/// (packet(7)). Not for several threads at a time.
/// </summary>
public sealed unsafe class RawSocket : IDisposable
{
    /// <summary>The family of sockets to the kernel.</summary>
    public const byte FamilyNetlink = 16;

    /// <summary>The family of sockets of whole packets.</summary>
    public const byte FamilyPacket = 17;

    private const int Raw = 3;
    private const int Datagram = 2;
    private const int CloseOnExec = 0x80000;
    private const short Readable = 1;
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;

    private RawSocket(int descriptor) => Descriptor = descriptor;

    /// <summary>The kernel's number of it; whoever takes it over closes it, and disposes of this no more.</summary>
    public int Descriptor { get; }

    /// <summary>A socket to a part of the kernel: 0 for routing (rtnetlink), 12 for packet filters.</summary>
    /// <exception cref="LinuxException">The kernel gives none.</exception>
    public static RawSocket ToKernel(int part) => Open(FamilyNetlink, Raw, part);

    /// <summary>A socket of packets without their link's header.</summary>
    /// <param name="protocol">Its number as it is in packets, such as 0x0806 for ARP.</param>
    /// <exception cref="LinuxException">The kernel gives none: it takes the capability CAP_NET_RAW.</exception>
    public static RawSocket OfPackets(ushort protocol) =>
        Open(FamilyPacket, Datagram, System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(protocol));

    /// <summary>Hears what comes to an address of the family.</summary>
    /// <exception cref="LinuxException">The kernel refuses it.</exception>
    public void Bind(ReadOnlySpan<byte> address)
    {
        fixed (byte* to = address)
        {
            if (Libc.Bind(Descriptor, to, (uint)address.Length) != 0)
            {
                throw Libc.LastError("Binding a socket");
            }
        }
    }

    /// <summary>Hears only what a program of the kernel's classic packet filter lets through (socket(7)).</summary>
    /// <param name="program">Each a struct sock_filter.</param>
    /// <exception cref="LinuxException">The kernel refuses it.</exception>
    public void Filter(ReadOnlySpan<ulong> program)
    {
        fixed (ulong* first = program)
        {
            nint* attached = stackalloc nint[2];
            attached[0] = program.Length;
            attached[1] = (nint)first;
            if (Libc.SetSocketOption(Descriptor, SocketLevel, AttachFilter, attached, (uint)(2 * sizeof(nint))) != 0)
            {
                throw Libc.LastError("Attaching a filter to a socket");
            }
        }
    }

    /// <summary>Sends one message.</summary>
    /// <exception cref="LinuxException">The kernel refuses it.</exception>
    public void Send(ReadOnlySpan<byte> message, ReadOnlySpan<byte> address)
    {
        fixed (byte* data = message)
        fixed (byte* to = address)
        {
            if (Libc.SendTo(Descriptor, data, (nuint)message.Length, 0, to, (uint)address.Length) < 0)
            {
                throw Libc.LastError("Sending by a socket");
            }
        }
    }

    /// <summary>How many bytes came; 0 if none did in time.</summary>
    /// <param name="buffer">For one message; what does not fit is lost.</param>
    /// <param name="milliseconds">How long one is waited for.</param>
    public int Receive(Span<byte> buffer, int milliseconds)
    {
        long request = (uint)Descriptor | ((long)Readable << 32);
        if (Libc.Poll((byte*)&request, 1, milliseconds) <= 0)
        {
            return 0;
        }

        fixed (byte* data = buffer)
        {
            return (int)Math.Max(0, Libc.Receive(Descriptor, data, (nuint)buffer.Length, 0));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _ = Libc.Close(Descriptor);

    private static RawSocket Open(int family, int type, int protocol)
    {
        int socket = Libc.Socket(family, type | CloseOnExec, protocol);
        return socket >= 0 ? new RawSocket(socket) : throw Libc.LastError("Opening a socket to the kernel");
    }
}
