using System.Runtime.CompilerServices;

namespace Holdfast.MonitorProtocol.Guards;

/// <summary>Takes a stream apart into lines.</summary>
internal static class GuardLines
{
    /// <summary>Each line is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] buffer = new byte[4096];
        int used = 0;
        while (true)
        {
            if (used == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            int count = await stream.ReadAsync(buffer.AsMemory(used), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                yield break;
            }

            used += count;
            int start = 0;
            for (int end; (end = buffer.AsSpan(start, used - start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            {
                yield return buffer.AsMemory(start, end);
            }

            buffer.AsSpan(start, used - start).CopyTo(buffer);
            used -= start;
        }
    }
}
