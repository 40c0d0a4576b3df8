using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.State;

/// <summary>
/// What the coordinator keeps of a node: key <c>state/nodes/&lt;n&gt;</c>. Written by the coordinator only.
/// </summary>
public sealed record NodeState : StoredRecord
{
    public required string Node { get; init; }

    /// <summary>When it was lost, within the quarantine period, oldest first; by the wall clock.</summary>
    public ValueList<DateTimeOffset> Losses { get; init; } = [];

    /// <summary>
    /// It is given nothing until then, unless nothing else can own a group; null if not in quarantine.
    /// </summary>
    public DateTimeOffset? QuarantinedUntil { get; init; }
}
