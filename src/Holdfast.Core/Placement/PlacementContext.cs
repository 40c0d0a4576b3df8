using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Placement;

/// <summary>
/// What all groups share that are placed in one pass: indexes of the snapshot, and who has what so far.
/// </summary>
internal sealed class PlacementContext
{
    private readonly ResourceIndex _resources;
    private readonly Dictionary<string, NodeFacts> _nodes;
    private readonly Dictionary<string, List<GroupInstance>> _leftovers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Instance, string Text)>> _unfit = new(StringComparer.Ordinal);

    /// <param name="snapshot">The cluster.</param>
    /// <param name="nodes">What is known of its nodes now, by name.</param>
    /// <param name="faults">What is broken on purpose; nothing in the product.</param>
    public PlacementContext(ClusterSnapshot snapshot, ValueList<NodeFacts> nodes, PlantedFaults faults)
    {
        Snapshot = snapshot;
        Faults = faults;
        ClusterConfig cluster = snapshot.Cluster?.Value ?? new();
        Policy = cluster.PlacementPolicy;
        EnforcedAntiAffinity = cluster.EnforcedAntiAffinity;
        Nodes = nodes;
        _nodes = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Groups = GroupIndex.Of(snapshot);
        _resources = ResourceIndex.Of(snapshot);
        foreach ((string name, Row<GroupState> state) in snapshot.GroupStates)
        {
            Occupancy.Add(Groups.Find(name) ?? Leftover(name), state.Value);
        }

        FindUnfit();
    }

    public ClusterSnapshot Snapshot { get; }

    public PlantedFaults Faults { get; }

    public PlacementPolicy Policy { get; }

    public bool EnforcedAntiAffinity { get; }

    public ValueList<NodeFacts> Nodes { get; }

    public Occupancy Occupancy { get; } = new();

    /// <summary>All instances that there are to be.</summary>
    public GroupIndex Groups { get; }

    public NodeFacts? Node(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>The instance of that name, also one that is to go; null if there is none.</summary>
    public GroupInstance? Find(string name) => Groups.Find(name)
        ?? LeftoversOf(GroupInstance.GroupOf(name))
            .FirstOrDefault(instance => string.Equals(instance.Name, name, StringComparison.Ordinal));

    public IReadOnlyList<ResourceConfig> ResourcesOf(string group) => _resources.ResourcesOf(group);

    public IReadOnlyList<GroupInstance> InstancesOf(string group) => Groups.InstancesOf(group);

    public IEnumerable<string> TypesOf(string group) => ResourcesOf(group)
        .Select(resource => resource.Type)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    /// <summary>
    /// Instances that the group is not to have any more, of which something may run: after its number of instances was
    /// changed.
    /// </summary>
    public IEnumerable<GroupInstance> LeftoversOf(string group) =>
        _leftovers.TryGetValue(group, out List<GroupInstance>? all) ? all : [];

    /// <summary>Nodes that have the group, or are to have it.</summary>
    public IEnumerable<string> NodesOf(string group) =>
        Occupancy.NodesOf(InstancesOf(group).Select(instance => instance.Name));

    /// <summary>How much of a quantity the node's other groups need.</summary>
    public long Used(string node, string quantity, GroupInstance except) =>
        Occupancy.Others(node, except).Sum(other =>
            other.Config.Needs.TryGetValue(quantity, out long needed) ? Math.Max(0, needed) : 0);

    /// <summary>
    /// How full the node is: the largest used share of a quantity that it offers, and if it offers none, the number of
    /// its groups.
    /// </summary>
    public double Fill(NodeFacts node, GroupInstance except) => node.Config.Offers.Any(offer => offer.Value > 0)
        ? node.Config.Offers
            .Where(offer => offer.Value > 0)
            .Max(offer => (double)Used(node.Name, offer.Key, except) / offer.Value)
        : Occupancy.Others(node.Name, except).Count();

    /// <summary>Why the node is not fit for the instance; null if it is.</summary>
    /// <remarks>A group that says so of its own node stays there, or nobody could say when the node is fit
    /// again.</remarks>
    public string? UnfitFor(GroupInstance instance, string node) =>
        _unfit.TryGetValue(node, out List<(string Instance, string Text)>? all)
            ? all.Where(one => !string.Equals(one.Instance, instance.Name, StringComparison.Ordinal))
                .Select(one => one.Text)
                .FirstOrDefault()
            : null;

    /// <summary>An instance that is to go; what a deleted group needed is not known any more.</summary>
    private GroupInstance Leftover(string name)
    {
        string group = GroupInstance.GroupOf(name);
        GroupConfig config = Snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? row)
            ? row.Value
            : new() { Name = group };
        var instance = new GroupInstance(name, config);
        if (!_leftovers.TryGetValue(group, out List<GroupInstance>? all))
        {
            _leftovers[group] = all = [];
        }

        all.Add(instance);
        return instance;
    }

    private void FindUnfit()
    {
        foreach ((string name, Row<GroupStatus> row) in Snapshot.GroupStatuses)
        {
            ValueList<ResourceStatus> resources = row.Value.Resources;
            for (int i = 0; i < resources.Count; i++)
            {
                if (resources[i].NodeUnfit.Length > 0 && IsCurrent(name, row.Value))
                {
                    AddUnfit(row.Value.Node, name, resources[i]);
                }
            }
        }
    }

    /// <summary>Whether what was reported runs: neither stopped since, nor of an epoch that is over.</summary>
    private bool IsCurrent(string name, GroupStatus status) =>
        status.Phase == GroupPhase.Active
        && Snapshot.GroupStates.TryGetValue(name, out Row<GroupState>? state)
        && state.Value.Generation == status.Generation
        && Snapshot.Members.TryGetValue(status.Node, out Row<MemberState>? member)
        && member.Value.Epoch == state.Value.OwnerEpoch;

    private void AddUnfit(string node, string instance, ResourceStatus resource)
    {
        if (!_unfit.TryGetValue(node, out List<(string Instance, string Text)>? all))
        {
            _unfit[node] = all = [];
        }

        all.Add((instance, $"{resource.Name} says {resource.NodeUnfit}"));
    }
}
