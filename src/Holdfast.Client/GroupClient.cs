using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>The groups of the cluster. Online, offline and move store the wish and answer at once; watch the group
/// for the outcome.</summary>
public sealed class GroupClient
{
    private readonly ApiCaller _caller;

    internal GroupClient(ApiCaller caller) => _caller = caller;

    /// <summary>Every group.</summary>
    public Task<IReadOnlyList<GroupDto>> ListAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync("api/v1/groups", ClientJson.Default.IReadOnlyListGroupDto, cancellationToken);

    /// <summary>One group by its name.</summary>
    public Task<GroupDto> ShowAsync(string name, CancellationToken cancellationToken) =>
        _caller.GetAsync(Path(name), ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Makes a group; refused with every error if it cannot be.</summary>
    public Task<GroupDto> CreateAsync(CreateGroupRequest request, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, "api/v1/groups", request,
            RequestJson.Default.CreateGroupRequest, ClientJson.Default.GroupDto, cancellationToken);

    /// <param name="name">The group.</param>
    /// <param name="request">What to change.</param>
    /// <param name="revision">Refuse if it was changed after this revision; null changes what is there.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<GroupDto> UpdateAsync(
        string name, UpdateGroupRequest request, long? revision, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Patch, Path(name) + Revisions.Query(revision), request,
            RequestJson.Default.UpdateGroupRequest, ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Wants a group online.</summary>
    public Task<GroupDto> OnlineAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/online", ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Wants a group offline.</summary>
    public Task<GroupDto> OfflineAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/offline", ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Takes no action on a group from now on; its health is still shown.</summary>
    public Task<GroupDto> LockAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/lock", ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Ends <see cref="LockAsync"/>.</summary>
    public Task<GroupDto> UnlockAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/unlock", ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Forgets its failovers, and clears its resources where they run.</summary>
    public Task<GroupDto> ClearAsync(string name, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/clear", ClientJson.Default.GroupDto, cancellationToken);

    /// <summary>Asks for a move of a group, or of an instance of a parallel one; a null
    /// <paramref name="target"/> lets the coordinator choose the best other node.</summary>
    public Task<MoveDto> MoveAsync(string name, string? target, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path(name) + "/move", new MoveGroupRequest { Target = target },
            RequestJson.Default.MoveGroupRequest, ClientJson.Default.MoveDto, cancellationToken);

    /// <summary>Deletes a group.</summary>
    public Task DeleteAsync(string name, long? revision, CancellationToken cancellationToken) =>
        _caller.DeleteAsync(Path(name) + Revisions.Query(revision), cancellationToken);

    private static string Path(string name) => "api/v1/groups/" + Uri.EscapeDataString(name);
}
