using System.Net.Sockets;
using System.Text;

namespace Holdfast.Linux;

/// <summary>
/// Tells systemd how the service is (sd_notify): a datagram to the socket named by NOTIFY_SOCKET, nothing where there
/// is none.
/// </summary>
public static class ServiceNotify
{
    /// <summary>True where a service manager listens.</summary>
    public static bool IsListening => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    /// <summary>
    /// Sends for example <c>READY=1</c>, <c>STOPPING=1</c>, <c>WATCHDOG=1</c> or <c>STATUS=…</c>; several are parted by
    /// newlines.
    /// </summary>
    /// <returns>True if it was handed over.</returns>
    public static bool Send(string message)
    {
        string? address = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(address))
        {
            return false;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            string path = address[0] == '@' ? string.Concat("\0", address.AsSpan(1)) : address;
            return socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(path)) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
