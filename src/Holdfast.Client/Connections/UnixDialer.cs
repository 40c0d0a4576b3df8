using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Client.Errors;

namespace Holdfast.Client.Connections;

/// <summary>Opens Unix sockets and makes sure that root or this very user is behind them, before a byte is
/// sent.</summary>
/// <remarks>The kernel tells who called listen(2) (SO_PEERCRED), so a socket planted by another user is found
/// out.</remarks>
internal static partial class UnixDialer
{
    private const int SolSocket = 1;
    private const int PeerCredentials = 17;

    /// <summary>The effective user id of this process.</summary>
    public static uint OwnUid { get; } = EffectiveUserId();

    /// <exception cref="HoldfastException">Another user's process serves the socket.</exception>
    public static async ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            uint uid = ServerUid(socket);
            if (uid != 0 && uid != OwnUid)
            {
                throw new HoldfastException(ErrorCodes.ServerNotTrusted,
                    $"the process behind {path} runs as user id {uid}, neither root nor you ({OwnUid}); "
                    + "nothing was sent");
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static uint ServerUid(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SolSocket, PeerCredentials, credentials) == credentials.Length
            ? MemoryMarshal.Read<uint>(credentials[4..])
            : uint.MaxValue;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();
}
