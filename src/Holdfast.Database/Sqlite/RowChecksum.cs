using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Database.Sqlite;

/// <summary>
/// The checksum of a row: the first 8 bytes of SHA-256 over its table, its text, its numbers and its value.
/// </summary>
internal static class RowChecksum
{
    public static long Of(char table, string text, ReadOnlySpan<long> numbers, ReadOnlySpan<byte> value)
    {
        int textLength = Encoding.UTF8.GetByteCount(text);
        int length = 1 + 4 + textLength + (numbers.Length * 8) + value.Length;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> rest = buffer.AsSpan(0, length);
            rest[0] = (byte)table;
            BinaryPrimitives.WriteInt32LittleEndian(rest[1..], textLength);
            Encoding.UTF8.GetBytes(text, rest[5..]);
            rest = rest[(5 + textLength)..];
            foreach (long number in numbers)
            {
                BinaryPrimitives.WriteInt64LittleEndian(rest, number);
                rest = rest[8..];
            }

            value.CopyTo(rest);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, length), hash);
            return BinaryPrimitives.ReadInt64LittleEndian(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
