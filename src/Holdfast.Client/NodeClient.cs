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

    /// <summary>How busy its machine is now, as the node itself says.</summary>
    public Task<NodeLoadDto> LoadAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name) + "/load", ClientJson.Default.NodeLoadDto, cancellationToken);

    /// <summary>The node keeps what it runs and is given nothing new; with <paramref name="drain"/> its groups move
    /// away.</summary>
    public Task<NodeDto> PauseAsync(string name, bool drain, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/pause", new PauseNodeRequest { Drain = drain },
            RequestJson.Default.PauseNodeRequest, ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Ends a pause.</summary>
    public Task<NodeDto> ResumeAsync(string name, CancellationToken cancellationToken) =>
        ResumeAsync(name, failback: false, cancellationToken);

    /// <summary>Ends a pause; with <paramref name="failback"/> what was drained from it comes back.</summary>
    public Task<NodeDto> ResumeAsync(string name, bool failback, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/resume", new ResumeNodeRequest { Failback = failback },
            RequestJson.Default.ResumeNodeRequest, ClientJson.Default.NodeDto, cancellationToken);

    /// <param name="name">The node.</param>
    /// <param name="request">What to change.</param>
    /// <param name="revision">Refuse if it was changed after this revision; null changes what is there.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<NodeDto> UpdateAsync(
        string name, UpdateNodeRequest request, long? revision, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Patch, Path(name) + Revisions.Query(revision), request,
            RequestJson.Default.UpdateNodeRequest, ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Takes no action on what the node owns from now on; health is still shown.</summary>
    public Task<NodeDto> LockAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/lock", ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Ends <see cref="LockAsync"/>.</summary>
    public Task<NodeDto> UnlockAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/unlock", ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Ends its quarantine and forgets its losses.</summary>
    public Task<NodeDto> ClearAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/clear", ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Says that nothing of a node that is down runs any more: the machine is off, or cut from all that its
    /// groups use. Whoever says so wrongly lets a group run twice.</summary>
    /// <param name="name">The node.</param>
    /// <param name="epoch">The epoch that it was shown in.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<NodeDto> ConfirmDeadAsync(string name, long epoch, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/confirm-dead", new ConfirmDeadRequest { Epoch = epoch },
            RequestJson.Default.ConfirmDeadRequest, ClientJson.Default.NodeDto, cancellationToken);

    /// <summary>Removes a node that is down and owns nothing.</summary>
    public Task EvictAsync(string name, long? revision, CancellationToken cancellationToken) =>
        _caller.DeleteAsync(Path(name) + Revisions.Query(revision), cancellationToken);

    private static string Path(string name) => "api/v1/nodes/" + Uri.EscapeDataString(name);
}
