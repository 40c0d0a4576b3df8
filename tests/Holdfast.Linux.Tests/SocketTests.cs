using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class SocketTests
{
    [Fact]
    public void UnixSocket_PeerCredentials_AreThisProcess()
    {
        using var folder = new TestFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.File("s")));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(folder.File("s")));
        using var server = listener.Accept();
        Assert.Equal(Environment.ProcessId, PeerCredentials.Of(server).Pid);
        Assert.Equal(PeerCredentials.Of(server), PeerCredentials.Of(client));
    }

    [Fact]
    public void ServiceManagerListens_Notify_ReachesIt()
    {
        using var folder = new TestFolder();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));
        Assert.False(ServiceNotify.Send("READY=1"));
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", folder.File("notify"));
        try
        {
            Assert.True(ServiceNotify.IsListening);
            Assert.True(ServiceNotify.Send("READY=1\nSTATUS=fine"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        }

        byte[] received = new byte[100];
        int length = manager.Receive(received);
        Assert.Equal("READY=1\nSTATUS=fine", Encoding.UTF8.GetString(received, 0, length));
    }
}
