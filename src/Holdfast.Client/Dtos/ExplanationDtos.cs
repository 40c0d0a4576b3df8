namespace Holdfast.Client.Dtos;

/// <summary>Why a group is where and how it is: one explanation for each of its instances.</summary>
public sealed record GroupExplanationDto
{
    public required string Group { get; init; }

    /// <summary>One; for a parallel group one for each instance.</summary>
    public required IReadOnlyList<InstanceExplanationDto> Instances { get; init; }

    /// <summary>The last events about it with their causes, newest first.</summary>
    public required IReadOnlyList<EventDto> LastDecisions { get; init; }
}

/// <summary>Why an instance of a group is where and how it is.</summary>
public sealed record InstanceExplanationDto
{
    public required string Name { get; init; }

    /// <summary>Its owner; null if it has none.</summary>
    public required string? Owner { get; init; }

    /// <summary>Where it is, how it is and why, in sentences.</summary>
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>Every node, best first: what was considered, and why it lost.</summary>
    public required IReadOnlyList<CandidateDto> Candidates { get; init; }

    public required IReadOnlyList<WaitingDto> WaitsFor { get; init; }

    /// <summary>What the coordinator does with it as things are now; empty for nothing.</summary>
    public required string Next { get; init; }
}

/// <summary>A node as it was considered for a group.</summary>
public sealed record CandidateDto
{
    public required string Node { get; init; }

    public required bool CanOwn { get; init; }

    public required bool IsOwner { get; init; }

    public required string Why { get; init; }
}

/// <summary>Something that is waited for.</summary>
public sealed record WaitingDto
{
    public required string For { get; init; }

    /// <summary>When the wait ends by itself; null if it does not.</summary>
    public required DateTimeOffset? Until { get; init; }
}

/// <summary>Why a resource is as it is.</summary>
public sealed record ResourceExplanationDto
{
    public required string Resource { get; init; }

    public required IReadOnlyList<ResourceReasonsDto> Instances { get; init; }

    /// <summary>The last events about it with their causes, newest first.</summary>
    public required IReadOnlyList<EventDto> LastEvents { get; init; }
}

/// <summary>Why an instance of a resource is as it is.</summary>
public sealed record ResourceReasonsDto
{
    public required string Name { get; init; }

    public required string State { get; init; }

    public required IReadOnlyList<string> Summary { get; init; }

    public required IReadOnlyList<WaitingDto> WaitsFor { get; init; }
}

/// <summary>Why a node is as it is.</summary>
public sealed record NodeExplanationDto
{
    public required string Node { get; init; }

    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>Every group, and why it is on the node or is not.</summary>
    public required IReadOnlyList<GroupOnNodeDto> Groups { get; init; }

    public required IReadOnlyList<WaitingDto> WaitsFor { get; init; }
}

/// <summary>A group as seen from a node.</summary>
public sealed record GroupOnNodeDto
{
    public required string Group { get; init; }

    public required bool IsOwner { get; init; }

    public required string Why { get; init; }
}
