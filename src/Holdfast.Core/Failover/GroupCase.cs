using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>Everything that a decision about one group, or one instance of a parallel one, is made from.</summary>
internal sealed class GroupCase
{
    private Ranking? _ranking;

    public GroupCase(FailoverPass pass, string name, GroupInstance? instance)
    {
        Pass = pass;
        Name = name;
        Instance = instance;
        Snapshot.GroupStates.TryGetValue(name, out Row<GroupState>? state);
        Snapshot.Moves.TryGetValue(name, out Row<MoveRequest>? move);
        Exists = state is not null;
        State = state?.Value ?? new GroupState { Group = name };
        Move = move;
        RecentFailovers = Recent(State.Failovers, Config, WallClock);
    }

    public FailoverPass Pass { get; }

    public ClusterSnapshot Snapshot => Pass.Snapshot;

    public Observer Observer => Pass.Observer;

    public DateTimeOffset WallClock => Pass.WallClock;

    public BootTime Now => Pass.Now;

    /// <summary>The name under which its state is kept.</summary>
    public string Name { get; }

    /// <summary>What is to be placed; null if it was deleted.</summary>
    public GroupInstance? Instance { get; }

    /// <summary>What is wanted of the group; null if it was deleted.</summary>
    public GroupConfig? Config => Instance?.Config;

    /// <summary>Whether it has a record of its owner.</summary>
    public bool Exists { get; }

    public GroupState State { get; }

    public Row<MoveRequest>? Move { get; }

    /// <summary>The failovers that still count.</summary>
    public ValueList<FailoverRecord> RecentFailovers { get; }

    /// <summary>When the oldest of them is forgotten, which may change where the group can go.</summary>
    public BootTime? ForgetsAt => Config is { } config && RecentFailovers.Count > 0
        ? Now + (RecentFailovers.Min(failover => failover.At) + config.FailoverPeriod - WallClock)
        : null;

    /// <summary>All nodes, best first; only for a group that exists.</summary>
    public Ranking Ranking => _ranking ??= PlacementRules.Rank(
        Pass.Placement, Instance!, [.. RecentFailovers.Select(failover => failover.From)]);

    /// <summary>What the owner says of the current generation; null if nothing yet.</summary>
    public GroupStatus? Status =>
        Snapshot.GroupStatuses.TryGetValue(Name, out Row<GroupStatus>? status)
        && status.Value.Generation == State.Generation
        && string.Equals(status.Value.Node, State.Owner, StringComparison.Ordinal)
            ? status.Value
            : null;

    public MemberState? OwnerMember =>
        State.Owner is { } owner && Snapshot.Members.TryGetValue(owner, out Row<MemberState>? row) ? row.Value : null;

    public NodeConfig? OwnerConfig =>
        State.Owner is { } owner && Snapshot.Nodes.TryGetValue(owner, out Row<NodeConfig>? row) ? row.Value : null;

    private static ValueList<FailoverRecord> Recent(
        ValueList<FailoverRecord> failovers, GroupConfig? config, DateTimeOffset wallClock) =>
        config is null || failovers.Count == 0
            ? failovers
            : failovers
                .Where(failover => failover.At + config.FailoverPeriod > wallClock
                    && !(failover.At <= config.ClearedAt))
                .ToValueList();
}
