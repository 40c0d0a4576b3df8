using System.Net;
using System.Net.Sockets;

namespace Holdfast.Lab.Clusters;

/// <summary>Ports of this machine for what a test starts by number.</summary>
/// <remarks>They are below those that the kernel gives to connections (from 32,768 on, unless somebody set that), so
/// that none of these takes one between its choice and its use. Each process begins elsewhere.</remarks>
public static class TestPorts
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int _last = Environment.ProcessId % 200 * 60;

    /// <summary>One that is free, and that this process was not given before.</summary>
    public static int Next()
    {
        for (int tries = 0; tries < Count; tries++)
        {
            int port = First + (Interlocked.Increment(ref _last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"no port from {First} on is free");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
