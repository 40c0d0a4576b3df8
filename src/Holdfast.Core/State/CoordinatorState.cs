using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.State;

/// <summary>
/// Who coordinates: key <c>state/coordinator</c>. Changed only by compare-and-set; the term only rises.
/// </summary>
/// <remarks>There is no heartbeat of its own: the holder lives while its member record advances in the same
/// epoch.</remarks>
public sealed record CoordinatorState : StoredRecord
{
    public required long Term { get; init; }

    /// <summary>The node that coordinates.</summary>
    public required string Holder { get; init; }

    /// <summary>The holder's epoch when it took the term.</summary>
    public required long HolderEpoch { get; init; }

    /// <summary>
    /// When the cluster was formed anew, by the wall clock: a term was taken by a member that had not been there
    /// before, and that met nobody who had.
    /// </summary>
    public DateTimeOffset? FormedAt { get; init; }

    /// <summary>
    /// The nodes from which a power-off failed: every other member takes the term over, for what keeps it from
    /// succeeding may be one machine's. Empty if the holder keeps the term.
    /// </summary>
    public ValueList<string> HandsOver { get; init; } = [];

    /// <summary>The epochs of the members that were alive when it was written last: who was there.</summary>
    public ValueMap<long> Roster { get; init; } = ValueMap<long>.Empty;
}
