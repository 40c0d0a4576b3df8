using System.Buffers.Binary;

namespace Holdfast.Linux.Netlink;

/// <summary>
/// A message to the kernel as it is put together: header, what its type begins with, and attributes, each of which may
/// hold others (netlink(7)).
/// </summary>
public sealed class NetlinkMessage
{
    /// <summary>It is asked of the kernel; each message here has it.</summary>
    public const ushort Request = 0x001;

    /// <summary>The kernel is to say that it was done.</summary>
    public const ushort Acknowledge = 0x004;

    /// <summary>What is there is replaced.</summary>
    public const ushort Replace = 0x100;

    /// <summary>What is there already is an error.</summary>
    public const ushort Exclusive = 0x200;

    /// <summary>What is not there is made.</summary>
    public const ushort Create = 0x400;

    private const int HeaderLength = 16;
    private const ushort Nested = 0x8000;
    private readonly List<byte> _bytes = new(256);

    /// <param name="type">What is asked.</param>
    /// <param name="flags">How.</param>
    /// <param name="sequence">The number that the answer bears.</param>
    /// <param name="head">What messages of this type begin with.</param>
    public NetlinkMessage(ushort type, ushort flags, int sequence, ReadOnlySpan<byte> head)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)(flags | Request));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], sequence);
        _bytes.AddRange(header);
        _bytes.AddRange(head);
        Pad();
    }

    /// <summary>An attribute.</summary>
    public NetlinkMessage With(ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(value.Length + 4));
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], type);
        _bytes.AddRange(head);
        _bytes.AddRange(value);
        Pad();
        return this;
    }

    /// <summary>An attribute that is a text, as the kernel has them: ASCII with a zero at its end.</summary>
    public NetlinkMessage With(ushort type, string text) =>
        With(type, [.. System.Text.Encoding.ASCII.GetBytes(text), 0]);

    /// <summary>An attribute that is a number in the order of bytes of the network.</summary>
    public NetlinkMessage With(ushort type, uint number)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, number);
        return With(type, value);
    }

    /// <summary>An attribute that is a long number in the order of bytes of the network.</summary>
    public NetlinkMessage With(ushort type, ulong number)
    {
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(value, number);
        return With(type, value);
    }

    /// <summary>An attribute that holds others.</summary>
    public NetlinkMessage With(ushort type, Action<NetlinkMessage> inside)
    {
        ArgumentNullException.ThrowIfNull(inside);
        int start = _bytes.Count;
        With((ushort)(type | Nested), []);
        inside(this);
        ushort length = (ushort)(_bytes.Count - start);
        _bytes[start] = (byte)length;
        _bytes[start + 1] = (byte)(length >> 8);
        return this;
    }

    /// <summary>The message with its length.</summary>
    public byte[] ToArray()
    {
        byte[] whole = [.. _bytes];
        BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length);
        return whole;
    }

    private void Pad()
    {
        while (_bytes.Count % 4 != 0)
        {
            _bytes.Add(0);
        }
    }
}
