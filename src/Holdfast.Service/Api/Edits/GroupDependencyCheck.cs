using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>What is wrong with the groups that a group depends on.</summary>
internal static class GroupDependencyCheck
{
    private const int Most = 100;

    /// <param name="snapshot">The cluster.</param>
    /// <param name="group">The group as it would be stored.</param>
    public static IReadOnlyList<ErrorDto> Check(ClusterSnapshot snapshot, GroupConfig group)
    {
        if (group.DependsOn.Count > Most)
        {
            return [GroupCheck.Error("dependsOn", ErrorCodes.WrongValue,
                $"it names {group.DependsOn.Count} groups; at most {Most} are taken")];
        }

        var errors = new List<ErrorDto>();
        var seen = new Dictionary<string, DependencyScope>(StringComparer.Ordinal);
        for (int i = 0; i < group.DependsOn.Count; i++)
        {
            GroupDependency needed = group.DependsOn[i];
            if (Fault(snapshot, group, needed, seen) is (string code, string message))
            {
                errors.Add(GroupCheck.Error($"dependsOn[{i}].group", code, message));
            }

            seen.TryAdd(needed.Group, needed.Scope);
        }

        return errors;
    }

    /// <summary>Names of the groups that depend on this one.</summary>
    public static IReadOnlyList<string> DependentsOf(ClusterSnapshot snapshot, string name) =>
        [.. snapshot.Groups.Values
            .Where(row => row.Value.DependsOn.Any(needed => needed.Group == name))
            .Select(row => row.Value.Name)];

    /// <summary>The rows of all groups that it depends on, also by way of others: what a check of cycles was made
    /// from.</summary>
    public static IReadOnlyList<Row<GroupConfig>> NeededBy(ClusterSnapshot snapshot, GroupConfig group)
    {
        var found = new SortedDictionary<string, Row<GroupConfig>>(StringComparer.Ordinal);
        var open = new Stack<GroupConfig>([group]);
        while (open.TryPop(out GroupConfig? next))
        {
            foreach (GroupDependency needed in next.DependsOn)
            {
                if (needed.Group != group.Name && snapshot.Groups.TryGetValue(needed.Group, out Row<GroupConfig>? row)
                    && found.TryAdd(needed.Group, row))
                {
                    open.Push(row.Value);
                }
            }
        }

        return [.. found.Values];
    }

    private static (string Code, string Message)? Fault(
        ClusterSnapshot snapshot, GroupConfig group, GroupDependency needed, Dictionary<string, DependencyScope> seen)
    {
        if (needed.Group == group.Name)
        {
            return (ErrorCodes.GroupDependencyOnItself, $"group \"{group.Name}\" cannot wait for itself; remove it");
        }

        if (seen.TryGetValue(needed.Group, out DependencyScope scope))
        {
            return (ErrorCodes.GroupDependencyTwice, scope == needed.Scope
                ? $"group \"{needed.Group}\" is named twice; name it once"
                : $"group \"{needed.Group}\" cannot be needed both {scope} and {needed.Scope}; name it once");
        }

        if (!snapshot.Groups.TryGetValue(needed.Group, out Row<GroupConfig>? row))
        {
            string? near = NearNames.Of(needed.Group, snapshot.Groups.Keys.Where(name => name != group.Name));
            return (ErrorCodes.NoGroup, $"no group \"{needed.Group}\"{NearNames.Question(near)}");
        }

        return Way(snapshot, row.Value, group.Name, []) is { } way
            ? (ErrorCodes.GroupDependencyCycle,
                $"{group.Name} → {string.Join(" → ", way)} is a circle: none of them could start first; remove one of "
                + "these dependencies")
            : null;
    }

    /// <summary>The groups on a way of dependencies from one to another, both among them; null if there is
    /// none.</summary>
    private static List<string>? Way(
        ClusterSnapshot snapshot, GroupConfig from, string to, HashSet<string> visited)
    {
        if (from.Name == to)
        {
            return [to];
        }

        foreach (GroupDependency needed in visited.Add(from.Name) ? from.DependsOn : [])
        {
            if (needed.Group == to)
            {
                return [from.Name, to];
            }

            if (snapshot.Groups.TryGetValue(needed.Group, out Row<GroupConfig>? next)
                && Way(snapshot, next.Value, to, visited) is { } rest)
            {
                return [from.Name, .. rest];
            }
        }

        return null;
    }
}
