namespace Holdfast.Client.Dtos;

/// <summary>The newest health polls of a resource, at most 60.</summary>
public sealed record PollHistoryDto
{
    /// <summary>From when on its monitor has hosted it; a monitor that died took what it knew along.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<PollDto> Polls { get; init; }
}

/// <summary>One health poll.</summary>
public sealed record PollDto
{
    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>LooksAlive</c>, or <c>IsAlive</c> also where a LooksAlive that said no was before it.</summary>
    public required string Kind { get; init; }

    /// <summary><c>Ok</c>, <c>Degraded</c> or <c>Failed</c>.</summary>
    public required string Health { get; init; }

    /// <summary>Why it is not Ok; empty if it is.</summary>
    public required string Text { get; init; }

    /// <summary>How long it took, in ms.</summary>
    public required double TookMs { get; init; }
}
