using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Groups;

/// <summary>The dependencies among the resources of one group: for each resource an AND of ORs.</summary>
/// <remarks>
/// Built from whatever is stored, also from what a validation would refuse: a resource that is part of a cycle, or
/// depends on
/// one that does not exist, can never be brought online, and <see cref="Obstacle"/> says why. Such a resource can
/// always be taken offline: between the members of a cycle no order is kept.
/// </remarks>
public sealed class DependencyGraph
{
    private readonly ValueMap<ValueList<ValueList<string>>> _needs;
    private readonly Dictionary<string, string> _obstacles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _dependents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cyclic = new(StringComparer.Ordinal);

    private DependencyGraph(ValueMap<ValueList<ValueList<string>>> needs)
    {
        _needs = needs;
        BottomUp = Order();
        foreach ((string name, ValueList<ValueList<string>> all) in needs)
        {
            foreach (string needed in all.SelectMany(any => any).Distinct(StringComparer.Ordinal))
            {
                if (!(_cyclic.Contains(name) && _cyclic.Contains(needed)))
                {
                    DependentList(needed).Add(name);
                }
            }

            FindObstacle(name, all);
        }
    }

    /// <summary>
    /// Every resource after all that it may depend on; in ordinal order where dependencies leave it open.
    /// </summary>
    public IReadOnlyList<string> BottomUp { get; }

    public static DependencyGraph Of(IEnumerable<ResourceConfig> resources) =>
        new(ValueMap<ValueList<ValueList<string>>>.From(
            resources.Select(resource => KeyValuePair.Create(resource.Name, resource.DependsOn))));

    /// <summary>What <paramref name="resource"/> needs: one of each inner list.</summary>
    public ValueList<ValueList<string>> Needs(string resource) =>
        _needs.TryGetValue(resource, out ValueList<ValueList<string>>? needs) ? needs : [];

    /// <summary>
    /// The resources that name <paramref name="resource"/> in any of their lists; they go offline before it.
    /// </summary>
    public IReadOnlyList<string> Dependents(string resource) =>
        _dependents.TryGetValue(resource, out List<string>? dependents) ? dependents : [];

    /// <summary>Why the resource can never be online with these dependencies; null if it can.</summary>
    public string? Obstacle(string resource) => _obstacles.GetValueOrDefault(resource);

    /// <summary>The resource and all that depends on it, directly or not.</summary>
    public IReadOnlySet<string> WithDependents(string resource)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal) { resource };
        var open = new Stack<string>([resource]);
        while (open.TryPop(out string? name))
        {
            foreach (string dependent in Dependents(name).Where(found.Add))
            {
                open.Push(dependent);
            }
        }

        return found;
    }

    private List<string> DependentList(string name)
    {
        if (!_dependents.TryGetValue(name, out List<string>? list))
        {
            _dependents[name] = list = [];
        }

        return list;
    }

    private void FindObstacle(string name, ValueList<ValueList<string>> all)
    {
        if (_cyclic.Contains(name))
        {
            _obstacles[name] =
                $"its dependencies form a cycle with {string.Join(", ", _cyclic.Order(StringComparer.Ordinal))}";
        }
        else if (all.FirstOrDefault(any => any.Count > 0 && !any.Any(_needs.ContainsKey)) is { } missing)
        {
            _obstacles[name] = $"it depends on {string.Join(" or ", missing)}, which the group does not have";
        }
    }

    /// <summary>
    /// Kahn's algorithm with an ordered front; what never becomes free is part of, or above, a cycle.
    /// </summary>
    private List<string> Order()
    {
        Dictionary<string, SortedSet<string>> open = _needs.ToDictionary(
            pair => pair.Key,
            pair => new SortedSet<string>(
                pair.Value.SelectMany(any => any).Where(_needs.ContainsKey), StringComparer.Ordinal),
            StringComparer.Ordinal);
        ILookup<string, string> users = open
            .SelectMany(pair => pair.Value.Select(needed => (Needed: needed, User: pair.Key)))
            .ToLookup(pair => pair.Needed, pair => pair.User, StringComparer.Ordinal);
        var front = new SortedSet<string>(open.Where(p => p.Value.Count == 0).Select(p => p.Key),
            StringComparer.Ordinal);
        var order = new List<string>(open.Count);
        while (front.Min is { } next)
        {
            front.Remove(next);
            order.Add(next);
            foreach (string user in users[next])
            {
                if (open[user].Remove(next) && open[user].Count == 0)
                {
                    front.Add(user);
                }
            }
        }

        List<string> rest = [.. open.Keys.Except(order, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _cyclic.UnionWith(rest.Where(name => DependencyValidation.ReachesItself(name, _needs)));
        order.AddRange(rest.Where(_cyclic.Contains));
        AppendAboveCycles(order, rest);
        return order;
    }

    private void AppendAboveCycles(List<string> order, List<string> rest)
    {
        var placed = new HashSet<string>(order, StringComparer.Ordinal);
        List<string> above = [.. rest.Where(name => !_cyclic.Contains(name))];
        while (above.Count > 0)
        {
            string next = above.First(name => Needs(name).SelectMany(any => any)
                .All(needed => placed.Contains(needed) || !_needs.ContainsKey(needed)));
            above.Remove(next);
            placed.Add(next);
            order.Add(next);
        }
    }
}
