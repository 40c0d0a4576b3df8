using System.Text.Json;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;

namespace Holdfast.Client;

/// <summary>The whole cluster as one document.</summary>
public sealed class ConfigurationClient
{
    private const string Path = "api/v1/configuration";
    private readonly ApiCaller _caller;

    internal ConfigurationClient(ApiCaller caller) => _caller = caller;

    /// <summary>The document that, applied, changes nothing; settings at their default are left out.</summary>
    public Task<JsonElement> ExportAsync(CancellationToken cancellationToken) =>
        _caller.GetAsync(Path, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>What a document would change.</summary>
    /// <param name="document">The document.</param>
    /// <param name="prune">Also delete groups and resources that it does not name.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<ConfigurationChangesDto> DiffAsync(
        JsonElement document, bool prune, CancellationToken cancellationToken) =>
        _caller.Reading().SendAsync(HttpMethod.Post, $"{Path}/diff{(prune ? "?prune=true" : "")}", document,
            ClientJson.Default.JsonElement, ClientJson.Default.ConfigurationChangesDto, cancellationToken);

    /// <summary>What would come of applying a document; nothing is changed.</summary>
    /// <param name="document">The document.</param>
    /// <param name="prune">Also delete groups and resources that it does not name.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<PlanDto> PlanAsync(JsonElement document, bool prune, CancellationToken cancellationToken) =>
        _caller.Reading().SendAsync(HttpMethod.Put, $"{Path}?whatIf=true{(prune ? "&prune=true" : "")}", document,
            ClientJson.Default.JsonElement, ClientJson.Default.PlanDto, cancellationToken);

    /// <summary>Makes the cluster what a document says, all of it or nothing.</summary>
    /// <param name="document">The document.</param>
    /// <param name="prune">Also delete groups and resources that it does not name.</param>
    /// <param name="revision">Refuse if what it changes was changed after this revision; null changes what is
    /// there.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<ConfigurationChangesDto> ApplyAsync(
        JsonElement document, bool prune, long? revision, CancellationToken cancellationToken)
    {
        string query = Revisions.Query(revision);
        string path = Path + query + (prune ? $"{(query.Length == 0 ? '?' : '&')}prune=true" : "");
        return _caller.SendAsync(HttpMethod.Put, path, document,
            ClientJson.Default.JsonElement, ClientJson.Default.ConfigurationChangesDto, cancellationToken);
    }
}
