using System.Net.Sockets;
using System.Text;

namespace Holdfast.Monitor.Hosting;

/// <summary>
/// Sends this monitor a few requests of its own, so that the code every request goes through is compiled before a
/// resource
/// waits for it: a warm spare takes a resource in within 30 ms instead of 180.
/// </summary>
internal static class Warmup
{
    private static readonly string[] Requests =
    [
        Request("GET", "/v1/hello", ""),
        Request("POST", "/v1/resources/warm-up/open", """
            {"name":"warm-up","group":"","type":"","entryType":"","node":"","epoch":0,"generation":0,"properties":"{}",
            "guardSocket":"","looksAlivePollMs":1,"isAlivePollMs":1}
            """),
        Request("POST", "/v1/resources/warm-up/online", ""),
    ];

    public static async Task RunAsync(string socketPath)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), CancellationToken.None)
            .ConfigureAwait(false);
        var answer = new byte[8192];
        foreach (var request in Requests)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), CancellationToken.None).ConfigureAwait(false);
            await socket.ReceiveAsync(answer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static string Request(string method, string path, string body) =>
        $"{method} {path} HTTP/1.1\r\nHost: monitor\r\nContent-Type: "
            + $"application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
