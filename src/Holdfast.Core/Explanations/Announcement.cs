namespace Holdfast.Core.Explanations;

/// <summary>An event to be written with the change that it tells of.</summary>
/// <param name="Kind">One of <see cref="Events.EventKinds"/>.</param>
/// <param name="Message">A whole sentence for people.</param>
public sealed record Announcement(string Kind, string Message)
{
    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public string Level { get; init; } = "info";

    public string? Group { get; init; }

    /// <summary>The reason that it tells of, if it has one.</summary>
    public Reason? Reason { get; init; }
}
