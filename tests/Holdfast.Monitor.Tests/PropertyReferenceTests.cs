using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Cli.Tests;
using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>docs/built-in-types.md: the types of the built-in DLL as the monitor describes them.</summary>
public sealed class PropertyReferenceTests
{
    [Fact]
    public async Task TypeTables_AreWrittenFromWhatTheMonitorDescribes()
    {
        var start = new ProcessStartInfo(Programs.Monitor, ["--describe", "builtin"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        foreach (var type in JsonSerializer.Deserialize(output, MonitorJson.Default.PackageDescription)!.Types)
        {
            Write(text, type);
        }

        GeneratedDocument.Check("docs/built-in-types.md", text.ToString());
    }

    private static void Write(StringBuilder text, TypeDescription type)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {type.Name}\n{type.Description}. LooksAlive each ");
        text.Append(CultureInfo.InvariantCulture,
            $"{Duration(type.LooksAlivePollMs)}, IsAlive each {Duration(type.IsAlivePollMs)}; PendingTimeout ");
        text.Append(CultureInfo.InvariantCulture,
            $"{Duration(type.PendingTimeoutMs)}, DeadlockTimeout {Duration(type.DeadlockTimeoutMs)}; fence scope ");
        text.Append(CultureInfo.InvariantCulture, $"`{type.FenceScope}`.\n\n");
        text.Append("| property | default | values | is | a change applies |\n|---|---|---|---|---|\n");
        JsonElement schema = JsonElement.Parse(type.PropertySchema);
        string[] required = schema.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(each => each.GetString()!)]
            : [];
        foreach (JsonProperty member in schema.GetProperty("properties").EnumerateObject())
        {
            string standard = required.Contains(member.Name) ? "required" : Default(member.Value);
            string when = type.AppliedAtOnce.Contains(member.Name) ? "at once" : "from the next online";
            string words = member.Value.TryGetProperty("description", out JsonElement said) ? said.GetString()! : "";
            text.Append(CultureInfo.InvariantCulture,
                $"| `{member.Name}` | {standard} | {Values(member.Value)} | {words} | {when} |\n");
        }

        text.Append('\n');
    }

    private static string Default(JsonElement schema) =>
        !schema.TryGetProperty("default", out JsonElement value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString() is { Length: > 0 } given ? $"`{given}`" : ""
        : value.GetRawText() is "null" or "[]" or "{}" ? "" : $"`{value.GetRawText()}`";

    private static string Values(JsonElement schema)
    {
        JsonElement kind = schema.GetProperty("type");
        string name = kind.ValueKind == JsonValueKind.Array ? kind[0].GetString()! : kind.GetString()!;
        if (schema.TryGetProperty("x-format", out JsonElement format))
        {
            return format.GetString()!;
        }

        string range = schema.TryGetProperty("minimum", out JsonElement least)
            && schema.TryGetProperty("maximum", out JsonElement most) ? $" from {least} to {most}" : "";
        return name switch
        {
            _ when schema.TryGetProperty("enum", out JsonElement choices) =>
                string.Join(", ", choices.EnumerateArray()),
            "integer" => $"whole number{range}",
            "boolean" => "true, false",
            "array" => "list",
            "object" => "by name",
            "string" => "text",
            _ => name + range,
        };
    }

    private static string Duration(long milliseconds) => milliseconds switch
    {
        _ when milliseconds % 60_000 == 0 => $"{milliseconds / 60_000} min",
        _ when milliseconds % 1000 == 0 => $"{milliseconds / 1000} s",
        _ => $"{milliseconds} ms",
    };
}
