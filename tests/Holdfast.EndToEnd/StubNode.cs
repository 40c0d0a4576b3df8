using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Client;
using Holdfast.Client.Connections;

namespace Holdfast.EndToEnd;

/// <summary>Answers whatever is asked with the text that it was given last, one request for each connection.</summary>
internal sealed class StubNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private volatile string _answer;

    public StubNode(string answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
        Api = HoldfastClient.Connect(new HoldfastEndpoint.Web(new Uri($"http://{_listener.LocalEndpoint}/")), "token");
    }

    /// <summary>A client of it.</summary>
    public HoldfastClient Api { get; }

    /// <summary>What it answers from now on.</summary>
    public void Answer(string text) => _answer = text;

    /// <summary>Answers nobody any more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Api.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // It is stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream asked)
    {
        using var lines = new StreamReader(asked, Encoding.ASCII, leaveOpen: true);
        while (await lines.ReadLineAsync(_stop.Token) is { Length: > 0 })
        {
            // What is asked does not matter.
        }

        byte[] body = Encoding.UTF8.GetBytes(_answer);
        string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n";
        await asked.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], _stop.Token);
    }
}
