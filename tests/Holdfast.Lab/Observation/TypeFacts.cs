using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Database;

namespace Holdfast.Lab.Observation;

/// <summary>What must never be null, empty or changed of a registration.</summary>
public sealed record TypeFacts(
    string Name, string Dll, string Hash, string EntryType, string LooksAlive, string IsAlive, string Deadlock)
{
    public bool MayChange { get; init; }

    public bool IsWhole => Name.Length > 0 && Dll.Length > 0 && Hash.Length > 0 && EntryType.Length > 0
        && LooksAlive.Length > 0 && IsAlive.Length > 0 && Deadlock.Length > 0;

    public static TypeFacts Of(TypeDto type) => new(
        type.Name ?? "", type.Dll ?? "", type.PackageHash ?? "", type.EntryType ?? "", type.LooksAlivePollInterval
            ?? "",
        type.IsAlivePollInterval ?? "", type.DeadlockTimeout ?? "");
}

/// <summary>The same facts, read from the database's own documents without the service's code in between.</summary>
public static class DatabaseFacts
{
    public static Dictionary<string, TypeFacts> Types(ReadResult read) => Under(read, "config/types/").ToDictionary(
        item => item.Name,
        item => new TypeFacts(
            Text(item.Json, "name"), Text(item.Json, "dllName"), Text(item.Json, "packageHash"),
                Text(item.Json, "entryType"),
            Text(item.Json, "looksAlivePollInterval"), Text(item.Json, "isAlivePollInterval"),
            Text(item.Json, "deadlockTimeout")),
        StringComparer.Ordinal);

    public static Dictionary<string, string> Resources(ReadResult read) => Under(read, "config/resources/")
        .ToDictionary(item => item.Name, item => Text(item.Json, "type"), StringComparer.Ordinal);

    private static IEnumerable<(string Name, JsonElement Json)> Under(ReadResult read, string prefix) => read.Items
        .Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(item => (item.Key[prefix.Length..], JsonElement.Parse(item.Value.Span)));

    private static string Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out JsonElement value) ? value.GetString() ?? "" : "";
}
