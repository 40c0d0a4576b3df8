using System.Text.Json;
using Holdfast.Guard.Loop;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard.Clients;

/// <summary>All clients that are connected, and the socket they come by.</summary>
internal sealed class ClientList : IDisposable
{
    private readonly PollLoop loop;
    private readonly UnixListener listener;
    private readonly Action<ClientConnection, ReadOnlyMemory<byte>> onLine;
    private readonly List<ClientConnection> clients = [];

    public ClientList(PollLoop loop, UnixListener listener, Action<ClientConnection, ReadOnlyMemory<byte>> onLine)
    {
        this.loop = loop;
        this.listener = listener;
        this.onLine = onLine;
        loop.Add(listener.Fd, Accept);
    }

    public bool HasBacklog => clients.Exists(client => client.HasBacklog);

    /// <summary>Tells all subscribers of an exit, at once.</summary>
    public void AnnounceExit(GuardProcess exited) =>
        Announce(new GuardNotice { Exited = exited }, client => client.IsSubscribed);

    /// <summary>Tells those of a start who want to hear of it.</summary>
    public void AnnounceStart(GuardProcess started) =>
        Announce(new GuardNotice { Started = started }, client => client.HearsOfStarts);

    public static void Answer(ClientConnection client, GuardAnswer answer) =>
        client.Send(Line(JsonSerializer.SerializeToUtf8Bytes(answer, GuardJson.Default.GuardAnswer)));

    public void Dispose() => listener.Dispose();

    private void Announce(GuardNotice notice, Predicate<ClientConnection> to)
    {
        List<ClientConnection> hearers = clients.FindAll(to);
        if (hearers.Count == 0)
        {
            return;
        }

        byte[] line = Line(JsonSerializer.SerializeToUtf8Bytes(notice, GuardJson.Default.GuardNotice));
        hearers.ForEach(client => client.Send(line));
    }

    private static byte[] Line(byte[] json)
    {
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    private void Accept()
    {
        for (int fd; (fd = listener.Accept()) >= 0;)
        {
            var client = new ClientConnection(loop, fd, onLine);
            clients.Add(client);
            client.Closed = gone => clients.Remove(gone);
        }
    }
}
