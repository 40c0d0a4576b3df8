using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Placement;

/// <summary>
/// What is placed: an ordinary group, or one instance of a parallel one. State and status are kept under its name.
/// </summary>
/// <param name="Name">The group's name; for an instance with a suffix, as in <c>web:0</c> or <c>web:n1</c>.</param>
/// <param name="Config">The group it belongs to.</param>
/// <param name="Pinned">The only node it may be on: for groups with an instance on every node; else null.</param>
public sealed record GroupInstance(string Name, GroupConfig Config, string? Pinned = null)
{
    private const char Separator = ':';

    public bool IsParallel => Config.Instances is not null;

    /// <summary>The group that an instance belongs to.</summary>
    public static string GroupOf(string instance)
    {
        int end = instance.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? instance : instance[..end];
    }

    /// <summary>What tells an instance from its siblings; empty for an ordinary group.</summary>
    public static string SuffixOf(string instance)
    {
        int end = instance.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? "" : instance[(end + 1)..];
    }

    /// <summary>The name that a resource of the group has in an instance.</summary>
    public static string ResourceIn(string instance, string resource) =>
        SuffixOf(instance) is { Length: > 0 } suffix ? $"{resource}{Separator}{suffix}" : resource;

    /// <summary>The instance of its group that a resource of this name is in.</summary>
    public static string GroupIn(string resource, string group) => ResourceIn(resource, group);

    /// <summary>The instances that a group is to have, in order.</summary>
    public static IEnumerable<GroupInstance> Of(GroupConfig group, ClusterSnapshot snapshot) => group.Instances switch
    {
        null => [new(group.Name, group)],
        0 => snapshot.Nodes.Values
            .OrderBy(node => node.Value.Id)
            .ThenBy(node => node.Value.Name, StringComparer.Ordinal)
            .Select(node => new GroupInstance($"{group.Name}{Separator}{node.Value.Name}", group, node.Value.Name)),
        { } count => Enumerable.Range(0, Math.Max(0, count))
            .Select(number => new GroupInstance(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"{group.Name}{Separator}{number}"),
                group)),
    };

    /// <summary>The instance of that name as the configuration has it; null if there is to be none.</summary>
    public static GroupInstance? Find(string name, ClusterSnapshot snapshot) =>
        snapshot.Groups.TryGetValue(GroupOf(name), out Row<GroupConfig>? group)
            ? Of(group.Value, snapshot)
                .FirstOrDefault(instance => string.Equals(instance.Name, name, StringComparison.Ordinal))
            : null;
}
