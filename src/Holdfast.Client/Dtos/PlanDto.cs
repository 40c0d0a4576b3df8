namespace Holdfast.Client.Dtos;

/// <summary>What would happen.</summary>
public sealed record PlanDto
{
    /// <summary>Whether it came to rest within the time that was played, 15 minutes.</summary>
    public required bool Settled { get; init; }

    public required IReadOnlyList<PlanStepDto> Steps { get; init; }

    /// <summary>Where each group would be in the end.</summary>
    public required IReadOnlyList<PlacedGroupDto> Groups { get; init; }
}

/// <summary>One thing that would happen.</summary>
public sealed record PlanStepDto
{
    /// <summary>Milliseconds after the change, if every call took no time.</summary>
    public required double AfterMs { get; init; }

    public required string? Node { get; init; }

    /// <summary>The kind of event that would tell of it.</summary>
    public required string Kind { get; init; }

    public required string? Group { get; init; }

    public required string? Resource { get; init; }

    public required string Message { get; init; }
}

/// <summary>A group before and after.</summary>
public sealed record PlacedGroupDto
{
    public required string Group { get; init; }

    public required string? Before { get; init; }

    public required string? After { get; init; }

    /// <summary>Why it has no owner, or why something that should be done is not; empty if nothing.</summary>
    public required string Hindrance { get; init; }
}

/// <summary>Kept decisions, made again.</summary>
public sealed record ReplayDto
{
    public required IReadOnlyList<ReplayedDecisionDto> Decisions { get; init; }
}

/// <summary>A kept decision, made again.</summary>
public sealed record ReplayedDecisionDto
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Node { get; init; }

    public required long Term { get; init; }

    /// <summary>The revision of the database that was seen.</summary>
    public required long Revision { get; init; }

    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary><c>Same</c>, <c>Different</c>, or <c>NotKept</c> if what it was made from is not there.</summary>
    public required string Outcome { get; init; }

    /// <summary>What is different.</summary>
    public required string Detail { get; init; }
}
