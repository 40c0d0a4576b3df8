using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Api.Views;

/// <summary>What the groups of a node take of it, and say of it.</summary>
internal static class NodeLoad
{
    /// <summary>How much of each quantity the node's groups need, also those that are on their way to it; quantities
    /// that it offers are always in it.</summary>
    public static SortedDictionary<string, long> Used(ClusterSnapshot snapshot, NodeConfig node)
    {
        var used = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (string quantity in node.Offers.Keys)
        {
            used[quantity] = 0;
        }

        foreach (GroupState state in snapshot.GroupStates.Values.Select(row => row.Value)
            .Where(state => state.Owner == node.Name || state.IntendedOwner == node.Name))
        {
            if (snapshot.Groups.TryGetValue(GroupInstance.GroupOf(state.Group), out Row<GroupConfig>? group))
            {
                foreach ((string quantity, long needed) in group.Value.Needs)
                {
                    used[quantity] = used.GetValueOrDefault(quantity) + Math.Max(0, needed);
                }
            }
        }

        return used;
    }

    /// <summary>Why the node is not fit to run anything, as resources on it say; empty if none does.</summary>
    public static string Unfit(ClusterSnapshot snapshot, string node) => string.Join("; ", snapshot.GroupStates.Values
        .Where(row => row.Value.Owner == node)
        .Select(row => snapshot.CurrentStatus(row.Value.Group))
        .Where(status => status is { Phase: GroupPhase.Active })
        .SelectMany(status => status!.Resources)
        .Where(resource => resource.NodeUnfit.Length > 0)
        .Select(resource => $"{resource.Name} says {resource.NodeUnfit}"));
}
