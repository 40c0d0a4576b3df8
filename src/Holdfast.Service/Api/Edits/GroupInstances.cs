using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Service.Api.Edits;

/// <summary>The names under which a group's state and status are kept: its own, or those of its instances.</summary>
internal static class GroupInstances
{
    private const string Separator = ":";

    /// <summary>The group that a name means, be it the group's own or that of one of its instances.</summary>
    public static Row<GroupConfig>? GroupNamed(this ClusterSnapshot snapshot, string name) =>
        snapshot.Groups.TryGetValue(GroupInstance.GroupOf(name), out Row<GroupConfig>? row)
        && (row.Value.Name == name || snapshot.InstancesOf(row.Value).Contains(name))
            ? row
            : null;

    /// <summary>The resource that a name means, be it the resource's own or that in an instance of its group.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="name">As in <c>r</c> or <c>r:0</c>.</param>
    /// <param name="instance">Under which name the group's state is kept that the resource is in; the group's own
    /// name for a resource without a suffix.</param>
    public static Row<ResourceConfig>? ResourceNamed(
        this ClusterSnapshot snapshot, string name, out string instance)
    {
        instance = "";
        if (!snapshot.Resources.TryGetValue(GroupInstance.GroupOf(name), out Row<ResourceConfig>? row))
        {
            return null;
        }

        instance = GroupInstance.SuffixOf(name) is { Length: > 0 } suffix
            ? row.Value.Group + Separator + suffix
            : row.Value.Group;
        return row.Value.Name == name || snapshot.GroupNamed(instance) is not null ? row : null;
    }

    public static bool IsParallel(this ClusterSnapshot snapshot, string group) =>
        snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? row) && row.Value.Instances is not null;

    /// <summary>The instances of a parallel group, those that there are to be first, then those that are on their way
    /// out; of an ordinary group only the latter.</summary>
    public static IReadOnlyList<string> InstancesOf(this ClusterSnapshot snapshot, GroupConfig group)
    {
        string[] wanted = group.Instances is null
            ? []
            : [.. GroupInstance.Of(group, snapshot).Select(instance => instance.Name)];
        string prefix = group.Name + Separator;
        IEnumerable<string> left = snapshot.GroupStates.Keys.Where(name =>
            name.StartsWith(prefix, StringComparison.Ordinal) || (group.Instances is not null && name == group.Name));
        return wanted.Length == 0 ? [.. left] : [.. wanted, .. left.Except(wanted, StringComparer.Ordinal)];
    }

    /// <summary>All names under which something of the group may have a state.</summary>
    public static IReadOnlyList<string> NamesOf(this ClusterSnapshot snapshot, GroupConfig group) =>
        group.Instances is null
            ? [group.Name, .. snapshot.InstancesOf(group)]
            : snapshot.InstancesOf(group);
}
