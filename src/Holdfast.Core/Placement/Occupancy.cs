using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Placement;

/// <summary>
/// Which instances each node has or is to have: changes while one pass decides, so that a later group sees what an
/// earlier one was given.
/// </summary>
/// <remarks>An instance on its way from one node to another counts on both.</remarks>
internal sealed class Occupancy
{
    private readonly Dictionary<string, HashSet<GroupInstance>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _places = new(StringComparer.Ordinal);

    /// <summary>The node has the instance, or is to have it.</summary>
    public void Add(GroupInstance instance, string node)
    {
        if (On(node).Add(instance))
        {
            Places(instance.Name).Add(node);
        }
    }

    public void Add(GroupInstance instance, GroupState state)
    {
        if (state.Owner is { } owner)
        {
            Add(instance, owner);
        }

        if (state.IntendedOwner is { } intended)
        {
            Add(instance, intended);
        }
    }

    /// <summary>Takes the instance away everywhere and gives it to where the state says.</summary>
    public void Change(GroupInstance instance, GroupState state)
    {
        foreach (string node in Places(instance.Name))
        {
            On(node).Remove(instance);
        }

        Places(instance.Name).Clear();
        Add(instance, state);
    }

    /// <summary>The instances of the node other than <paramref name="except"/>.</summary>
    public IEnumerable<GroupInstance> Others(string node, GroupInstance except) =>
        _nodes.TryGetValue(node, out HashSet<GroupInstance>? there)
            ? there.Where(instance => !ReferenceEquals(instance, except))
            : [];

    /// <summary>Nodes that have an instance of the group.</summary>
    public IEnumerable<string> NodesOf(IEnumerable<string> instances) => instances.SelectMany(Places);

    private HashSet<GroupInstance> On(string node)
    {
        if (!_nodes.TryGetValue(node, out HashSet<GroupInstance>? there))
        {
            _nodes[node] = there = new(ReferenceEqualityComparer.Instance);
        }

        return there;
    }

    private List<string> Places(string instance)
    {
        if (!_places.TryGetValue(instance, out List<string>? places))
        {
            _places[instance] = places = [];
        }

        return places;
    }
}
