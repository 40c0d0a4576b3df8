using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Placement;

/// <summary>Which node should own a group: preferred owners in their order, then the others by node id.</summary>
/// <remarks>
/// A node can own a group if it is one of its possible owners, up, not late, not paused, not serviced, and has the DLLs
/// of
/// all its resource types. These rules are for people's convenience; none of them keeps a group from running twice.
/// </remarks>
public static class PlacementRules
{
    /// <summary>All nodes for <paramref name="group"/>, best first.</summary>
    /// <param name="failedOn">Nodes on which the group failed within the failover period.</param>
    public static Ranking Rank(
        ClusterSnapshot snapshot,
        Observer observer,
        GroupConfig group,
        IReadOnlyCollection<string> failedOn,
        BootTime now)
    {
        // Hardly ever is a type missing anywhere, and to look for a group's types is to look at all resources.
        bool missing = snapshot.NodeStatuses.Values.Any(status => status.Value.UnavailableTypes.Count > 0);
        ValueList<string> types = missing ? Types(snapshot, group.Name) : [];
        return new(snapshot.Nodes.Values
            .OrderBy(node => PreferenceOf(group, node.Value.Name) ?? int.MaxValue)
            .ThenBy(node => node.Value.Id)
            .ThenBy(node => node.Value.Name, StringComparer.Ordinal)
            .Select(node => Consider(snapshot, observer, group, types, node.Value, failedOn, now))
            .ToValueList());
    }

    public static bool IsPossibleOwner(GroupConfig group, string node) =>
        group.PossibleOwners.Count == 0 || group.PossibleOwners.Contains(node, StringComparer.Ordinal);

    private static Candidate Consider(
        ClusterSnapshot snapshot,
        Observer observer,
        GroupConfig group,
        ValueList<string> types,
        NodeConfig node,
        IReadOnlyCollection<string> failedOn,
        BootTime now)
    {
        snapshot.Members.TryGetValue(node.Name, out Row<MemberState>? member);
        string? refusal = RefusalOf(group, node)
            ?? RefusalOf(node.Name, member?.Value, observer, now)
            ?? RefusalOf(snapshot, node.Name, types);
        return new(
            node.Name,
            PreferenceOf(group, node.Name),
            member is { Value.Alive: true } ? member.Value.Epoch : 0,
            refusal,
            failedOn.Contains(node.Name, StringComparer.Ordinal));
    }

    private static string? RefusalOf(GroupConfig group, NodeConfig node)
    {
        if (!IsPossibleOwner(group, node.Name))
        {
            return $"{node.Name} is not one of its possible owners";
        }

        return node.Paused || node.Drain ? $"{node.Name} is paused" : null;
    }

    private static string? RefusalOf(string node, MemberState? member, Observer observer, BootTime now)
    {
        if (member is not { Alive: true })
        {
            return $"{node} is down";
        }

        if (member.Detached)
        {
            return $"the service of {node} was stopped";
        }

        return observer.IsSuspect(member, now) ? $"{node} is not answering" : null;
    }

    private static string? RefusalOf(ClusterSnapshot snapshot, string node, ValueList<string> types)
    {
        if (!snapshot.NodeStatuses.TryGetValue(node, out Row<NodeStatus>? status))
        {
            return null;
        }

        foreach (string type in types)
        {
            if (status.Value.UnavailableTypes.TryGetValue(type, out string? why))
            {
                return $"{node} cannot run resource type {type}: {why}";
            }
        }

        return null;
    }

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

    private static ValueList<string> Types(ClusterSnapshot snapshot, string group) =>
        snapshot.Resources.Values
            .Where(resource => string.Equals(resource.Value.Group, group, StringComparison.Ordinal))
            .Select(resource => resource.Value.Type)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToValueList();
}
