using Holdfast.Core.Configuration;

namespace Holdfast.Core.Placement;

/// <summary>In which order instances are placed: by priority, then by name, each after those that its place depends on.
/// </summary>
/// <remarks>A circle of dependencies is cut where it is entered.</remarks>
internal static class PlacementOrder
{
    /// <param name="instances">All there are to be.</param>
    /// <param name="ofGroup">The instances of a group.</param>
    public static IReadOnlyList<GroupInstance> Of(
        IEnumerable<GroupInstance> instances, Func<string, IReadOnlyList<GroupInstance>> ofGroup)
    {
        var order = new List<GroupInstance>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (GroupInstance instance in instances
            .OrderByDescending(instance => instance.Config.Priority)
            .ThenBy(instance => instance.Name, StringComparer.Ordinal))
        {
            Add(instance, ofGroup, known, order);
        }

        return order;
    }

    private static void Add(
        GroupInstance instance,
        Func<string, IReadOnlyList<GroupInstance>> ofGroup,
        HashSet<string> known,
        List<GroupInstance> order)
    {
        if (!known.Add(instance.Name))
        {
            return;
        }

        foreach (GroupDependency needed in instance.Config.DependsOn)
        {
            foreach (GroupInstance first in
                needed.Scope == DependencyScope.Anywhere ? [] : ofGroup(needed.Group))
            {
                Add(first, ofGroup, known, order);
            }
        }

        order.Add(instance);
    }
}
