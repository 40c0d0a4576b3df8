using System.Net.Sockets;
using System.Runtime.Loader;
using System.Text;
using Holdfast.Monitor.Loading;
using Holdfast.Monitor.Resources;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.MonitorProtocol.Packages;

namespace Holdfast.Monitor.Hosting;

/// <summary>
/// Goes once through everything that a resource will wait for, so that the code is compiled by then: requests to this
/// monitor's own socket, and a resource of a built-in type that is loaded, opened, brought online (which fails, for it
/// has no guard), terminated and closed apart from the real ones. A warm spare takes a resource in within 30 ms instead
/// of 180.
/// </summary>
internal sealed class Warmup(MonitorServices services, string socketPath)
{
    private const string Name = "warm-up";

    private static readonly OpenRequest Open = new()
    {
        Name = Name,
        Group = "",
        Type = "GenericApplication",
        EntryType = "Holdfast.ClusterResources.GenericApplication",
        Node = "",
        Epoch = 0,
        Generation = 0,
        Properties = """{"CommandLine":"/bin/true","StopGrace":"1s"}""",
        GuardSocket = "",
        LooksAlivePollMs = 1000,
        IsAlivePollMs = 1000,
    };

    public async Task RunAsync()
    {
        await RequestAsync().ConfigureAwait(false);
        await RehearseAsync().ConfigureAwait(false);
    }

    private static string Request(string method, string path, string body) =>
        $"{method} {path} HTTP/1.1\r\nHost: monitor\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private async Task RequestAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(
            new UnixDomainSocketEndPoint(socketPath), CancellationToken.None).ConfigureAwait(false);
        var answer = new byte[8192];
        var body = System.Text.Json.JsonSerializer.Serialize(Open, MonitorJson.Default.OpenRequest);
        foreach (var request in (string[])
        [
            Request("GET", "/v1/hello", ""),
            Request("POST", $"/v1/resources/{Name}/open", body),
            Request("POST", $"/v1/resources/{Name}/online", ""),
            Request("POST", "/v1/load", """{"packagePath":"/","packageHash":"","dllName":"none"}"""),
        ])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(request), CancellationToken.None).ConfigureAwait(false);
            await socket.ReceiveAsync(answer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task RehearseAsync()
    {
        using var board = CallBoardWriter.CreateUnseen();
        var rehearsal = new HostedResources(services with { Board = board });
        PackageHash.Compute(AppContext.BaseDirectory);
        _ = new AssemblyDependencyResolver(typeof(ResourceDll).Assembly.Location);
        await rehearsal.LoadAsync(new() { PackagePath = "", PackageHash = Name, DllName = "" }).ConfigureAwait(false);
        await rehearsal.OpenAsync(Open).ConfigureAwait(false);
        if (rehearsal.Find(Name) is { } resource)
        {
            await resource.ReattachAsync().ConfigureAwait(false);
            await resource.OnlineAsync().ConfigureAwait(false);
            await resource.TerminateAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await rehearsal.CloseAsync(Name).ConfigureAwait(false);
    }
}
