using System.Buffers.Text;
using System.Text;

namespace Holdfast.Lab.Machines;

/// <summary>What etcd sends of a watch: a chunk of HTTP's for each message, some of which carry events.</summary>
public static class WatchChunks
{
    /// <summary>
    /// Takes whole chunks that have a text in them out of what has come, so that what is left is as etcd might have
    /// sent it. What is no whole chunk is left as it is.
    /// </summary>
    /// <returns>How many bytes are left, at the beginning.</returns>
    public static int Without(Span<byte> part, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        int kept = 0;
        for (int at = 0; at < part.Length;)
        {
            Span<byte> rest = part[at..];
            int length = LengthOf(rest);
            if (length == 0 || rest[..length].IndexOf(bytes) < 0)
            {
                length = length == 0 ? rest.Length : length;
                rest[..length].CopyTo(part[kept..]);
                kept += length;
            }

            at += length;
        }

        return kept;
    }

    /// <summary>Of the chunk that it begins with, with its size's line and its end; 0 if it is no whole one.</summary>
    private static int LengthOf(ReadOnlySpan<byte> part)
    {
        int line = part.IndexOf("\r\n"u8);
        if (line <= 0 || !Utf8Parser.TryParse(part[..line], out int size, out int digits, 'x') || digits != line)
        {
            return 0;
        }

        int length = line + 2 + size + 2;
        return length <= part.Length && part[(length - 2)..length].SequenceEqual("\r\n"u8) ? length : 0;
    }
}
