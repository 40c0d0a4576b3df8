using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>Everything that a decision about one group is made from.</summary>
internal sealed class GroupCase
{
    private readonly Lazy<Ranking> _ranking;

    public GroupCase(ClusterSnapshot snapshot, Observer observer, string group, DateTimeOffset wallClock, BootTime now)
    {
        Snapshot = snapshot;
        Observer = observer;
        Name = group;
        WallClock = wallClock;
        Now = now;
        snapshot.Groups.TryGetValue(group, out Row<GroupConfig>? config);
        snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? state);
        snapshot.Moves.TryGetValue(group, out Row<MoveRequest>? move);
        Config = config?.Value;
        Exists = state is not null;
        State = state?.Value ?? new GroupState { Group = group };
        Move = move;
        RecentFailovers = Recent(State.Failovers, Config, wallClock);
        FailedOn = [.. RecentFailovers.Select(failover => failover.From)];
        _ranking = new(() => PlacementRules.Rank(snapshot, observer, Config!, FailedOn, now));
    }

    public ClusterSnapshot Snapshot { get; }

    public Observer Observer { get; }

    public string Name { get; }

    public DateTimeOffset WallClock { get; }

    public BootTime Now { get; }

    /// <summary>What is wanted of the group; null if it was deleted.</summary>
    public GroupConfig? Config { get; }

    /// <summary>Whether it has a record of its owner.</summary>
    public bool Exists { get; }

    public GroupState State { get; }

    public Row<MoveRequest>? Move { get; }

    /// <summary>The failovers that still count.</summary>
    public ValueList<FailoverRecord> RecentFailovers { get; }

    public ValueList<string> FailedOn { get; }

    /// <summary>When the oldest of them is forgotten, which may change where the group can go.</summary>
    public BootTime? ForgetsAt => Config is { } config && RecentFailovers.Count > 0
        ? Now + (RecentFailovers.Min(failover => failover.At) + config.FailoverPeriod - WallClock)
        : null;

    /// <summary>All nodes, best first; only for a group that exists.</summary>
    public Ranking Ranking => _ranking.Value;

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
        config is null
            ? failovers
            : failovers.Where(failover => failover.At + config.FailoverPeriod > wallClock).ToValueList();
}
