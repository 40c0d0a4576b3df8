using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Database;

namespace Holdfast.Lab.Observation;

/// <summary>What one answer, of a node or of the database itself, says is registered.</summary>
public sealed class Registrations
{
    private readonly Dictionary<string, TypeFacts> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _resources = new(StringComparer.Ordinal);
    private readonly List<string> _flaws = [];

    private Registrations()
    {
    }

    /// <summary>The types by their names.</summary>
    public IReadOnlyDictionary<string, TypeFacts> Types => _types;

    /// <summary>The type of each resource, by the resource's name.</summary>
    public IReadOnlyDictionary<string, string> Resources => _resources;

    /// <summary>What is no registration at all: it has no name, is there twice, or cannot be read.</summary>
    public IReadOnlyList<string> Flaws => _flaws;

    /// <summary>As a node says it. What must not be null by its declaration may be all the same.</summary>
    public static Registrations Of(ClusterStatusDto status)
    {
        var all = new Registrations();
        foreach (TypeDto? type in (IEnumerable<TypeDto?>?)status.Types ?? [])
        {
            all.Add(all._types, "type", type?.Name, type is null ? null : TypeFacts.Of(type));
        }

        foreach (GroupDto? group in (IEnumerable<GroupDto?>?)status.Groups ?? [])
        {
            foreach (ResourceDto? resource in (IEnumerable<ResourceDto?>?)group?.Resources ?? [])
            {
                all.Add(all._resources, "resource", resource?.Name, resource?.Type ?? "");
            }
        }

        return all;
    }

    /// <summary>As the database's own documents say it, without the service's code in between.</summary>
    public static Registrations Of(ReadResult read)
    {
        var all = new Registrations();
        all.AddUnder(read, "config/types/", (name, json) => all.Add(all._types, "type", name, new TypeFacts(
            Text(json, "name"), Text(json, "dllName"), Text(json, "packageHash"), Text(json, "entryType"),
            Text(json, "looksAlivePollInterval"), Text(json, "isAlivePollInterval"), Text(json, "deadlockTimeout"))));
        all.AddUnder(read, "config/resources/",
            (name, json) => all.Add(all._resources, "resource", name, Text(json, "type")));
        return all;
    }

    private void AddUnder(ReadResult read, string prefix, Action<string, JsonElement> add)
    {
        foreach (var item in read.Items.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            try
            {
                add(item.Key[prefix.Length..], JsonElement.Parse(item.Value.Span));
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
            {
                _flaws.Add($"{item.Key} cannot be read: {unreadable.Message}");
            }
        }
    }

    private void Add<T>(Dictionary<string, T> known, string what, string? name, T? facts)
        where T : class
    {
        if (string.IsNullOrEmpty(name) || facts is null)
        {
            _flaws.Add($"a {what} has no name");
        }
        else if (!known.TryAdd(name, facts))
        {
            _flaws.Add($"{what} {name} is there twice");
        }
    }

    private static string Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out JsonElement value) ? value.GetString() ?? "" : "";
}
