using System.Text.Json;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Output;

/// <summary>What a document changes: a line with <c>+</c> for what comes, <c>-</c> for what goes, <c>~</c> for what
/// changes.</summary>
internal static class ConfigurationTables
{
    public static void Show(Terminal terminal, ConfigurationChangesDto changes)
    {
        foreach (DifferenceDto each in changes.Differences)
        {
            foreach (string line in Lines(each))
            {
                terminal.Line(line);
            }
        }
    }

    private static IEnumerable<string> Lines(DifferenceDto difference) => (difference.Before, difference.After) switch
    {
        ({ } before, { } after) => [$"~ {difference.Path}: {Text(before)} -> {Text(after)}"],
        (null, { } after) => Leaves(difference.Path, after).Select(leaf => $"+ {leaf}"),
        ({ } before, null) => Leaves(difference.Path, before).Select(leaf => $"- {leaf}"),
        _ => [],
    };

    private static IEnumerable<string> Leaves(string path, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any()
            ? value.EnumerateObject().SelectMany(each => Leaves($"{path}.{each.Name}", each.Value))
            : [$"{path}: {Text(value)}"];

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
