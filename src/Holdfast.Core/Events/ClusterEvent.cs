using Holdfast.Core.Configuration;

namespace Holdfast.Core.Events;

/// <summary>One thing that happened, with its cause: key <c>events/&lt;id&gt;</c>, ids in order of time.</summary>
public sealed record ClusterEvent : StoredRecord
{
    public required string Id { get; init; }

    /// <summary>Wall-clock time on the node that wrote it.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Node { get; init; }

    /// <summary>
    /// Stable name, e.g. <c>MonitorDied</c>, <c>ResourceOnline</c>, <c>GroupAssigned</c>; see <see
    /// cref="EventKinds"/>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public string Level { get; init; } = "info";

    public string? Group { get; init; }

    public string? Resource { get; init; }

    public string? Type { get; init; }

    /// <summary>A whole sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Id of the event that caused this one.</summary>
    public string? Cause { get; init; }
}
