using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>Why things are as they are, and what would happen if.</summary>
public sealed class DecisionClient
{
    private readonly ApiCaller _caller;

    internal DecisionClient(ApiCaller caller) => _caller = caller;

    /// <summary>Why a group, or an instance of a parallel one, is where and how it is.</summary>
    public Task<GroupExplanationDto> ExplainGroupAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(
            $"api/v1/groups/{Uri.EscapeDataString(name)}/explain", ClientJson.Default.GroupExplanationDto,
            cancellationToken);

    /// <summary>Why a resource is as it is.</summary>
    public Task<ResourceExplanationDto> ExplainResourceAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(
            $"api/v1/resources/{Uri.EscapeDataString(name)}/explain", ClientJson.Default.ResourceExplanationDto,
            cancellationToken);

    /// <summary>Why a node is as it is, and why each group is on it or is not.</summary>
    public Task<NodeExplanationDto> ExplainNodeAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(
            $"api/v1/nodes/{Uri.EscapeDataString(name)}/explain", ClientJson.Default.NodeExplanationDto,
            cancellationToken);

    /// <summary>What would happen on the cluster as it is.</summary>
    public Task<PlanDto> SimulateAsync(SimulateRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/simulate", request,
            RequestJson.Default.SimulateRequest, ClientJson.Default.PlanDto, cancellationToken);

    /// <summary>The whole state with the decisions that are kept; the caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> StateAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/state");
        return await _caller.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
