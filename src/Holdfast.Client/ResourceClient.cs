using System.Text.Json;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>The resources of the cluster. Online and offline store the wish and answer at once; fail, clear and
/// control are
/// carried out by the owner before the answer comes.</summary>
public sealed class ResourceClient
{
    private readonly ApiCaller _caller;

    internal ResourceClient(ApiCaller caller) => _caller = caller;

    /// <summary>Every resource.</summary>
    public Task<IReadOnlyList<ResourceDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/resources", ClientJson.Default.IReadOnlyListResourceDto, cancellationToken);

    /// <summary>One resource by its name.</summary>
    public Task<ResourceDto> ShowAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name), ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Makes a resource; refused with every error if it cannot be.</summary>
    public Task<ResourceDto> CreateAsync(CreateResourceRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/resources", request,
            RequestJson.Default.CreateResourceRequest, ClientJson.Default.ResourceDto, cancellationToken);

    /// <param name="name">The resource.</param>
    /// <param name="request">What to change.</param>
    /// <param name="revision">Refuse if it was changed after this revision; null changes what is there.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<ResourceDto> UpdateAsync(
        string name, UpdateResourceRequest request, long? revision, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Patch, Path(name) + Revisions.Query(revision), request,
            RequestJson.Default.UpdateResourceRequest, ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Wants a resource online.</summary>
    public Task<ResourceDto> OnlineAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/online", ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Wants a resource offline.</summary>
    public Task<ResourceDto> OfflineAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/offline", ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Takes no action on a resource from now on; its health is still shown.</summary>
    public Task<ResourceDto> LockAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/lock", ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Ends <see cref="LockAsync"/>.</summary>
    public Task<ResourceDto> UnlockAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/unlock", ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Treats it as failed now, for tests and drills.</summary>
    public Task<ResourceDto> FailAsync(string name, string? reason, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/fail", new FailResourceRequest { Reason = reason },
            RequestJson.Default.FailResourceRequest, ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Forgets its failures, ends its isolation and, if it is Failed, tries again.</summary>
    public Task<ResourceDto> ClearAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/clear", ClientJson.Default.ResourceDto, cancellationToken);

    /// <summary>Calls one of the type's controls with a JSON value.</summary>
    public Task<ControlDto> ControlAsync(
        string name, string control, JsonElement input, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, $"{Path(name)}/control/{Uri.EscapeDataString(control)}", input,
            ClientJson.Default.JsonElement, ClientJson.Default.ControlDto, cancellationToken);

    /// <summary>Its newest health polls, from its monitor on the owner.</summary>
    public Task<PollHistoryDto> PollsAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name) + "/polls", ClientJson.Default.PollHistoryDto, cancellationToken);

    /// <summary>Its monitor, guard and processes on the owner, as they are now.</summary>
    public Task<ResourceProcessesDto> ProcessesAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name) + "/processes", ClientJson.Default.ResourceProcessesDto, cancellationToken);

    /// <summary>Deletes it; works with its DLL gone.</summary>
    public Task DeleteAsync(string name, long? revision, CancellationToken cancellationToken) =>
        _caller.DeleteAsync(Path(name) + Revisions.Query(revision), cancellationToken);

    private static string Path(string name) => "api/v1/resources/" + Uri.EscapeDataString(name);
}
