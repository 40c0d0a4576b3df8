namespace Holdfast.Database;

/// <summary>A set of guards, puts and deletes that commits whole or not at all. Immutable once built.</summary>
public sealed record Transaction
{
    /// <summary>Each must hold: the key's revision is as given, 0 meaning that the key does not exist.</summary>
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    public IReadOnlyList<Put> Puts { get; init; } = [];

    public IReadOnlyList<string> Deletes { get; init; } = [];

    /// <summary>
    /// How hard the commit is written: a renewal may be lost in a power cut, for the boot that made it is gone as well.
    /// </summary>
    public bool Renewal { get; init; }

    /// <summary>
    /// Nobody waits for it: watchers may hear of it with the next commit that is not quiet, or at their safety poll,
    /// instead of at once. An engine that tells them for nothing tells them at once all the same.
    /// </summary>
    public bool Quiet { get; init; }

    /// <summary>A key and the revision it must have; 0 means that it must not exist.</summary>
    public sealed record Guard(string Key, long Revision);

    /// <summary>A key and its new value.</summary>
    public sealed record Put(string Key, ReadOnlyMemory<byte> Value);
}
