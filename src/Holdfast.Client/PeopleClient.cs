using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>Who may use the cluster from other machines.</summary>
public sealed class PeopleClient
{
    private const string Path = "api/v1/people";
    private readonly ApiCaller _caller;

    internal PeopleClient(ApiCaller caller) => _caller = caller;

    /// <summary>All of them.</summary>
    public Task<IReadOnlyList<PersonDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync(Path, ClientJson.Default.IReadOnlyListPersonDto, cancellationToken);

    /// <summary>Lets somebody in.</summary>
    public Task<PersonDto> AddAsync(PersonRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path, request, RequestJson.Default.PersonRequest,
            ClientJson.Default.PersonDto, cancellationToken);

    /// <summary>Lets somebody in no more, at once and on every node.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _caller.DeleteAsync($"{Path}/{Uri.EscapeDataString(name)}", cancellationToken);
}
