using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Linux.Netlink;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>Adds addresses to interfaces, renews their lifetimes, and removes them (rtnetlink).</summary>
internal static class RoutingTable
{
    private const ushort NewAddress = 20;
    private const ushort DeleteAddress = 21;
    private const int Part = 0;
    private const ushort AttributeAddress = 1;
    private const ushort AttributeLocal = 2;
    private const ushort AttributeLifetimes = 6;
    private const int NotThere = 99;

    /// <summary>
    /// Takes the address, or renews it: the kernel itself removes it after <paramref name="seconds"/>.
    /// </summary>
    /// <exception cref="ResourceException">The kernel refused it; the message says why.</exception>
    public static void Hold(HeldAddress held, int seconds)
    {
        Span<byte> lifetimes = stackalloc byte[16];
        lifetimes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(lifetimes, seconds);
        BinaryPrimitives.WriteInt32LittleEndian(lifetimes[4..], seconds);
        int error = Ask(
            held, NewAddress, NetlinkMessage.Acknowledge | NetlinkMessage.Replace | NetlinkMessage.Create, lifetimes);
        if (error != 0)
        {
            throw new ResourceException(
                $"{held.Address}/{held.PrefixLength} cannot be added to {held.Interface}: "
                + Marshal.GetPInvokeErrorMessage(error));
        }
    }

    /// <summary>Removes it; one that is not there is no error.</summary>
    /// <exception cref="ResourceException">The kernel refused it; the message says why.</exception>
    public static void Remove(HeldAddress held)
    {
        int error = Ask(held, DeleteAddress, NetlinkMessage.Acknowledge, []);
        if (error is not (0 or NotThere))
        {
            throw new ResourceException(
                $"{held.Address} cannot be removed from {held.Interface}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static int Ask(HeldAddress held, ushort type, ushort flags, ReadOnlySpan<byte> lifetimes)
    {
        byte[] bytes = held.Address.GetAddressBytes();
        NetlinkMessage message = new NetlinkMessage(type, flags, 1,
            [(byte)(held.IsV4 ? 2 : 10), (byte)held.PrefixLength, 0, 0, .. BitConverter.GetBytes(held.Index)])
            .With(AttributeLocal, bytes).With(AttributeAddress, bytes);
        if (lifetimes.Length > 0)
        {
            message.With(AttributeLifetimes, lifetimes);
        }

        return KernelRequest.Ask(Part, message.ToArray(), 1);
    }
}
