using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Core.Collections;

namespace Holdfast.Core.Groups;

/// <summary>What became of new properties of a resource that is online.</summary>
/// <param name="AtOnce">The properties to hand over now; null if none of the changed ones can be.</param>
/// <param name="Later">Names of those that take effect from the next online.</param>
public sealed record PropertyChanges(string? AtOnce, ValueList<string> Later)
{
    /// <summary>Compares two JSON objects, member by member.</summary>
    /// <param name="hosted">What the resource has now.</param>
    /// <param name="wanted">What is stored.</param>
    /// <param name="appliedAtOnce">Names of the properties that the type can change while online.</param>
    public static PropertyChanges Between(string hosted, string wanted, ValueList<string> appliedAtOnce)
    {
        if (string.Equals(hosted, wanted, StringComparison.Ordinal))
        {
            return new(null, []);
        }

        JsonObject before = Parse(hosted);
        JsonObject after = Parse(wanted);
        var quick = new HashSet<string>(appliedAtOnce, StringComparer.OrdinalIgnoreCase);
        var later = new SortedSet<string>(StringComparer.Ordinal);
        bool atOnce = false;
        IEnumerable<string> names = before.Select(p => p.Key).Concat(after.Select(p => p.Key));
        foreach (string name in names.Distinct(StringComparer.Ordinal).ToList())
        {
            bool has = after.TryGetPropertyValue(name, out JsonNode? value);
            bool had = before.TryGetPropertyValue(name, out JsonNode? old);
            if (has == had && JsonNode.DeepEquals(value, old))
            {
                continue;
            }

            if (!quick.Contains(name))
            {
                later.Add(name);
                continue;
            }

            atOnce = true;
            before.Remove(name);
            if (has)
            {
                before[name] = value?.DeepClone();
            }
        }

        return new(atOnce ? before.ToJsonString() : null, later.ToValueList());
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
