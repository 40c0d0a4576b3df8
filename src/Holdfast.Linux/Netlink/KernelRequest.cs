using System.Buffers.Binary;

namespace Holdfast.Linux.Netlink;

/// <summary>Asks a part of the kernel something, and waits for what it says.</summary>
public static class KernelRequest
{
    /// <summary>The kernel did not answer (ETIME).</summary>
    public const int NoAnswer = 62;

    private const ushort Error = 2;
    private const int AnswerMs = 2000;
    private static readonly byte[] Kernel = [RawSocket.FamilyNetlink, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Sends messages in one piece.</summary>
    /// <param name="part">Of the kernel, such as 0 for routing and 12 for packet filters.</param>
    /// <param name="messages">One after the other; the last of which the answer is awaited asks for it.</param>
    /// <param name="last">The number of that one.</param>
    /// <returns>0 for done, else the error number of the first that failed.</returns>
    public static int Ask(int part, ReadOnlySpan<byte> messages, int last)
    {
        try
        {
            using RawSocket socket = RawSocket.ToKernel(part);
            socket.Send(messages, Kernel);
            byte[] answer = new byte[16_384];
            long end = Environment.TickCount64 + AnswerMs;
            while (end - Environment.TickCount64 is > 0 and var left)
            {
                int length = socket.Receive(answer, (int)left);
                if (Outcome(answer.AsSpan(0, length), last) is { } error)
                {
                    return error;
                }
            }

            return NoAnswer;
        }
        catch (LinuxException refused)
        {
            return refused.ErrorNumber;
        }
    }

    /// <summary>What an answer says of the whole; null if it says nothing yet.</summary>
    private static int? Outcome(ReadOnlySpan<byte> messages, int last)
    {
        var reader = new NetlinkReader(messages);
        while (reader.Next())
        {
            if (reader is { Type: Error, Body.Length: >= 4 })
            {
                int error = -BinaryPrimitives.ReadInt32LittleEndian(reader.Body);
                if (error != 0 || reader.Sequence == last)
                {
                    return error;
                }
            }
        }

        return null;
    }
}
