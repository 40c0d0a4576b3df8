using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>The machines of the cluster and the votes of its database.</summary>
public sealed class MachineClient
{
    private readonly ApiCaller _caller;

    internal MachineClient(ApiCaller caller) => _caller = caller;

    /// <summary>Who votes, who answers, and what one more loss would do.</summary>
    public Task<QuorumDto> QuorumAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/cluster/quorum", ClientJson.Default.QuorumDto, cancellationToken);

    /// <summary>Makes a token that lets one machine join once.</summary>
    public Task<JoinTokenDto> TokenAsync(JoinTokenRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/cluster/tokens", request, RequestJson.Default.JoinTokenRequest,
            ClientJson.Default.JoinTokenDto, cancellationToken);

    /// <summary>Takes a machine's vote away for good: a witness, or a node that was evicted.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _caller.DeleteAsync("api/v1/cluster/members/" + Uri.EscapeDataString(name), cancellationToken);

    /// <summary>The cluster's authority, as anybody may know it.</summary>
    public Task<AuthorityDto> AuthorityAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/join/authority", ClientJson.Default.AuthorityDto, cancellationToken);

    /// <summary>Joins, with a token.</summary>
    public Task<JoinDto> JoinAsync(JoinRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/join", request, RequestJson.Default.JoinRequest,
            ClientJson.Default.JoinDto, cancellationToken);

    /// <summary>The authority's key; given to nodes alone.</summary>
    public Task<AuthorityKeyDto> AuthorityKeyAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/authority-key", ClientJson.Default.AuthorityKeyDto, cancellationToken);

    /// <summary>A certificate after this machine's own.</summary>
    public Task<MachineCertificateDto> RenewAsync(
        CertificateRenewalRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/certificates", request,
            RequestJson.Default.CertificateRenewalRequest, ClientJson.Default.MachineCertificateDto,
            cancellationToken);
}
