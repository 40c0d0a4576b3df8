using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;

namespace Holdfast.Core.State;

/// <summary>
/// A transaction as plain values, so that the service commits to the real database what the simulator commits to its
/// own.
/// </summary>
public sealed record CommitPlan
{
    /// <summary>Each must hold for anything to happen.</summary>
    public ValueList<RowGuard> Guards { get; init; } = [];

    public ValueList<RowPut> Puts { get; init; } = [];

    public ValueList<string> Deletes { get; init; } = [];

    /// <summary>It only renews: a power cut may lose it, for the boot that made it is gone as well.</summary>
    public bool Renewal { get; init; }

    /// <summary>The events that tell of it, to be stored in the same transaction.</summary>
    public ValueList<Announcement> Announcements { get; init; } = [];
}

/// <summary>A key and the revision it must have; 0 means that it must not exist.</summary>
public sealed record RowGuard(string Key, long Revision);

/// <summary>A key and its new record.</summary>
public sealed record RowPut(string Key, StoredRecord Value);

/// <summary>What a commit came to: a closed set.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>It took effect, as this revision.</summary>
    public sealed record Committed(long Revision) : CommitOutcome;

    /// <summary>A guard on this key did not hold; nothing changed.</summary>
    public sealed record Conflict(string Key) : CommitOutcome;

    /// <summary>It did not take effect and will not.</summary>
    public sealed record NotDone(string Reason) : CommitOutcome;

    /// <summary>It may have taken effect or may yet.</summary>
    public sealed record Unknown(string Reason) : CommitOutcome;
}
