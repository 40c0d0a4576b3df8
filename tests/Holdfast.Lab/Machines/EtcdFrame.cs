using System.Buffers.Binary;

namespace Holdfast.Lab.Machines;

/// <summary>Tells frames of etcd's from others: TCP over IPv4, to or from one of its ports.</summary>
public static class EtcdFrame
{
    private const int ClientPort = 2379;
    private const int PeerPort = 2380;
    private const int Ethernet = 14;
    private const int TypeAt = 12;
    private const int ProtocolAt = 9;
    private const ushort IpV4 = 0x0800;
    private const byte Tcp = 6;

    public static bool Is(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Ethernet + 20 || BinaryPrimitives.ReadUInt16BigEndian(frame[TypeAt..]) != IpV4)
        {
            return false;
        }

        ReadOnlySpan<byte> packet = frame[Ethernet..];
        int header = (packet[0] & 0x0F) * 4;
        return packet[ProtocolAt] == Tcp && packet.Length >= header + 4
            && (IsPort(packet[header..]) || IsPort(packet[(header + 2)..]));
    }

    private static bool IsPort(ReadOnlySpan<byte> port) =>
        BinaryPrimitives.ReadUInt16BigEndian(port) is ClientPort or PeerPort;
}
