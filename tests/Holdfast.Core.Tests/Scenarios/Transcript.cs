using System.Text.RegularExpressions;
using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>What happened, line by line, each with the time since its block began and the node that tells it.</summary>
/// <remarks>
/// A group's generations are shown as 1, 2, 3 in the order in which they came up: their real numbers depend on how
/// often the nodes renewed before.
/// </remarks>
internal sealed partial class Transcript
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, List<long>> _generations = new(StringComparer.Ordinal);
    private BootTime _began;

    public void Begin(BootTime now)
    {
        _began = now;
        _lines.Clear();
    }

    public IReadOnlyList<string> End() => _lines.Count == 0 ? ["nothing"] : [.. _lines];

    /// <summary>Something that a node or the cluster did.</summary>
    public void Happened(BootTime now, string node, string kind, string message, string? group = null)
    {
        _lines.Add($"{Durations.Offset(now - _began)} {node} {kind}: {Ordered(message, group)}");
    }

    /// <summary>An answer to a command that asks.</summary>
    public void Answer(string line, string? group = null) => _lines.Add(Ordered(line, group));

    public int Order(string group, long generation)
    {
        if (!_generations.TryGetValue(group, out List<long>? known))
        {
            _generations[group] = known = [];
        }

        if (!known.Contains(generation))
        {
            known.Add(generation);
        }

        return known.IndexOf(generation) + 1;
    }

    private string Ordered(string text, string? group) => group is null ? text : Generation().Replace(text, match =>
        $"generation {Order(group, long.Parse(match.Groups[1].Value))}");

    [GeneratedRegex("generation ([0-9]+)")]
    private static partial Regex Generation();
}
