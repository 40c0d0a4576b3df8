namespace Holdfast.Client.Dtos;

/// <summary>What would happen.</summary>
public sealed record PlanDto
{
    /// <summary>Whether it came to rest within the time that was played, 15 minutes.</summary>
    public required bool Settled { get; init; }

    /// <summary>What would happen, in order.</summary>
    public required IReadOnlyList<PlanStepDto> Steps { get; init; }

    /// <summary>Where each group would be in the end.</summary>
    public required IReadOnlyList<PlacedGroupDto> Groups { get; init; }
}

/// <summary>One thing that would happen.</summary>
public sealed record PlanStepDto
{
    /// <summary>Milliseconds after the change, if every call took no time.</summary>
    public required double AfterMs { get; init; }

    /// <summary>The node that does it or that it is about; null if none.</summary>
    public required string? Node { get; init; }

    /// <summary>The kind of event that would tell of it.</summary>
    public required string Kind { get; init; }

    /// <summary>The group; null if it is not about one.</summary>
    public required string? Group { get; init; }

    /// <summary>The resource; null if it is not about one.</summary>
    public required string? Resource { get; init; }

    /// <summary>A whole sentence, with the reason.</summary>
    public required string Message { get; init; }
}

/// <summary>A group before and after.</summary>
public sealed record PlacedGroupDto
{
    /// <summary>The group, or the instance of a parallel one.</summary>
    public required string Group { get; init; }

    /// <summary>Its owner now; null if it has none.</summary>
    public required string? Before { get; init; }

    /// <summary>Its owner then; null if it has none.</summary>
    public required string? After { get; init; }

    /// <summary>Why it has no owner, or why something that should be done is not; empty if nothing.</summary>
    public required string Hindrance { get; init; }
}

/// <summary>Kept decisions, made again.</summary>
public sealed record ReplayDto
{
    /// <summary>The decisions, oldest first.</summary>
    public required IReadOnlyList<ReplayedDecisionDto> Decisions { get; init; }
}

/// <summary>A kept decision, made again.</summary>
public sealed record ReplayedDecisionDto
{
    /// <summary>Its id, in order of time.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made, by the wall clock of its node.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The coordinator that made it.</summary>
    public required string Node { get; init; }

    /// <summary>The term of that coordinator.</summary>
    public required long Term { get; init; }

    /// <summary>The revision of the database that was seen.</summary>
    public required long Revision { get; init; }

    /// <summary>The events that told of it.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary><c>Same</c>, <c>Different</c>, or <c>NotKept</c> if what it was made from is not there.</summary>
    public required string Outcome { get; init; }

    /// <summary>What is different.</summary>
    public required string Detail { get; init; }
}
