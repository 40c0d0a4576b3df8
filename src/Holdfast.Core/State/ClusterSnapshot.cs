using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;

namespace Holdfast.Core.State;

/// <summary>A record as the database held it, with the revision of its last change, for compares.</summary>
public sealed record Row<T>(T Value, long Revision);

/// <summary>The whole cluster at one revision of the database: what every decision is made from. Immutable.</summary>
public sealed record ClusterSnapshot
{
    public long Revision { get; init; }

    public Row<ClusterConfig>? Cluster { get; init; }

    public Row<CoordinatorState>? Coordinator { get; init; }

    public ValueMap<Row<NodeConfig>> Nodes { get; init; } = ValueMap<Row<NodeConfig>>.Empty;

    /// <summary>Machines of a cluster that was made with <c>cluster create</c>; none in others.</summary>
    public ValueMap<Row<MachineConfig>> Machines { get; init; } = ValueMap<Row<MachineConfig>>.Empty;

    /// <summary>Who may use the cluster from other machines.</summary>
    public ValueMap<Row<PersonConfig>> People { get; init; } = ValueMap<Row<PersonConfig>>.Empty;

    /// <summary>What can power nodes off.</summary>
    public ValueMap<Row<FenceDeviceConfig>> FenceDevices { get; init; } = ValueMap<Row<FenceDeviceConfig>>.Empty;

    public ValueMap<Row<ResourceTypeConfig>> Types { get; init; } = ValueMap<Row<ResourceTypeConfig>>.Empty;

    public ValueMap<Row<GroupConfig>> Groups { get; init; } = ValueMap<Row<GroupConfig>>.Empty;

    public ValueMap<Row<ResourceConfig>> Resources { get; init; } = ValueMap<Row<ResourceConfig>>.Empty;

    public ValueMap<Row<MoveRequest>> Moves { get; init; } = ValueMap<Row<MoveRequest>>.Empty;

    public ValueMap<Row<MemberState>> Members { get; init; } = ValueMap<Row<MemberState>>.Empty;

    public ValueMap<Row<GroupState>> GroupStates { get; init; } = ValueMap<Row<GroupState>>.Empty;

    public ValueMap<Row<NodeState>> NodeStates { get; init; } = ValueMap<Row<NodeState>>.Empty;

    /// <summary>The last power-off of each node.</summary>
    public ValueMap<Row<FenceState>> Fences { get; init; } = ValueMap<Row<FenceState>>.Empty;

    public ValueMap<Row<GroupStatus>> GroupStatuses { get; init; } = ValueMap<Row<GroupStatus>>.Empty;

    public ValueMap<Row<NodeStatus>> NodeStatuses { get; init; } = ValueMap<Row<NodeStatus>>.Empty;

    /// <summary>Which nodes the devices have that are asked for it, as they said last.</summary>
    public ValueMap<Row<FenceDeviceStatus>> FenceDeviceStatuses { get; init; } =
        ValueMap<Row<FenceDeviceStatus>>.Empty;

    /// <summary>
    /// Whether something of which a decision is made differs from <paramref name="earlier"/>: more than that members
    /// renewed, and than keys which no snapshot holds.
    /// </summary>
    public bool IsNewsAfter(ClusterSnapshot earlier) =>
        this with { Revision = earlier.Revision, Members = earlier.Members } != earlier
        || (!ReferenceEquals(Members, earlier.Members) && !OnlyRenewed(earlier.Members));

    private bool OnlyRenewed(ValueMap<Row<MemberState>> earlier) =>
        Members.Count == earlier.Count && Members.All(member =>
            earlier.TryGetValue(member.Key, out Row<MemberState>? before)
            && (ReferenceEquals(member.Value, before) || member.Value.Value.IsRenewalOf(before.Value)));
}
