using Holdfast.Core.Collections;

namespace Holdfast.Service.Fencing;

/// <summary>What an agent printed when it was asked for <c>list</c>: its plugs, of which some are nodes.</summary>
/// <remarks>
/// A line is <c>plug,alias</c>, and the alias may be left out. A node is meant where its name is the plug or the alias,
/// letter for letter. Where two plugs could be meant, or one plug two nodes, none is: a guess could switch off another
/// machine.
/// </remarks>
/// <param name="Hosts">The nodes it has, by their plugs.</param>
/// <param name="Trouble">What is wrong with it, in words; empty if nothing is.</param>
internal sealed record PlugList(ValueMap<string> Hosts, string Trouble)
{
    /// <summary>The nodes that it has, though on which plug is not clear.</summary>
    public ValueList<string> Unclear { get; init; } = [];

    private const int MostNamed = 8;

    /// <summary>As long as a plug may be that somebody names.</summary>
    private const int LongestPlug = 1000;

    public static PlugList Read(string printed, IReadOnlyCollection<string> nodes)
    {
        (string Plug, string Alias)[] plugs = [.. printed
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.Any(char.IsControl)) // It could tell the agent more than a plug.
            .Select(Parse).Where(each => each.Plug.Length is > 0 and <= LongestPlug).Distinct()];
        var meant = nodes.ToDictionary(node => node, node => PlugsOf(node, plugs), StringComparer.Ordinal);
        var troubles = new List<string>();
        var hosts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string node, string[] own) in meant.Where(each => each.Value.Length > 0))
        {
            string[] sharers = [.. meant.Where(other => other.Key != node && other.Value.Intersect(own).Any())
                .Select(other => other.Key)];
            if (own.Length > 1)
            {
                troubles.Add($"{node} may be each of the plugs {string.Join(", ", own)}");
            }
            else if (sharers.Length > 0)
            {
                troubles.Add($"its plug {own[0]} may be {node}, but also {string.Join(", ", sharers)}");
            }
            else
            {
                hosts[node] = own[0];
            }
        }

        if (troubles.Count > 0)
        {
            troubles.Add("say which it is: holdfast fence device add with --host NODE=PLUG");
        }
        else if (hosts.Count == 0)
        {
            troubles.Add($"none of its plugs is called like a node: it lists {Named(plugs)}");
        }

        return new(ValueMap<string>.From(hosts), string.Join("; ", troubles))
        {
            Unclear = meant.Where(each => each.Value.Length > 0 && !hosts.ContainsKey(each.Key))
                .Select(each => each.Key).Order(StringComparer.Ordinal).ToValueList(),
        };
    }

    private static (string Plug, string Alias) Parse(string line)
    {
        string[] parts = line.Split(',', StringSplitOptions.TrimEntries);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static string[] PlugsOf(string node, (string Plug, string Alias)[] plugs) =>
        [.. plugs.Where(each => each.Plug == node || each.Alias == node).Select(each => each.Plug).Distinct()];

    private static string Named((string Plug, string Alias)[] plugs) => plugs.Length == 0
        ? "nothing"
        : string.Join(", ", plugs.Take(MostNamed)
                .Select(each => each.Alias.Length > 0 ? $"{each.Plug} ({each.Alias})" : each.Plug))
            + (plugs.Length > MostNamed ? $" and {plugs.Length - MostNamed} more" : "");
}
