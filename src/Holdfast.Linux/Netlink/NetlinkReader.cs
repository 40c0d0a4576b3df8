using System.Buffers.Binary;

namespace Holdfast.Linux.Netlink;

/// <summary>Goes through the messages that the kernel sent in one piece, one after the other (netlink(7)).</summary>
/// <param name="messages">What came. A last message that did not fit is shown as far as it came.</param>
public ref struct NetlinkReader(ReadOnlySpan<byte> messages)
{
    private const int HeaderLength = 16;
    private ReadOnlySpan<byte> _rest = messages;

    /// <summary>What it is.</summary>
    public ushort Type { get; private set; }

    /// <summary>The number of what it answers.</summary>
    public int Sequence { get; private set; }

    /// <summary>What it says, without the header.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Goes on to the next; false after the last, or where no more can be made out.</summary>
    public bool Next()
    {
        if (_rest.Length < HeaderLength
            || BinaryPrimitives.ReadInt32LittleEndian(_rest) is not (>= HeaderLength and var length))
        {
            return false;
        }

        Type = BinaryPrimitives.ReadUInt16LittleEndian(_rest[4..]);
        Sequence = BinaryPrimitives.ReadInt32LittleEndian(_rest[8..]);
        Body = _rest[HeaderLength..Math.Min(length, _rest.Length)];
        _rest = length <= _rest.Length - 3 ? _rest[((length + 3) & ~3)..] : [];
        return true;
    }
}
