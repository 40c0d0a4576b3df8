using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Cli.Tests;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Service.Tests.Api;

/// <summary>
/// docs/properties.md: each setting with its default, which is what the API shows of something that was made without
/// it, and its values, which is what the API says when it refuses another one.
/// </summary>
public sealed class PropertyReferenceTests
{
    private const string IsNot = " is not ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PropertyTables_AreWrittenFromWhatTheApiTakes()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using JsonDocument schema = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(GeneratedDocument.Root(), "docs", "cluster.schema.json"), Token));
        JsonElement all = schema.RootElement.GetProperty("properties");
        JsonElement group = Members(Named(all.GetProperty("groups")));
        JsonElement resource = Members(Named(group.GetProperty("resources")));
        var text = new StringBuilder();

        await WriteAsync(node, text, "The cluster", "/api/v1/cluster", "", Members(all.GetProperty("cluster")));
        await WriteAsync(node, text, "Nodes", "/api/v1/nodes/n1", "", Members(Named(all.GetProperty("nodes"))));
        await WriteAsync(node, text, "Groups", "/api/v1/groups/ledger", "", group);
        await WriteAsync(node, text, "Resources", "/api/v1/resources/l", "", resource);
        JsonElement policy = Members(resource.GetProperty("policy"));
        await WriteAsync(node, text, "Policy of a resource", "/api/v1/resources/l", "policy", policy);

        GeneratedDocument.Check("docs/properties.md", text.ToString());
    }

    private static JsonElement Named(JsonElement byName) => byName.GetProperty("additionalProperties");

    private static JsonElement Members(JsonElement section) => section.GetProperty("properties");

    private static async Task WriteAsync(
        ApiNode node, StringBuilder text, string title, string path, string section, JsonElement members)
    {
        using HttpClient http = node.Unix();
        JsonElement made = JsonElement.Parse(await http.GetStringAsync(path, Token));
        made = section.Length == 0 ? made : made.GetProperty(section);
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n| setting | default | values | is |\n");
        text.Append("|---|---|---|---|\n");
        foreach (JsonProperty member in members.EnumerateObject()
            .Where(each => each.Name is not ("resources" or "policy" or "type")))
        {
            string standard = made.TryGetProperty(member.Name, out JsonElement value) ? Shown(value) : "";
            string values = await ValuesAsync(http, path, section, member);
            string words = member.Value.GetProperty("description").GetString()!;
            Row(text, member.Name, standard, values, words);
        }

        text.Append('\n');
    }

    /// <summary>What is allowed, as the refusal of nonsense puts it; where that is taken, it is any text.</summary>
    private static async Task<string> ValuesAsync(HttpClient http, string path, string section, JsonProperty member)
    {
        JsonElement kind = member.Value.GetProperty("type");
        string name = kind.ValueKind == JsonValueKind.Array ? "string" : kind.GetString()!;
        if (name is "boolean" or "array" or "object")
        {
            return name switch { "boolean" => "true, false", "array" => "list", _ => "by name" };
        }

        string nonsense = name == "integer" ? "-2000000000" : "\"?!\"";
        string body = $$"""{"{{member.Name}}":{{nonsense}}}""";
        body = section.Length == 0 ? body : $$"""{"{{section}}":{{body}}}""";
        using HttpResponseMessage answer = await http.PatchAsync(path, Http.Json(body), Token);
        if (answer.IsSuccessStatusCode)
        {
            return "text";
        }

        ProblemDto problem = await Http.ProblemAsync(answer);
        string place = section.Length == 0 ? member.Name : $"{section}.{member.Name}";
        string message = Assert.Single(problem.Errors!, error => error.Path == place).Message;
        string[] parts = message.Contains(IsNot, StringComparison.Ordinal)
            ? message.Split(IsNot, 2)
            : message.Split("; there are ", 2);
        return parts[1].Split("; write")[0];
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String when value.GetString()!.Length == 0 => "",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "",
        JsonValueKind.Object when !value.EnumerateObject().Any() => "",
        JsonValueKind.String => $"`{value.GetString()}`",
        _ => $"`{value.GetRawText()}`",
    };

    private static void Row(StringBuilder text, string name, string standard, string values, string words) =>
        text.Append(CultureInfo.InvariantCulture,
            $"| `{name}` | {Cell(standard)} | {Cell(values)} | {Cell(words)} |\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
