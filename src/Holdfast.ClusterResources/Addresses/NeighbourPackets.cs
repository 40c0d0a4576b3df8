using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>Packets of IPv6's neighbour discovery (RFC 4861), from the header of IPv6 on.</summary>
internal static class NeighbourPackets
{
    private const int Header = 40;
    private const byte Icmp = 58;
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;
    private const byte Override = 0x20;

    /// <summary>No router lets a packet through with it, so that it comes from this network.</summary>
    private const byte Hops = 255;

    private const byte TargetHardware = 2;
    private static readonly IPAddress Everybody = IPAddress.Parse("ff02::1");

    private static readonly ulong[] Filter =
    [
        Instruction(0x30, 0, 0, 6), Instruction(0x15, 0, 3, Icmp),
        Instruction(0x30, 0, 0, Header), Instruction(0x15, 0, 1, Advertisement),
        Instruction(0x06, 0, 0, 0xFFFF), Instruction(0x06, 0, 0, 0),
    ];

    /// <summary>What the kernel lets through of all packets of IPv6 for <see cref="Claims"/>: neighbour advertisements
    /// (classic BPF, socket(7)).</summary>
    public static ReadOnlySpan<ulong> OnlyAdvertisements => Filter;

    /// <summary>Asks who has an address, as one that has none itself (RFC 4862, 5.4.2), and whom.</summary>
    public static (byte[] Packet, byte[] Hardware) Ask(IPAddress target)
    {
        byte[] group = [0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF, .. target.GetAddressBytes()[13..]];
        return (Make(IPAddress.IPv6Any, group, [Solicitation, 0, 0, 0, 0, 0, 0, 0, .. target.GetAddressBytes()]),
            [0x33, 0x33, .. group[12..]]);
    }

    /// <summary>Tells everybody who has an address now.</summary>
    public static (byte[] Packet, byte[] Hardware) Tell(IPAddress target, PhysicalAddress hardware)
    {
        byte[] body =
        [
            Advertisement, 0, 0, 0, Override, 0, 0, 0, .. target.GetAddressBytes(),
            TargetHardware, 1, .. hardware.GetAddressBytes(),
        ];
        return (Make(target, Everybody.GetAddressBytes(), body), [0x33, 0x33, 0, 0, 0, 1]);
    }

    /// <summary>The hardware address in an advertisement by which a machine claims the address; else null. It is empty
    /// where the advertisement names none.</summary>
    public static PhysicalAddress? Claims(ReadOnlySpan<byte> packet, IPAddress target)
    {
        if (packet.Length < Header + 24 || packet[6] != Icmp || packet[7] != Hops || packet[Header] != Advertisement
            || !packet.Slice(Header + 8, 16).SequenceEqual(target.GetAddressBytes()))
        {
            return null;
        }

        ReadOnlySpan<byte> option = packet[(Header + 24)..];
        return option.Length >= 8 && option[0] == TargetHardware
            ? new PhysicalAddress(option[2..8].ToArray())
            : PhysicalAddress.None;
    }

    private static byte[] Make(IPAddress from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> body)
    {
        byte[] packet = new byte[Header + body.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)body.Length);
        (packet[6], packet[7]) = (Icmp, Hops);
        from.GetAddressBytes().CopyTo(packet, 8);
        to.CopyTo(packet.AsSpan(24));
        body.CopyTo(packet.AsSpan(Header));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(Header + 2), Checksum(packet));
        return packet;
    }

    /// <summary>Of both addresses, the length, the protocol and the body (RFC 8200, 8.1), which is of even length.
    /// </summary>
    private static ushort Checksum(ReadOnlySpan<byte> packet)
    {
        uint sum = (uint)(packet.Length - Header) + Icmp;
        for (int at = 8; at < packet.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }

    /// <summary>A struct sock_filter of linux/filter.h.</summary>
    private static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint value) =>
        code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)value << 32);
}
