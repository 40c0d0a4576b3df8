using System.Text;

namespace Holdfast.Guard.Output;

/// <summary>
/// The end of what a process wrote, at most 4 KiB: a ring, so that a flood costs no more than its copy.
/// </summary>
internal sealed class OutputTail
{
    private const int Room = 4096;

    private byte[] ring = [];
    private long written;

    /// <summary>Takes a line, without its end.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        if (ring.Length == 0)
        {
            ring = new byte[Room];
        }

        Put(line.Length < Room ? line : line[^(Room - 1)..]);
        Put("\n"u8);
    }

    /// <summary>The kept lines; the first may be cut.</summary>
    public override string ToString()
    {
        if (written <= Room)
        {
            return Encoding.UTF8.GetString(ring, 0, (int)written);
        }

        int start = (int)(written % Room);
        byte[] unwound = [.. ring.AsSpan(start), .. ring.AsSpan(0, start)];
        return Encoding.UTF8.GetString(unwound);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        int at = (int)(written % Room);
        int first = Math.Min(bytes.Length, Room - at);
        bytes[..first].CopyTo(ring.AsSpan(at));
        bytes[first..].CopyTo(ring);
        written += bytes.Length;
    }
}
