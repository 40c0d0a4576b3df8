using System.Globalization;

namespace Holdfast.Client.Events;

/// <summary>Which events are asked for; null asks for all.</summary>
public sealed record EventFilter
{
    public string? Group { get; init; }

    public string? Resource { get; init; }

    public string? Type { get; init; }

    public string? Node { get; init; }

    public string? Kind { get; init; }

    public string? Level { get; init; }

    /// <summary>The name of a group, resource, type or node.</summary>
    public string? About { get; init; }

    /// <summary>Id of an event: only older ones.</summary>
    public string? Before { get; init; }

    /// <summary>At most this many, the newest.</summary>
    public int? Limit { get; init; }

    internal string Query()
    {
        (string Name, string? Value)[] all =
        [
            ("group", Group), ("resource", Resource), ("type", Type), ("node", Node), ("kind", Kind),
            ("level", Level), ("about", About), ("before", Before),
            ("limit", Limit?.ToString(CultureInfo.InvariantCulture)),
        ];
        string query = string.Join('&', all.Where(each => each.Value is not null)
            .Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }
}
