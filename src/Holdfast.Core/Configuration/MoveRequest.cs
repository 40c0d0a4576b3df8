namespace Holdfast.Core.Configuration;

/// <summary>
/// A wish to move a group once, consumed by the coordinator: key <c>requests/moves/&lt;g&gt;</c>. It leaves no rule
/// behind.
/// </summary>
public sealed record MoveRequest : StoredRecord
{
    public required string Group { get; init; }

    /// <summary>The node to move to; null lets the coordinator choose the best other one.</summary>
    public string? Target { get; init; }

    /// <summary>Who asked, for the event.</summary>
    public string By { get; init; } = "";

    /// <summary>Tells one wish from the next; shown in the group's state once taken up or refused.</summary>
    public required string Id { get; init; }
}
