namespace Holdfast.Client.Dtos;

/// <summary>A group of resources that fail over together: what is wanted of it beside how it is.</summary>
public sealed record GroupDto
{
    /// <summary>Unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Words for people.</summary>
    public required string Description { get; init; }

    /// <summary><c>Online</c> or <c>Offline</c>: what people asked for.</summary>
    public required string Wanted { get; init; }

    /// <summary><c>Online</c>, <c>PartialOnline</c>, <c>Pending</c>, <c>Offline</c> or <c>Failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The node that owns it, null while none does; a parallel group has one for each instance.</summary>
    public required string? Owner { get; init; }

    /// <summary>The fencing token: rises with every assignment; that of a parallel group's instances is
    /// theirs.</summary>
    public required long Generation { get; init; }

    /// <summary>Time of the last change of state, null before the first.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>Why it is where and how it is, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Why something that should be done is not; empty if nothing hinders it.</summary>
    public required string Hindrance { get; init; }

    /// <summary>Maintenance: no action is taken on it; its health is still shown.</summary>
    public required bool Locked { get; init; }

    /// <summary>It is wanted online and kept offline until somebody asks for it again.</summary>
    public required bool Held { get; init; }

    /// <summary>The node it is being moved to, null if it is not.</summary>
    public required string? MovingTo { get; init; }

    /// <summary>Nodes in order of preference.</summary>
    public required IReadOnlyList<string> PreferredOwners { get; init; }

    /// <summary>The only nodes that may own it; empty means every node.</summary>
    public required IReadOnlyList<string> PossibleOwners { get; init; }

    /// <summary>Failovers allowed within <see cref="FailoverPeriod"/>; null means the number of nodes less
    /// one.</summary>
    public required int? FailoverThreshold { get; init; }

    /// <summary>A duration such as <c>6h</c>.</summary>
    public required string FailoverPeriod { get; init; }

    /// <summary>Whether it goes back to its most preferred owner when that is up again.</summary>
    public required bool AutoFailback { get; init; }

    /// <summary>The hours in which it may go back, such as <c>22-6</c>, or <c>any</c>.</summary>
    public required string FailbackWindow { get; init; }

    /// <summary>3000 high, 2000 medium, 1000 low, 0 not started by itself.</summary>
    public required int Priority { get; init; }

    /// <summary>Class names; groups that share one avoid each other's nodes.</summary>
    public required IReadOnlyList<string> AntiAffinity { get; init; }

    /// <summary>Class names; groups that share one are placed on the same node where that is possible.</summary>
    public required IReadOnlyList<string> Affinity { get; init; }

    /// <summary>Groups that must be online before this one is started.</summary>
    public required IReadOnlyList<GroupDependencyDto> DependsOn { get; init; }

    /// <summary>How long its owner waits before it starts the group.</summary>
    public required string GroupStartDelay { get; init; }

    /// <summary>Quantities that a node must have free to own it, by name.</summary>
    public required IReadOnlyDictionary<string, long> Needs { get; init; }

    /// <summary>Conditions on node attributes that an owner must meet.</summary>
    public required IReadOnlyList<string> Requires { get; init; }

    /// <summary>Conditions on node attributes; who meets more of them comes first.</summary>
    public required IReadOnlyList<string> Prefers { get; init; }

    /// <summary><c>Block</c> or <c>FenceNode</c>: what is done when it cannot be stopped.</summary>
    public required string OnStopFailure { get; init; }

    /// <summary><c>GoOn</c> or <c>Stop</c>: what becomes of it while nobody reaches the database and all nodes agree
    /// to go on.</summary>
    public required string OnDatabaseLoss { get; init; }

    /// <summary><c>none</c> for an ordinary group; for a parallel one how many instances run at the same time: a
    /// number, or <c>every-node</c>.</summary>
    public required string InstanceCount { get; init; }

    /// <summary>How many instances of a parallel group one node may own.</summary>
    public required int InstancesPerNode { get; init; }

    /// <summary>How many instances are promoted; 0 if the group has no roles.</summary>
    public required int Promoted { get; init; }

    /// <summary>The instances of a parallel group; of an ordinary one those that are left from when it was
    /// parallel.</summary>
    public required IReadOnlyList<GroupInstanceDto> Instances { get; init; }

    /// <summary>The failovers that count against the threshold, oldest first.</summary>
    public required IReadOnlyList<FailoverDto> Failovers { get; init; }

    /// <summary>Id of the last move taken up or refused; empty if there was none.</summary>
    public required string LastMoveId { get; init; }

    /// <summary>Why the last move was refused; empty if it was taken up.</summary>
    public required string LastMoveRefusal { get; init; }

    /// <summary>The process that owns the group's own processes; null where none runs.</summary>
    public required GuardDto? Guard { get; init; }

    /// <summary>The resource types in use in it, with their DLLs.</summary>
    public required IReadOnlyList<TypeNameDto> Types { get; init; }

    /// <summary>Its resources, by name.</summary>
    public required IReadOnlyList<ResourceDto> Resources { get; init; }

    /// <summary>Revision of what is wanted of it, for <c>?revision=</c>.</summary>
    public required long Revision { get; init; }
}

/// <summary>A group that must be online before another one is started.</summary>
public sealed record GroupDependencyDto
{
    /// <summary>The group that is needed.</summary>
    public required string Group { get; init; }

    /// <summary><c>Anywhere</c>, <c>Local</c> or <c>Elsewhere</c>: where it must be online.</summary>
    public required string Scope { get; init; }
}

/// <summary>One failover because of a resource's failures.</summary>
public sealed record FailoverDto
{
    /// <summary>The node it failed on.</summary>
    public required string From { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What had failed.</summary>
    public required string Reason { get; init; }
}

/// <summary>The guard of a group.</summary>
public sealed record GuardDto
{
    /// <summary>Process id on the owner's machine.</summary>
    public required int Pid { get; init; }
}

/// <summary>The answer to a move: the wish was stored, the coordinator takes it up.</summary>
public sealed record MoveDto
{
    /// <summary>Shows up as the group's <c>lastMoveId</c> once it was taken up or refused.</summary>
    public required string Id { get; init; }

    /// <summary>The group that is to move.</summary>
    public required string Group { get; init; }

    /// <summary>Null lets the coordinator choose.</summary>
    public required string? Target { get; init; }
}
