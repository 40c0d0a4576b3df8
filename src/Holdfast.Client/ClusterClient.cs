using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Client;

/// <summary>The settings of the whole cluster.</summary>
public sealed class ClusterClient
{
    private const string Path = "api/v1/cluster";
    private readonly ApiCaller _caller;

    internal ClusterClient(ApiCaller caller) => _caller = caller;

    /// <summary>The settings.</summary>
    public Task<ClusterDto> ShowAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync(Path, ClientJson.Default.ClusterDto, cancellationToken);

    /// <param name="request">What to change.</param>
    /// <param name="revision">Refuse if they were changed after this revision; null changes what is there.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<ClusterDto> UpdateAsync(
        UpdateClusterRequest request, long? revision, CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Patch, Path + Revisions.Query(revision), request,
            RequestJson.Default.UpdateClusterRequest, ClientJson.Default.ClusterDto, cancellationToken);

    /// <summary>What is wanted of the cluster at one revision; the caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> BackupAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + "/backup");
        return await _caller.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="backup">What <see cref="BackupAsync"/> gave.</param>
    /// <param name="acceptOlder">Restore it even if changes since then are lost.</param>
    /// <param name="sameMachines">Its nodes are the machines of the backup: restore the fence devices too.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<RestoreDto> RestoreAsync(
        Stream backup, bool acceptOlder, bool sameMachines, CancellationToken cancellationToken)
    {
        string query = string.Join('&', new[]
        {
            acceptOlder ? "acceptOlder=true" : "", sameMachines ? "sameMachines=true" : "",
        }.Where(each => each.Length > 0));
        return _caller.UploadAsync(
            HttpMethod.Post, Path + "/restore" + (query.Length == 0 ? "" : $"?{query}"), backup,
            ClientJson.Default.RestoreDto, cancellationToken, "application/x-ndjson");
    }

    /// <summary>Takes no action on any group from now on; health is still shown.</summary>
    public Task<ClusterDto> LockAsync(CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path + "/lock", ClientJson.Default.ClusterDto, cancellationToken);

    /// <summary>Ends <see cref="LockAsync"/>.</summary>
    public Task<ClusterDto> UnlockAsync(CancellationToken cancellationToken) =>
        _caller.SendAsync(HttpMethod.Post, Path + "/unlock", ClientJson.Default.ClusterDto, cancellationToken);
}
