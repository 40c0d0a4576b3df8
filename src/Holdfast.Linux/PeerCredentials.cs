using System.Buffers.Binary;
using System.Net.Sockets;

namespace Holdfast.Linux;

/// <summary>Who is at the other end of a Unix socket, as the kernel noted it at connect (SO_PEERCRED).</summary>
/// <param name="Pid">Process id of who connected, or of who called listen.</param>
public readonly record struct PeerCredentials(int Pid, uint UserId, uint GroupId)
{
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    public static PeerCredentials Of(Socket socket)
    {
        Span<byte> answer = stackalloc byte[12];
        int length = socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, answer);
        return length == answer.Length
            ? new(BinaryPrimitives.ReadInt32LittleEndian(answer),
                BinaryPrimitives.ReadUInt32LittleEndian(answer[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(answer[8..]))
            : throw new NotSupportedException("The kernel did not say who is at the other end; is it a Unix socket?");
    }
}
