using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Client.Dtos;

namespace Holdfast.Service.Api.Configurations;

/// <summary>Compares two documents.</summary>
internal static class ConfigurationDiff
{
    /// <summary>
    /// What differs, in the order of the paths; a whole object that is new or gone is one difference.
    /// </summary>
    public static IReadOnlyList<DifferenceDto> Of(JsonObject before, JsonObject after) =>
        [.. Of("", before, after).OrderBy(each => each.Path, StringComparer.Ordinal)];

    private static IEnumerable<DifferenceDto> Of(string path, JsonObject before, JsonObject after)
    {
        foreach (string name in before.Select(each => each.Key).Union(after.Select(each => each.Key)))
        {
            JsonNode? old = before[name];
            JsonNode? now = after[name];
            string place = path.Length == 0 ? name : $"{path}.{name}";
            if (old is JsonObject oldObject && now is JsonObject nowObject)
            {
                foreach (DifferenceDto each in Of(place, oldObject, nowObject))
                {
                    yield return each;
                }
            }
            else if (!JsonNode.DeepEquals(old, now))
            {
                yield return new DifferenceDto { Path = place, Before = Element(old), After = Element(now) };
            }
        }
    }

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());
}
