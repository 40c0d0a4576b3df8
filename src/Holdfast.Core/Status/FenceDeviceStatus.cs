using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Status;

/// <summary>
/// Which nodes a fence device has, as it listed them when the coordinator asked it last, or whether one answers whose
/// nodes somebody named: key <c>status/fence/&lt;device&gt;</c>.
/// </summary>
/// <remarks>
/// It says which devices are tried, not which plug is switched: who carries a power-off out asks again unless it has
/// just been told.
/// </remarks>
public sealed record FenceDeviceStatus : StoredRecord
{
    public required string Device { get; init; }

    /// <summary>The nodes that it listed at any time, and what each was called on it last.</summary>
    public ValueMap<string> Hosts { get; init; } = ValueMap<string>.Empty;

    /// <summary>The nodes that may be more than one of its plugs, or share one with another, as it listed them last.
    /// </summary>
    public ValueList<string> Unclear { get; init; } = [];

    /// <summary>When it listed them, by the wall clock of who asked; null if it never did.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>The node that asked it last.</summary>
    public string AskedBy { get; init; } = "";

    /// <summary>What is wrong with its last answer, in words; empty if nothing is.</summary>
    public string Trouble { get; init; } = "";
}
