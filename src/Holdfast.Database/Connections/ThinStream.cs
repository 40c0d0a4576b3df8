using System.Net.Sockets;

namespace Holdfast.Database.Connections;

/// <summary>
/// TCP for short requests whose answers decide whether a lease goes on: what gets lost is soon sent again.
/// </summary>
/// <remarks>
/// TCP sends a lost segment again after 0.2 s, then 0.4 s, 0.8 s and so on: after four losses in a row a lease is over,
/// and all that waits behind them with it. A thin stream (fewer than four segments under way) may keep the first
/// interval for six times instead: Linux, <c>Documentation/networking/tcp-thin.rst</c>. It takes no more of the network
/// than that, and nothing where no segment is lost.
/// </remarks>
public static class ThinStream
{
    /// <summary>IPPROTO_TCP and TCP_THIN_LINEAR_TIMEOUTS of <c>linux/tcp.h</c>.</summary>
    internal const int Tcp = 6, LinearTimeouts = 16;

    /// <summary>
    /// For a socket that is not connected yet. What a listening one accepts has it from there. Where a kernel or a
    /// sandbox does not have it, the socket is as good as any.
    /// </summary>
    public static void Prepare(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(Tcp, LinearTimeouts, BitConverter.GetBytes(1));
        }
        catch (SocketException)
        {
            // It only makes what works quicker.
        }
    }
}
