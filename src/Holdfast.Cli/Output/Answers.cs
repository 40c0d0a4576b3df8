using System.Text.Json;
using Holdfast.Cli.Configurations;

namespace Holdfast.Cli.Output;

/// <summary>Prints answers for programs: as JSON, as YAML, or only the names in them.</summary>
internal static class Answers
{
    /// <param name="output">Where to.</param>
    /// <param name="format">One that is for programs.</param>
    /// <param name="json">The answer, indented.</param>
    public static void Write(TextWriter output, OutputFormat format, string json)
    {
        switch (format)
        {
            case OutputFormat.Yaml:
                YamlWriter.Write(JsonElement.Parse(json), output);
                break;
            case OutputFormat.Name:
                foreach (string name in Names(JsonElement.Parse(json)))
                {
                    output.WriteLine(Terminal.Safe(name));
                }

                break;
            default:
                output.WriteLine(json);
                break;
        }
    }

    /// <summary>
    /// The name of an object, or of each in a list; of a list that an object holds, if it has no name.
    /// </summary>
    private static IEnumerable<string> Names(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Array => answer.EnumerateArray().SelectMany(Names),
        JsonValueKind.Object when Name(answer) is { } name => [name],
        JsonValueKind.Object => answer.EnumerateObject()
            .Where(each => each.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(each => Names(each.Value)),
        _ => [],
    };

    private static string? Name(JsonElement answer) =>
        answer.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
}
