using System.Text;
using System.Text.Json;

namespace Holdfast.Service.Api.Edits;

/// <summary>Puts changed properties into stored ones.</summary>
internal static class PropertyMerge
{
    /// <summary>The JSON object in which the changes replaced what they name; a null removes. Members in ordinal
    /// order.</summary>
    public static string Merge(string stored, JsonElement? changes)
    {
        using JsonDocument document = JsonDocument.Parse(stored);
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty each in document.RootElement.EnumerateObject())
        {
            members[each.Name] = each.Value;
        }

        if (changes is { } changed)
        {
            foreach (JsonProperty each in changed.EnumerateObject())
            {
                members[each.Name] = each.Value;
            }
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach ((string name, JsonElement value) in members.Where(
                each => each.Value.ValueKind != JsonValueKind.Null))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
