namespace Holdfast.Client.Requests;

/// <summary>The settings of a group; in a change, members left out stay as they are.</summary>
public abstract record GroupSettingsRequest
{
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>Nodes in order of preference.</summary>
    public IReadOnlyList<string>? PreferredOwners { get; init; }

    /// <summary>The only nodes that may own it; empty means every node.</summary>
    public IReadOnlyList<string>? PossibleOwners { get; init; }

    /// <summary>Failovers allowed within the period: a number, or <c>default</c> for the number of nodes less
    /// one.</summary>
    public string? FailoverThreshold { get; init; }

    /// <summary>A duration such as <c>6h</c>.</summary>
    public string? FailoverPeriod { get; init; }

    /// <summary>Whether it goes back to its most preferred owner when that is up again.</summary>
    public bool? AutoFailback { get; init; }

    /// <summary>The hours in which it may go back, such as <c>22-6</c>, or <c>any</c>.</summary>
    public string? FailbackWindow { get; init; }

    /// <summary>3000 high, 2000 medium, 1000 low, 0 not started by itself.</summary>
    public int? Priority { get; init; }

    /// <summary>Class names; groups that share one avoid each other's nodes.</summary>
    public IReadOnlyList<string>? AntiAffinity { get; init; }

    /// <summary>Class names; groups that share one are placed on the same node where that is possible.</summary>
    public IReadOnlyList<string>? Affinity { get; init; }

    /// <summary>Groups that must be online before this one is started, all anew.</summary>
    public IReadOnlyList<GroupDependencyRequest>? DependsOn { get; init; }

    /// <summary>How long its owner waits before it starts the group, at most <c>30min</c>.</summary>
    public string? GroupStartDelay { get; init; }

    /// <summary>Quantities that a node must have free to own it, by name; null removes one.</summary>
    public IReadOnlyDictionary<string, long?>? Needs { get; init; }

    /// <summary>Conditions on node attributes that an owner must meet: <c>a=v</c>, <c>a!=v</c>, <c>a</c>,
    /// <c>!a</c>.</summary>
    public IReadOnlyList<string>? Requires { get; init; }

    /// <summary>Conditions on node attributes; who meets more of them comes first.</summary>
    public IReadOnlyList<string>? Prefers { get; init; }

    /// <summary><c>Block</c> or <c>FenceNode</c>: what is done when it cannot be stopped.</summary>
    public string? OnStopFailure { get; init; }

    /// <summary><c>GoOn</c> or <c>Stop</c>: what becomes of it while nobody reaches the database and all nodes agree
    /// to go on.</summary>
    public string? OnDatabaseLoss { get; init; }

    /// <summary>How many instances of a parallel group run at the same time: a number up to 1000, <c>every-node</c>,
    /// or <c>none</c> for an ordinary group.</summary>
    public string? InstanceCount { get; init; }

    /// <summary>How many instances of a parallel group one node may own, 1 to 100.</summary>
    public int? InstancesPerNode { get; init; }

    /// <summary>How many instances are promoted; 0 if the group has no roles.</summary>
    public int? Promoted { get; init; }
}

/// <summary>Body of <c>POST /api/v1/groups</c>; members left out have their default.</summary>
public sealed record CreateGroupRequest : GroupSettingsRequest
{
    /// <summary>Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63.</summary>
    public required string Name { get; init; }
}

/// <summary>Body of <c>PATCH /api/v1/groups/{name}</c>; members left out stay as they are.</summary>
public sealed record UpdateGroupRequest : GroupSettingsRequest;

/// <summary>A group that must be online first.</summary>
public sealed record GroupDependencyRequest
{
    /// <summary>Name of the group.</summary>
    public required string Group { get; init; }

    /// <summary><c>Anywhere</c> (if left out), <c>Local</c> or <c>Elsewhere</c>: where it must be online.</summary>
    public string? Scope { get; init; }
}

/// <summary>Body of <c>POST /api/v1/groups/{name}/move</c>.</summary>
public sealed record MoveGroupRequest
{
    /// <summary>The node to move to; left out, the coordinator chooses the best other one.</summary>
    public string? Target { get; init; }
}
