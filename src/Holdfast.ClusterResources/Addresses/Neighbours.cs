using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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
    private const int ArpProtocol = 0x0806;
    private const int ArpLength = 28;
    private const int Asks = 1;
    private const int Probes = 3;
    private const int ProbeMilliseconds = 150;
    private const byte Advertisement = 136;
    private const byte Override = 0x20;

    /// <summary>Who else in the network answers for an IPv4 address; null if nobody does.</summary>
    /// <exception cref="ResourceException">Packets cannot be sent here.</exception>
    public static PhysicalAddress? OwnerOf(HeldAddress held, CancellationToken cancellationToken) => WithPackets(
        held, socket =>
        {
            byte[] answer = new byte[128];
            for (int probe = 0; probe < Probes; probe++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // A probe names no sender's address, so that nobody learns a wrong one by it.
                socket.Send(Arp(held, IPAddress.Any), Broadcast(held));
                long end = Environment.TickCount64 + ProbeMilliseconds;
                while (Environment.TickCount64 < end)
                {
                    int length = socket.Receive(answer, (int)Math.Max(1, end - Environment.TickCount64));
                    if (length >= ArpLength && Claims(answer, held) is { } owner)
                    {
                        return owner;
                    }
                }
            }

            return null;
        });

    /// <summary>Tells everybody in the network that this machine has the address.</summary>
    /// <exception cref="ResourceException">Packets cannot be sent here.</exception>
    public static void Announce(HeldAddress held)
    {
        if (held.Hardware.GetAddressBytes().Length != 6)
        {
            // A link without hardware addresses has no neighbours to tell.
            return;
        }

        if (held.IsV4)
        {
            WithPackets<object?>(held, socket =>
            {
                socket.Send(Arp(held, held.Address), Broadcast(held));
                return null;
            });
            return;
        }

        Advertise(held);
    }

    private static void Advertise(HeldAddress held)
    {
        byte[] packet = new byte[32];
        packet[0] = Advertisement;
        packet[4] = Override;
        held.Address.GetAddressBytes().CopyTo(packet, 8);
        packet[24] = 2;
        packet[25] = 1;
        held.Hardware.GetAddressBytes().CopyTo(packet, 26);
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, 255);
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, held.Index);
            socket.Bind(new IPEndPoint(held.Address, 0));
            socket.SendTo(packet, new IPEndPoint(IPAddress.Parse($"ff02::1%{held.Index}"), 0));
        }
        catch (SocketException refused)
        {
            throw new ResourceException(
                $"{held.Address} cannot be announced on {held.Interface}: {refused.Message}", refused);
        }
    }

    private static T WithPackets<T>(HeldAddress held, Func<RawSocket, T> use)
    {
        try
        {
            using RawSocket socket = RawSocket.OfPackets(ArpProtocol);
            socket.Bind(Link(held, []));
            return use(socket);
        }
        catch (LinuxException refused)
        {
            throw new ResourceException(
                $"ARP packets cannot be sent on {held.Interface}: {refused.Message}", refused);
        }
    }

    /// <summary>The hardware address in an ARP packet by which another machine claims the address; else null.</summary>
    private static PhysicalAddress? Claims(ReadOnlySpan<byte> packet, HeldAddress held)
    {
        var sender = new PhysicalAddress(packet[8..14].ToArray());
        return packet[14..18].SequenceEqual(held.Address.GetAddressBytes()) && !sender.Equals(held.Hardware)
            ? sender
            : null;
    }

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

    private static byte[] Broadcast(HeldAddress held) => Link(held, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);

    /// <summary>An address of the packet family (sockaddr_ll).</summary>
    private static byte[] Link(HeldAddress held, ReadOnlySpan<byte> hardware)
    {
        byte[] link = new byte[20];
        BinaryPrimitives.WriteUInt16LittleEndian(link, RawSocket.FamilyPacket);
        BinaryPrimitives.WriteUInt16BigEndian(link.AsSpan(2), ArpProtocol);
        BinaryPrimitives.WriteInt32LittleEndian(link.AsSpan(4), held.Index);
        link[11] = (byte)hardware.Length;
        hardware.CopyTo(link.AsSpan(12));
        return link;
    }
}
