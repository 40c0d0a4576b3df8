using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Placement;

/// <summary>Which node should own a group.</summary>
/// <remarks>
/// <para>A node can own it if it is one of its possible owners, up, not late, not paused, not locked, fit, has the DLLs
/// of all its resource types, meets its requirements and has the capacity that it needs.</para>
/// <para>Of those that can: first the one against which least speaks (<see cref="Reluctance"/>), then preferred owners
/// in their order, then where groups of its affinity classes are, then who meets more of what it prefers, then by the
/// cluster's placement policy, then by node id.</para>
/// <para>These rules are for people's convenience; none of them keeps a group from running twice.</para>
/// </remarks>
internal static class PlacementRules
{
    /// <summary>All nodes for an instance, best first.</summary>
    /// <param name="failedOn">Nodes on which the group failed within the failover period.</param>
    public static Ranking Rank(PlacementContext context, GroupInstance instance, IReadOnlyCollection<string> failedOn)
    {
        var ranked = new List<Ranked>(context.Nodes.Count);
        foreach (NodeFacts node in context.Nodes)
        {
            ranked.Add(Consider(context, instance, node, failedOn));
        }

        ranked.Sort(static (left, right) => left.CompareTo(right));
        return new(ranked.Select(one => one.Candidate).ToValueList());
    }

    public static bool IsPossibleOwner(GroupInstance instance, string node) =>
        instance.Pinned is { } pinned
            ? string.Equals(pinned, node, StringComparison.Ordinal)
            : instance.Config.PossibleOwners.Count == 0
                || instance.Config.PossibleOwners.Contains(node, StringComparer.Ordinal);

    private static Ranked Consider(
        PlacementContext context, GroupInstance instance, NodeFacts node, IReadOnlyCollection<string> failedOn)
    {
        string? refusal = PlacementRefusals.Of(context, instance, node);
        (Reluctance reluctance, string? against) = PlacementReluctance.Of(context, instance, node, failedOn);
        int affinity = CountAffine(context, instance, node.Name);
        int met = AttributeRule.CountMet(instance.Config.Prefers, node.Config.Attributes);
        double fill = context.Policy == PlacementPolicy.Preferred ? 0 : context.Fill(node, instance);
        var candidate = new Candidate(node.Name, PreferenceOf(instance.Config, node.Name), node.Epoch, refusal)
        {
            Id = node.Config.Id,
            Reluctance = reluctance,
            Against = against,
            Standing = Standing(context.Policy, affinity, met),
        };
        return new(candidate, affinity, met, context.Policy == PlacementPolicy.Packed ? -fill : fill);
    }

    private static int CountAffine(PlacementContext context, GroupInstance instance, string node) =>
        instance.Config.Affinity.Count == 0
            ? 0
            : context.Occupancy.Others(node, instance).Count(other =>
                other.Config.Affinity.Any(name => instance.Config.Affinity.Contains(name, StringComparer.Ordinal)));

    private static string Standing(PlacementPolicy policy, int affinity, int met) =>
        affinity > 0 ? "first by affinity"
        : met > 0 ? string.Create(CultureInfo.InvariantCulture, $"first by what it prefers ({met} met)")
        : policy switch
        {
            PlacementPolicy.Balanced => "the least loaded",
            PlacementPolicy.Packed => "the fullest with room for it",
            _ => "first by node id",
        };

    private static int? PreferenceOf(GroupConfig group, string node)
    {
        for (int place = 0; place < group.PreferredOwners.Count; place++)
        {
            if (string.Equals(group.PreferredOwners[place], node, StringComparison.Ordinal))
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>A candidate with what its place rests on.</summary>
    private sealed record Ranked(Candidate Candidate, int Affinity, int Met, double Load) : IComparable<Ranked>
    {
        public int CompareTo(Ranked? other)
        {
            Candidate theirs = other!.Candidate;
            int order = Candidate.Reluctance.CompareTo(theirs.Reluctance);
            order = order != 0 ? order
                : (Candidate.Preference ?? int.MaxValue).CompareTo(theirs.Preference ?? int.MaxValue);
            order = order != 0 ? order : other.Affinity.CompareTo(Affinity);
            order = order != 0 ? order : other.Met.CompareTo(Met);
            order = order != 0 ? order : Load.CompareTo(other.Load);
            order = order != 0 ? order : Candidate.Id.CompareTo(theirs.Id);
            return order != 0 ? order : string.CompareOrdinal(Candidate.Node, theirs.Node);
        }
    }
}
