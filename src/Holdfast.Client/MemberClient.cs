using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>What nodes do for each other when one does not reach the database; answered to nodes alone.</summary>
public sealed class MemberClient
{
    private readonly ApiCaller _caller;

    internal MemberClient(ApiCaller caller) => _caller = caller;

    /// <summary>Writes the asking node's own record for it.</summary>
    public Task<RenewalDto> RenewAsync(RenewalRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/members/renewals", request, RequestJson.Default.RenewalRequest,
            ClientJson.Default.RenewalDto, cancellationToken);

    /// <summary>Reads all members' records in the database for it.</summary>
    public Task<MemberRecordsDto> ReadAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/members", ClientJson.Default.MemberRecordsDto, cancellationToken);

    /// <summary>Asks whether the node agrees that the asking one goes on without the database.</summary>
    public Task<AgreementDto> AgreeAsync(AgreementRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/members/agreements", request,
            RequestJson.Default.AgreementRequest, ClientJson.Default.AgreementDto, cancellationToken);
}
