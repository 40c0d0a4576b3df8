using System.Text.Json;

namespace Holdfast.Cli.Options;

/// <summary>Turns <c>Name=value</c> into JSON as the type's schema wants it; the service then checks the value
/// itself.</summary>
internal static class PropertyText
{
    public static IReadOnlyDictionary<string, JsonElement> ToJson(
        IReadOnlyDictionary<string, string> given, IEnumerable<string> unset, JsonElement schema)
    {
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach ((string name, string text) in given)
        {
            properties[name] = Value(text, KindOf(schema, name));
        }

        foreach (string name in unset)
        {
            properties[name] = JsonElement.Parse("null");
        }

        return properties;
    }

    /// <summary>JSON where the property wants something else than text and the value is such JSON; text
    /// otherwise.</summary>
    private static JsonElement Value(string text, string kind)
    {
        if (kind is not ("" or "string"))
        {
            try
            {
                return JsonElement.Parse(kind == "boolean" ? text.ToLowerInvariant() : text);
            }
            catch (JsonException)
            {
                // The service says what it wants instead.
            }
        }

        return Text(text);
    }

    private static string KindOf(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties", out JsonElement properties)
        && properties.TryGetProperty(name, out JsonElement property)
        && property.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : "";

    private static JsonElement Text(string text) =>
        JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
}
