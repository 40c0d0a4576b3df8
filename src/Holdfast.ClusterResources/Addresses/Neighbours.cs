using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using Holdfast.Linux;
using Holdfast.Linux.Netlink;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>
/// Asks the network who has an address, and tells it who has it now: ARP for IPv4 (RFC 5227), neighbour advertisements
/// for IPv6 (RFC 4861).
/// </summary>
internal static class Neighbours
{
    private const ushort ArpProtocol = 0x0806;
    private const ushort V6Protocol = 0x86DD;
    private const int ArpLength = 28;
    private const int Asks = 1;
    private const int Probes = 3;
    private const int ProbeMilliseconds = 80;
    private const int HardwareLength = 6;
    private static readonly byte[] Everybody = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    /// <summary>Who else in the network answers for an address; null if nobody does in a quarter of a second.
    /// </summary>
    /// <exception cref="ResourceException">Packets cannot be sent here.</exception>
    public static PhysicalAddress? OwnerOf(HeldAddress held, CancellationToken cancellationToken)
    {
        // A probe names no sender's address, so that nobody learns a wrong one by it.
        (byte[] question, byte[] to) = held.IsV4 ? (Arp(held, IPAddress.Any), Everybody)
            : NeighbourPackets.Ask(held.Address);
        return !HasNeighbours(held) ? null : WithPackets(held, socket =>
        {
            if (!held.IsV4)
            {
                socket.Filter(NeighbourPackets.OnlyAdvertisements);
            }

            byte[] answer = new byte[2048];
            for (int probe = 0; probe < Probes; probe++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                socket.Send(question, Link(held, to));
                long end = Environment.TickCount64 + ProbeMilliseconds;
                while (Environment.TickCount64 < end)
                {
                    int length = socket.Receive(answer, (int)Math.Max(1, end - Environment.TickCount64));
                    if (Claims(answer.AsSpan(0, length), held) is { } owner && !owner.Equals(held.Hardware))
                    {
                        return owner;
                    }
                }
            }

            return null;
        });
    }

    /// <summary>Tells everybody in the network that this machine has the address.</summary>
    /// <exception cref="ResourceException">Packets cannot be sent here.</exception>
    public static void Announce(HeldAddress held)
    {
        if (HasNeighbours(held))
        {
            (byte[] told, byte[] to) = held.IsV4 ? (Arp(held, held.Address), Everybody)
                : NeighbourPackets.Tell(held.Address, held.Hardware);
            WithPackets<object?>(held, socket =>
            {
                socket.Send(told, Link(held, to));
                return null;
            });
        }
    }

    /// <summary>A link without hardware addresses has no neighbours to ask or tell.</summary>
    private static bool HasNeighbours(HeldAddress held) => held.Hardware.GetAddressBytes().Length == HardwareLength;

    private static T WithPackets<T>(HeldAddress held, Func<RawSocket, T> use)
    {
        try
        {
            using RawSocket socket = RawSocket.OfPackets(Protocol(held));
            socket.Bind(Link(held, []));
            return use(socket);
        }
        catch (LinuxException refused)
        {
            throw new ResourceException(
                $"{(held.IsV4 ? "ARP" : "IPv6")} packets cannot be sent on {held.Interface}: {refused.Message}",
                refused);
        }
    }

    private static ushort Protocol(HeldAddress held) => held.IsV4 ? ArpProtocol : V6Protocol;

    /// <summary>The hardware address by which a machine claims the address in a packet; else null.</summary>
    private static PhysicalAddress? Claims(ReadOnlySpan<byte> packet, HeldAddress held) =>
        !held.IsV4 ? NeighbourPackets.Claims(packet, held.Address)
        : packet.Length >= ArpLength && packet[14..18].SequenceEqual(held.Address.GetAddressBytes())
            ? new PhysicalAddress(packet[8..14].ToArray())
            : null;

    private static byte[] Arp(HeldAddress held, IPAddress sender)
    {
        byte[] packet = new byte[ArpLength];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 0x0800);
        packet[4] = 6;
        packet[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), Asks);
        held.Hardware.GetAddressBytes().CopyTo(packet, 8);
        sender.GetAddressBytes().CopyTo(packet, 14);
        held.Address.GetAddressBytes().CopyTo(packet, 24);
        return packet;
    }

    /// <summary>An address of the packet family (sockaddr_ll).</summary>
    private static byte[] Link(HeldAddress held, ReadOnlySpan<byte> hardware)
    {
        byte[] link = new byte[20];
        BinaryPrimitives.WriteUInt16LittleEndian(link, RawSocket.FamilyPacket);
        BinaryPrimitives.WriteUInt16BigEndian(link.AsSpan(2), Protocol(held));
        BinaryPrimitives.WriteInt32LittleEndian(link.AsSpan(4), held.Index);
        link[11] = (byte)hardware.Length;
        hardware.CopyTo(link.AsSpan(12));
        return link;
    }
}
