using System.Text.Json.Serialization;

namespace Holdfast.Lab.Cases;

/// <summary>One line of <c>make cases</c>; names as COMMANDS says.</summary>
public sealed record CaseResult
{
    public required int Case { get; init; }

    /// <summary>How often the fault was injected.</summary>
    public required int Times { get; init; }

    /// <summary>How often database and APIs were asked meanwhile.</summary>
    public required long Polls { get; init; }

    /// <summary>
    /// Answers in which a type, its DLL, hash or intervals, or a resource's type was null, empty, missing or
    /// changed.
    /// </summary>
    public required long NullReads { get; init; }

    /// <summary>The most events that told of one monitor's death: 1, or 0 where none died.</summary>
    public required long DeathEvents { get; init; }

    /// <summary>Longest time in which the client of a healthy neighbour was not served.</summary>
    public required double InterruptionMs { get; init; }

    public required bool Pass { get; init; }

    /// <summary>What the case is.</summary>
    [JsonIgnore]
    public string Title { get; init; } = "";

    /// <summary>Why it did not pass.</summary>
    [JsonIgnore]
    public string? Failure { get; init; }
}
