using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>What can power nodes off, and what was.</summary>
public sealed class FenceClient
{
    private const string Devices = "api/v1/fence/devices";
    private readonly ApiCaller _caller;

    internal FenceClient(ApiCaller caller) => _caller = caller;

    /// <summary>Every device.</summary>
    public Task<IReadOnlyList<FenceDeviceDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync(Devices, ClientJson.Default.IReadOnlyListFenceDeviceDto, cancellationToken);

    /// <summary>One device by its name.</summary>
    public Task<FenceDeviceDto> ShowAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name), ClientJson.Default.FenceDeviceDto, cancellationToken);

    /// <summary>Adds a device.</summary>
    public Task<FenceDeviceDto> AddAsync(FenceDeviceRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Devices, request, RequestJson.Default.FenceDeviceRequest,
            ClientJson.Default.FenceDeviceDto, cancellationToken);

    /// <summary>Removes a device.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _caller.DeleteAsync(Path(name), cancellationToken);

    /// <summary>Asks the device about itself and each of its nodes, from the node that is asked; switches
    /// nothing.</summary>
    public Task<FenceTestDto> TestAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(
            HttpMethod.Post, Path(name) + "/test", ClientJson.Default.FenceTestDto, cancellationToken);

    /// <summary>The fence agents that are installed on the node that is asked.</summary>
    public Task<IReadOnlyList<FenceAgentDto>> AgentsAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/fence/agents", ClientJson.Default.IReadOnlyListFenceAgentDto, cancellationToken);

    /// <summary>Asks for a node to be powered off now.</summary>
    /// <param name="node">The node.</param>
    /// <param name="force">Also if the cluster database loses its majority by it.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<FenceDto> FenceAsync(string node, bool force, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/fence/nodes/" + Uri.EscapeDataString(node),
            new FenceNodeRequest { Force = force }, RequestJson.Default.FenceNodeRequest, ClientJson.Default.FenceDto,
            cancellationToken);

    /// <summary>The last power-off of each node, with what happened before.</summary>
    public Task<IReadOnlyList<FenceDto>> HistoryAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/fence/history", ClientJson.Default.IReadOnlyListFenceDto, cancellationToken);

    private static string Path(string name) => $"{Devices}/{Uri.EscapeDataString(name)}";
}
