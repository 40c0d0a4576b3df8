using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Linux.Netlink;

/// <summary>An address of an interface of this machine, which the kernel keeps for as long as it is told (rtnetlink).
/// </summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many bits of it name the network.</param>
/// <param name="Interface">Name of the network interface.</param>
/// <param name="Index">The kernel's number of the interface.</param>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength, string Interface, int Index)
{
    private const ushort NewAddress = 20;
    private const ushort DeleteAddress = 21;
    private const int Part = 0;
    private const ushort AttributeAddress = 1;
    private const ushort AttributeLocal = 2;
    private const ushort AttributeLifetimes = 6;
    private const int NotThere = 99;

    /// <summary>The kernel does not look itself whether others have it (of IPv6, where it takes up to two seconds for
    /// that and lets nobody use the address so long): whoever takes an address asks before.</summary>
    private const byte NoDetection = 0x02;

    /// <summary>Adds it, or renews it: the kernel itself removes it after <paramref name="seconds"/>.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public void Hold(int seconds)
    {
        Span<byte> lifetimes = stackalloc byte[16];
        lifetimes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(lifetimes, seconds);
        BinaryPrimitives.WriteInt32LittleEndian(lifetimes[4..], seconds);
        int error = Ask(
            NewAddress, NetlinkMessage.Acknowledge | NetlinkMessage.Replace | NetlinkMessage.Create, lifetimes);
        if (error != 0)
        {
            throw new LinuxException($"Adding {Address}/{PrefixLength} to {Interface}", error);
        }
    }

    /// <summary>Removes it; one that is not there is no error.</summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public void Remove()
    {
        int error = Ask(DeleteAddress, NetlinkMessage.Acknowledge, []);
        if (error is not (0 or NotThere))
        {
            throw new LinuxException($"Removing {Address} from {Interface}", error);
        }
    }

    private int Ask(ushort type, ushort flags, ReadOnlySpan<byte> lifetimes)
    {
        byte[] bytes = Address.GetAddressBytes();
        (byte family, byte flags6) = Address.AddressFamily == AddressFamily.InterNetwork
            ? ((byte)2, (byte)0)
            : ((byte)10, NoDetection);
        NetlinkMessage message = new NetlinkMessage(
            type, flags, 1, [family, (byte)PrefixLength, flags6, 0, .. BitConverter.GetBytes(Index)])
            .With(AttributeLocal, bytes).With(AttributeAddress, bytes);
        if (lifetimes.Length > 0)
        {
            message.With(AttributeLifetimes, lifetimes);
        }

        return KernelRequest.Ask(Part, message.ToArray(), 1);
    }
}
