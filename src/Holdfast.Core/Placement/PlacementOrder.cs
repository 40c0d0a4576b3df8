using Holdfast.Core.Configuration;

namespace Holdfast.Core.Placement;

/// <summary>In which order instances are placed: by priority, then by name, each after those that its place depends on.
/// </summary>
/// <remarks>A circle of dependencies is cut where it is entered.</remarks>
internal static class PlacementOrder
{
    public static IEnumerable<GroupInstance> Of(PlacementContext context)
    {
        var order = new List<GroupInstance>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (GroupInstance instance in context.Instances
            .OrderByDescending(instance => instance.Config.Priority)
            .ThenBy(instance => instance.Name, StringComparer.Ordinal))
        {
            Add(instance, context, known, order);
        }

        return order;
    }

    private static void Add(
        GroupInstance instance, PlacementContext context, HashSet<string> known, List<GroupInstance> order)
    {
        if (!known.Add(instance.Name))
        {
            return;
        }

        foreach (GroupDependency needed in instance.Config.DependsOn)
        {
            foreach (GroupInstance first in
                needed.Scope == DependencyScope.Anywhere ? [] : context.InstancesOf(needed.Group))
            {
                Add(first, context, known, order);
            }
        }

        order.Add(instance);
    }
}
