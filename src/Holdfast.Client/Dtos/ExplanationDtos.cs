namespace Holdfast.Client.Dtos;

/// <summary>Why a group is where and how it is: one explanation for each of its instances.</summary>
public sealed record GroupExplanationDto
{
    /// <summary>The group, or the instance that was asked for.</summary>
    public required string Group { get; init; }

    /// <summary>One; for a parallel group one for each instance.</summary>
    public required IReadOnlyList<InstanceExplanationDto> Instances { get; init; }

    /// <summary>The last events about it with their causes, newest first.</summary>
    public required IReadOnlyList<EventDto> LastDecisions { get; init; }
}

/// <summary>Why an instance of a group is where and how it is.</summary>
public sealed record InstanceExplanationDto
{
    /// <summary>The group, or the instance of a parallel one.</summary>
    public required string Name { get; init; }

    /// <summary>Its owner; null if it has none.</summary>
    public required string? Owner { get; init; }

    /// <summary>Where it is, how it is and why, in sentences.</summary>
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>Every node, best first: what was considered, and why it lost.</summary>
    public required IReadOnlyList<CandidateDto> Candidates { get; init; }

    /// <summary>What is waited for before anything more is done with it.</summary>
    public required IReadOnlyList<WaitingDto> WaitsFor { get; init; }

    /// <summary>What the coordinator does with it as things are now; empty for nothing.</summary>
    public required string Next { get; init; }
}

/// <summary>A node as it was considered for a group.</summary>
public sealed record CandidateDto
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>Whether it could own the group now.</summary>
    public required bool CanOwn { get; init; }

    /// <summary>Whether it does.</summary>
    public required bool IsOwner { get; init; }

    /// <summary>Why it is the owner, would be, or is not.</summary>
    public required string Why { get; init; }
}

/// <summary>Something that is waited for.</summary>
public sealed record WaitingDto
{
    /// <summary>What, in words.</summary>
    public required string For { get; init; }

    /// <summary>When the wait ends by itself; null if it does not.</summary>
    public required DateTimeOffset? Until { get; init; }
}

/// <summary>Why a resource is as it is.</summary>
public sealed record ResourceExplanationDto
{
    /// <summary>The resource, or the instance that was asked for.</summary>
    public required string Resource { get; init; }

    /// <summary>One; in a parallel group one for each instance.</summary>
    public required IReadOnlyList<ResourceReasonsDto> Instances { get; init; }

    /// <summary>The last events about it with their causes, newest first.</summary>
    public required IReadOnlyList<EventDto> LastEvents { get; init; }
}

/// <summary>Why an instance of a resource is as it is.</summary>
public sealed record ResourceReasonsDto
{
    /// <summary>The resource as its instance names it.</summary>
    public required string Name { get; init; }

    /// <summary>Its state.</summary>
    public required string State { get; init; }

    /// <summary>How it is and why, in sentences.</summary>
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>What it waits for.</summary>
    public required IReadOnlyList<WaitingDto> WaitsFor { get; init; }
}

/// <summary>Why a node is as it is.</summary>
public sealed record NodeExplanationDto
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>How it is and why, in sentences.</summary>
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>Every group, and why it is on the node or is not.</summary>
    public required IReadOnlyList<GroupOnNodeDto> Groups { get; init; }

    /// <summary>What is waited for.</summary>
    public required IReadOnlyList<WaitingDto> WaitsFor { get; init; }
}

/// <summary>A group as seen from a node.</summary>
public sealed record GroupOnNodeDto
{
    /// <summary>The group, or the instance of a parallel one.</summary>
    public required string Group { get; init; }

    /// <summary>Whether the node owns it.</summary>
    public required bool IsOwner { get; init; }

    /// <summary>Why it does, or does not.</summary>
    public required string Why { get; init; }
}
