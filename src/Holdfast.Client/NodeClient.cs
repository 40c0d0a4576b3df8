using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>The nodes of the cluster.</summary>
public sealed class NodeClient
{
    private readonly ApiCaller _caller;

    internal NodeClient(ApiCaller caller) => _caller = caller;

    /// <summary>Every node.</summary>
    public Task<IReadOnlyList<NodeDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/nodes", ClientJson.Default.IReadOnlyListNodeDto, cancellationToken);

    /// <summary>One node by its name.</summary>
    public Task<NodeDto> ShowAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name), ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>The node keeps what it runs and is given nothing new; with <paramref name="drain"/> its groups move
    /// away.</summary>
    public Task<NodeDto> PauseAsync(string name, bool drain, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/pause", new PauseNodeRequest { Drain = drain },
            RequestJson.Default.PauseNodeRequest, ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Ends a pause.</summary>
    public Task<NodeDto> ResumeAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/resume", ClientJson.Default.NodeDto, cancellationToken);

    private static string Path(string name) => "api/v1/nodes/" + Uri.EscapeDataString(name);
}
