using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>Who gets in on a node's port, and with which role.</summary>
public sealed class TokenClient
{
    private readonly ApiCaller _caller;

    internal TokenClient(ApiCaller caller) => _caller = caller;

    /// <summary>Who asks, and with which role.</summary>
    public Task<CallerDto> MeAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/me", ClientJson.Default.CallerDto, cancellationToken);

    /// <summary>The node's named tokens.</summary>
    public Task<IReadOnlyList<ApiTokenDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/tokens", ClientJson.Default.IReadOnlyListApiTokenDto, cancellationToken);

    /// <summary>Makes one.</summary>
    public Task<MadeApiTokenDto> CreateAsync(ApiTokenRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/tokens", request, RequestJson.Default.ApiTokenRequest,
            ClientJson.Default.MadeApiTokenDto, cancellationToken);

    /// <summary>Makes one worthless.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _caller.DeleteAsync("api/v1/tokens/" + Uri.EscapeDataString(name), cancellationToken);
}
