using Holdfast.Core.Collections;

namespace Holdfast.Core.Placement;

/// <summary>A node as a possible new owner of a group.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Preference">Its place among the group's preferred owners, from 0; null if it is not one of
/// them.</param>
/// <param name="Epoch">The epoch it would own the group with; 0 if it is not up.</param>
/// <param name="Refusal">Why it cannot own the group now; null if it can.</param>
public sealed record Candidate(string Node, int? Preference, long Epoch, string? Refusal)
{
    /// <summary>The order in which nodes were added.</summary>
    public int Id { get; init; }

    /// <summary>How much speaks against a node that can own it.</summary>
    public Reluctance Reluctance { get; init; }

    /// <summary>The same in words; null if nothing does.</summary>
    public string? Against { get; init; }

    /// <summary>What its place among equally preferred nodes rests on, in words.</summary>
    public string Standing { get; init; } = "first by node id";

    public bool CanOwn => Refusal is null;

    /// <summary>The group failed on it within the failover period.</summary>
    public bool FailedThere => Reluctance == Reluctance.FailedThere;

    /// <summary>How it is ranked, in words.</summary>
    public string Rank => Preference switch
    {
        null => Standing,
        0 => "its most preferred owner",
        { } place => $"number {place + 1} of its preferred owners",
    };
}

/// <summary>What speaks against a node that can own a group; less comes first.</summary>
public enum Reluctance
{
    None,

    /// <summary>It owns a group of the same anti-affinity class.</summary>
    AntiAffinity,

    /// <summary>It is in quarantine.</summary>
    Quarantine,

    /// <summary>The group failed on it.</summary>
    FailedThere,
}

/// <summary>All nodes as candidates for a group, best first.</summary>
public sealed record Ranking(ValueList<Candidate> Candidates)
{
    /// <summary>The best node that can own it, leaving out those it failed on.</summary>
    public Candidate? Best(string? except = null) => Candidates.FirstOrDefault(candidate =>
        candidate.CanOwn && !candidate.FailedThere && !string.Equals(candidate.Node, except, StringComparison.Ordinal));

    /// <summary>The best node that can own it, and if there is no other, one that it failed on.</summary>
    public Candidate? BestOrLast() => Best() ?? Candidates.FirstOrDefault(candidate => candidate.CanOwn);

    public Candidate? Of(string node) =>
        Candidates.FirstOrDefault(candidate => string.Equals(candidate.Node, node, StringComparison.Ordinal));

    /// <summary>Why no node can own it, node by node.</summary>
    public string Refusals(string? except = null)
    {
        IEnumerable<string> refusals = Candidates
            .Where(candidate => !string.Equals(candidate.Node, except, StringComparison.Ordinal))
            .OrderBy(candidate => candidate.Preference ?? int.MaxValue)
            .ThenBy(candidate => candidate.Id)
            .Select(candidate => candidate.Refusal ?? (candidate.FailedThere ? candidate.Against : null))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        string text = string.Join("; ", refusals);
        return text.Length == 0 ? "there is no other node" : text;
    }
}
