using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Groups;

/// <summary>A fault in a resource's dependencies.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Path">Which member of which record, e.g. <c>resources/web/dependsOn[0][1]</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record DependencyFault(string Code, string Path, string Message);

/// <summary>Checks dependencies before they are stored, and returns every fault.</summary>
public static class DependencyValidation
{
    public const string UnknownResource = "HF1321";
    public const string OtherGroup = "HF1322";
    public const string OnItself = "HF1323";
    public const string Cycle = "HF1324";
    public const string EmptyAlternatives = "HF1325";
    public const string Twice = "HF1326";
    public const string TooMany = "HF1327";

    /// <summary>The most names that one dependency expression may hold.</summary>
    public const int Limit = 100;

    /// <summary>The faults of every resource of one group, in ordinal order of their names.</summary>
    /// <param name="group">The group's name.</param>
    /// <param name="all">All resources of the cluster as they would be stored.</param>
    public static ValueList<DependencyFault> Check(string group, IEnumerable<ResourceConfig> all)
    {
        var byName = new SortedDictionary<string, ResourceConfig>(StringComparer.Ordinal);
        foreach (ResourceConfig resource in all)
        {
            byName[resource.Name] = resource;
        }

        List<ResourceConfig> members =
            [.. byName.Values.Where(r => string.Equals(r.Group, group, StringComparison.Ordinal))];
        var needs = members.ToDictionary(r => r.Name, r => r.DependsOn, StringComparer.Ordinal);
        var faults = new List<DependencyFault>();
        foreach (ResourceConfig resource in members)
        {
            CheckNames(resource, byName, faults);
            if (!Names(resource).Contains(resource.Name, StringComparer.Ordinal) && ReachesItself(resource.Name, needs))
            {
                string way = string.Join(" → ", Way(resource.Name, needs));
                faults.Add(new(Cycle, $"resources/{resource.Name}/dependsOn",
                    $"{resource.Name} would depend on itself ({way}); remove one of these dependencies."));
            }
        }

        return faults.ToValueList();
    }

    internal static bool ReachesItself(string name, IReadOnlyDictionary<string, ValueList<ValueList<string>>> needs) =>
        Way(name, needs).Count > 0;

    private static IEnumerable<string> Names(ResourceConfig resource) => resource.DependsOn.SelectMany(any => any);

    private static void CheckNames(
        ResourceConfig resource, SortedDictionary<string, ResourceConfig> byName, List<DependencyFault> faults)
    {
        string root = $"resources/{resource.Name}/dependsOn";
        if (Names(resource).Count() > Limit)
        {
            faults.Add(new(TooMany, root,
                $"{resource.Name} names more than {Limit} dependencies; name at most {Limit}."));
        }

        for (int i = 0; i < resource.DependsOn.Count; i++)
        {
            if (resource.DependsOn[i].Count == 0)
            {
                faults.Add(new(EmptyAlternatives, $"{root}[{i}]",
                    "An empty list can never be met; name a resource or remove it."));
            }

            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (int j = 0; j < resource.DependsOn[i].Count; j++)
            {
                string needed = resource.DependsOn[i][j];
                CheckName(resource, needed, $"{root}[{i}][{j}]", byName, faults);
                if (!seen.Add(needed))
                {
                    faults.Add(new(Twice, $"{root}[{i}][{j}]", $"{needed} is named twice in one list; name it once."));
                }
            }
        }
    }

    private static void CheckName(
        ResourceConfig resource,
        string needed,
        string path,
        SortedDictionary<string, ResourceConfig> byName,
        List<DependencyFault> faults)
    {
        if (string.Equals(needed, resource.Name, StringComparison.Ordinal))
        {
            faults.Add(new(OnItself, path, $"{needed} depends on itself; remove that dependency."));
        }
        else if (!byName.TryGetValue(needed, out ResourceConfig? other))
        {
            faults.Add(new(UnknownResource, path,
                $"There is no resource \"{needed}\"; create it first, or name another."));
        }
        else if (!string.Equals(other.Group, resource.Group, StringComparison.Ordinal))
        {
            faults.Add(new(OtherGroup, path,
                $"{needed} is in group {other.Group}, and dependencies stay within a group; "
                + "move one of the two to the other's group."));
        }
    }

    /// <summary>
    /// A shortest way from a resource along its dependencies back to itself; empty if there is none.
    /// </summary>
    private static List<string> Way(string name, IReadOnlyDictionary<string, ValueList<ValueList<string>>> needs)
    {
        var from = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<string>([name]);
        while (open.TryDequeue(out string? at))
        {
            if (!needs.TryGetValue(at, out ValueList<ValueList<string>>? lists))
            {
                continue;
            }

            foreach (string next in lists.SelectMany(any => any).Order(StringComparer.Ordinal))
            {
                if (!from.TryAdd(next, at))
                {
                    continue;
                }

                if (string.Equals(next, name, StringComparison.Ordinal))
                {
                    return WayBack(name, from);
                }

                open.Enqueue(next);
            }
        }

        return [];
    }

    private static List<string> WayBack(string name, Dictionary<string, string> from)
    {
        List<string> way = [name];
        string at = from[name];
        while (!string.Equals(at, name, StringComparison.Ordinal))
        {
            way.Add(at);
            at = from[at];
        }

        way.Add(name);
        way.Reverse();
        return way;
    }
}
