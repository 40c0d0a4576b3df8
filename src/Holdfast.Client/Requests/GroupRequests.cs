namespace Holdfast.Client.Requests;

/// <summary>Body of <c>POST /api/v1/groups</c>; members left out have their default.</summary>
public sealed record CreateGroupRequest
{
    /// <summary>Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63.</summary>
    public required string Name { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>Nodes in order of preference.</summary>
    public IReadOnlyList<string>? PreferredOwners { get; init; }

    /// <summary>The only nodes that may own it; empty means every node.</summary>
    public IReadOnlyList<string>? PossibleOwners { get; init; }

    /// <summary>Failovers allowed within the period; null means the number of nodes less one.</summary>
    public int? FailoverThreshold { get; init; }

    /// <summary>A duration such as <c>6h</c>.</summary>
    public string? FailoverPeriod { get; init; }

    /// <summary>Whether it goes back to its most preferred owner when that is up again.</summary>
    public bool? AutoFailback { get; init; }

    /// <summary>3000 high, 2000 medium, 1000 low, 0 not started by itself.</summary>
    public int? Priority { get; init; }

    /// <summary>For a parallel group: how many instances run at the same time; 0 for one on every node.</summary>
    public int? Instances { get; init; }

    /// <summary>How many instances of a parallel group one node may own.</summary>
    public int? InstancesPerNode { get; init; }

    /// <summary>How many instances of a parallel group are promoted.</summary>
    public int? Promoted { get; init; }
}

/// <summary>Body of <c>PATCH /api/v1/groups/{name}</c>; members left out stay as they are.</summary>
public sealed record UpdateGroupRequest
{
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>Nodes in order of preference.</summary>
    public IReadOnlyList<string>? PreferredOwners { get; init; }

    /// <summary>The only nodes that may own it; empty means every node.</summary>
    public IReadOnlyList<string>? PossibleOwners { get; init; }

    /// <summary>Failovers allowed within the period; null means the number of nodes less one.</summary>
    public int? FailoverThreshold { get; init; }

    /// <summary>A duration such as <c>6h</c>.</summary>
    public string? FailoverPeriod { get; init; }

    /// <summary>Whether it goes back to its most preferred owner when that is up again.</summary>
    public bool? AutoFailback { get; init; }

    /// <summary>3000 high, 2000 medium, 1000 low, 0 not started by itself.</summary>
    public int? Priority { get; init; }

    /// <summary>For a parallel group: how many instances run at the same time; 0 for one on every node.</summary>
    public int? Instances { get; init; }

    /// <summary>How many instances of a parallel group one node may own.</summary>
    public int? InstancesPerNode { get; init; }

    /// <summary>How many instances of a parallel group are promoted.</summary>
    public int? Promoted { get; init; }
}

/// <summary>Body of <c>POST /api/v1/groups/{name}/move</c>.</summary>
public sealed record MoveGroupRequest
{
    /// <summary>The node to move to; left out, the coordinator chooses the best other one.</summary>
    public string? Target { get; init; }
}

/// <summary>Body of <c>POST /api/v1/nodes/{name}/pause</c>.</summary>
public sealed record PauseNodeRequest
{
    /// <summary>Also move its groups away.</summary>
    public bool? Drain { get; init; }
}
