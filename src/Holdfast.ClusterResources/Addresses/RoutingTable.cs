using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using Holdfast.ResourceApi;

namespace Holdfast.ClusterResources.Addresses;

/// <summary>Adds addresses to interfaces, renews their lifetimes, and removes them (rtnetlink).</summary>
internal static class RoutingTable
{
    private const ushort NewAddress = 20;
    private const ushort DeleteAddress = 21;
    private const ushort Error = 2;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort Replace = 0x100;
    private const ushort Create = 0x400;
    private const ushort AttributeAddress = 1;
    private const ushort AttributeLocal = 2;
    private const ushort AttributeLifetimes = 6;
    private const int NotThere = 99;
    private const int AnswerTimeout = 2000;
    private static readonly byte[] Kernel = [Native.FamilyNetlink, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

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
        int error = Ask(held, NewAddress, Request | Acknowledge | Replace | Create, lifetimes);
        if (error != 0)
        {
            throw new ResourceException(
                $"{held.Address}/{held.PrefixLength} cannot be added to {held.Interface}: "
                + new Win32Exception(error).Message);
        }
    }

    /// <summary>Removes it; one that is not there is no error.</summary>
    /// <exception cref="ResourceException">The kernel refused it; the message says why.</exception>
    public static void Remove(HeldAddress held)
    {
        int error = Ask(held, DeleteAddress, Request | Acknowledge, []);
        if (error is not (0 or NotThere))
        {
            throw new ResourceException(
                $"{held.Address} cannot be removed from {held.Interface}: {new Win32Exception(error).Message}");
        }
    }

    private static int Ask(HeldAddress held, ushort type, ushort flags, ReadOnlySpan<byte> lifetimes)
    {
        byte[] bytes = held.Address.GetAddressBytes();
        var message = new List<byte>(128);
        message.AddRange(new byte[16]);
        message.Add((byte)(held.IsV4 ? 2 : 10));
        message.Add((byte)held.PrefixLength);
        message.AddRange([0, 0]);
        message.AddRange(BitConverter.GetBytes(held.Index));
        Attribute(message, AttributeLocal, bytes);
        Attribute(message, AttributeAddress, bytes);
        if (lifetimes.Length > 0)
        {
            Attribute(message, AttributeLifetimes, lifetimes);
        }

        byte[] whole = [.. message];
        BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(whole.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(whole.AsSpan(6), flags);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(8), 1);
        return Exchange(whole);
    }

    /// <summary>The error number of the kernel's answer; 0 for done.</summary>
    private static int Exchange(byte[] message)
    {
        try
        {
            int socket = Native.Open(Native.FamilyNetlink, Native.Raw, 0);
            try
            {
                Native.Send(socket, message, Kernel);
                byte[] answer = new byte[4096];
                int length = Native.Receive(socket, answer, AnswerTimeout);
                return length >= 20 && BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(4)) == Error
                    ? -BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(16))
                    : throw new ResourceException("the kernel's routing tables did not answer");
            }
            finally
            {
                _ = Native.Close(socket);
            }
        }
        catch (Win32Exception refused)
        {
            return refused.NativeErrorCode;
        }
    }

    private static void Attribute(List<byte> message, ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(value.Length + 4));
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], type);
        message.AddRange(head);
        message.AddRange(value);
        while (message.Count % 4 != 0)
        {
            message.Add(0);
        }
    }
}
