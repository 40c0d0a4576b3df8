using Holdfast.Core.Configuration;

namespace Holdfast.Core.State;

/// <summary>
/// Who coordinates: key <c>state/coordinator</c>. Changed only by compare-and-set; the term only rises.
/// </summary>
public sealed record CoordinatorState : StoredRecord
{
    public required long Term { get; init; }

    /// <summary>The node that coordinates.</summary>
    public required string Holder { get; init; }

    /// <summary>The holder's epoch when it took the term.</summary>
    public required long HolderEpoch { get; init; }

    /// <summary>Advances while the holder lives.</summary>
    public long Sequence { get; init; }
}
