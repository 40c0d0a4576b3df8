using Holdfast.Core.Collections;

namespace Holdfast.Core.Placement;

/// <summary>A node as a possible new owner of a group.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Preference">Its place among the group's preferred owners, from 0; null if it is not one of
/// them.</param>
/// <param name="Epoch">The epoch it would own the group with; 0 if it is not up.</param>
/// <param name="Refusal">Why it cannot own the group now; null if it can.</param>
/// <param name="FailedThere">The group failed on it within the failover period.</param>
public sealed record Candidate(string Node, int? Preference, long Epoch, string? Refusal, bool FailedThere)
{
    public bool CanOwn => Refusal is null;

    /// <summary>How it is ranked, in words.</summary>
    public string Rank => Preference switch
    {
        null => "first by node id",
        0 => "its most preferred owner",
        { } place => $"number {place + 1} of its preferred owners",
    };
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
            .Select(candidate => candidate.Refusal ?? (candidate.FailedThere ? $"it failed on {candidate.Node}" : null))
            .OfType<string>();
        string text = string.Join("; ", refusals);
        return text.Length == 0 ? "there is no other node" : text;
    }
}
