using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Tests;

/// <summary>The JSON Schema of <c>cluster.yaml</c> for editors, made from the requests and what their documentation
/// says.</summary>
internal static partial class ConfigurationSchema
{
    private static readonly Dictionary<string, string> Words = ReadWords();

    public static string Write()
    {
        JsonObject resource = Of(typeof(CreateResourceRequest), "Name", "Group");
        resource["required"] = new JsonArray("type");
        JsonObject group = Of(typeof(CreateGroupRequest), "Name");
        JsonObject members = group["properties"]!.AsObject();
        members["online"] = Value("boolean", "Whether it is wanted online; left out, that stays as it is.");
        members["resources"] = Named(resource, "Its resources by name.");
        var type = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["dllName"] = Value("string", "File name of its DLL."),
                ["version"] = Value("string", "Version of its package."),
                ["packageHash"] = Value("string", "SHA-256 of its package."),
            },
            ["additionalProperties"] = false,
        };
        JsonObject cluster = Of(typeof(UpdateClusterRequest));
        cluster["description"] = "Settings of the whole cluster.";
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A Holdfast cluster as a file",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["cluster"] = cluster,
                ["nodes"] = Named(Of(typeof(UpdateNodeRequest)), "Nodes by name; each must be in the cluster."),
                ["types"] = Named(type, "Resource types that must be registered, by name."),
                ["groups"] = Named(group, "Groups by name."),
            },
            ["additionalProperties"] = false,
        };
        return schema.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }) + "\n";
    }

    private static JsonObject Of(Type record, params string[] without)
    {
        var members = new JsonObject();
        foreach (PropertyInfo property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !without.Contains(property.Name)))
        {
            JsonObject member = TypeOf(property);
            if (Words.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out string? words))
            {
                member["description"] = words;
            }

            members[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = member;
        }

        return new() { ["type"] = "object", ["properties"] = members, ["additionalProperties"] = false };
    }

    private static JsonObject TypeOf(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.Name is nameof(GroupSettingsRequest.InstanceCount)
            or nameof(GroupSettingsRequest.FailoverThreshold)
            ? new() { ["type"] = new JsonArray("string", "integer") }
            : TypeOf(type);
    }

    private static JsonObject TypeOf(Type type)
    {
        Type[] arguments = type.GenericTypeArguments;
        return type == typeof(string) ? Value("string")
            : type == typeof(bool) ? Value("boolean")
            : type == typeof(int) || type == typeof(long) ? Value("integer")
            : type == typeof(JsonElement) ? []
            : arguments.Length == 1 ? new() { ["type"] = "array", ["items"] = TypeOf(arguments[0]) }
            : arguments.Length == 2 ? new()
            {
                ["type"] = "object",
                ["additionalProperties"] = TypeOf(Nullable.GetUnderlyingType(arguments[1]) ?? arguments[1]),
            }
            : Of(type);
    }

    private static JsonObject Named(JsonObject each, string description) => new()
    {
        ["description"] = description, ["type"] = "object", ["additionalProperties"] = each,
    };

    private static JsonObject Value(string type, string? description = null)
    {
        var value = new JsonObject { ["type"] = type };
        if (description is not null)
        {
            value["description"] = description;
        }

        return value;
    }

    private static Dictionary<string, string> ReadWords()
    {
        string file = Path.ChangeExtension(typeof(CreateGroupRequest).Assembly.Location, ".xml");
        return XDocument.Load(file).Descendants("member").ToDictionary(
            member => member.Attribute("name")!.Value,
            member => Spaces().Replace(member.Element("summary")?.Value ?? "", " ").Trim(),
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
