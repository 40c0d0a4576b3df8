using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.State;

/// <summary>Who owns a group: key <c>state/groups/&lt;g&gt;</c>. Written by the coordinator only.</summary>
public sealed record GroupState : StoredRecord
{
    public required string Group { get; init; }

    /// <summary>The owner; null while it has none.</summary>
    public string? Owner { get; init; }

    /// <summary>The owner's epoch when it was assigned.</summary>
    public long OwnerEpoch { get; init; }

    /// <summary>The fencing token: rises with every assignment and never falls.</summary>
    public long Generation { get; init; }

    /// <summary>
    /// The owner is asked to stop everything and to report it stopped, so that the group can go elsewhere.
    /// </summary>
    public bool WantedStop { get; init; }

    /// <summary>Where it goes once stopped; null lets the coordinator choose then.</summary>
    public string? IntendedOwner { get; init; }

    /// <summary>
    /// Why the owner is the owner, why it is to stop the group, or why there is no owner; in words.
    /// </summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// Why something that should be done is not: its failover limit is reached, it cannot be stopped; empty if nothing.
    /// </summary>
    public string Hindrance { get; init; } = "";

    /// <summary>The failovers that count against FailoverThreshold, oldest first.</summary>
    public ValueList<FailoverRecord> Failovers { get; init; } = [];

    /// <summary>
    /// More preferred owners that could have owned it when it was assigned, with their epochs then: it does not fail
    /// back to
    /// one of them before that node was down.
    /// </summary>
    public ValueMap<long> PassedOver { get; init; } = ValueMap<long>.Empty;

    /// <summary>When it was given to its owner, by the wall clock; for delays and explanations.</summary>
    public DateTimeOffset? AssignedAt { get; init; }

    /// <summary>
    /// It is kept offline until somebody asks for it: the <see cref="Configuration.GroupConfig.OnlineAsked"/> at which
    /// that was decided; null if it is not held.
    /// </summary>
    public long? HeldAt { get; init; }

    /// <summary>The node that it was drained from, for a resume that brings it back.</summary>
    public string? DrainedFrom { get; init; }

    /// <summary>What an instance of a parallel group with roles is to be.</summary>
    public InstanceRole Role { get; init; }

    /// <summary>Rises with every change of the role within a generation; the owner answers with it.</summary>
    public long RoleToken { get; init; }

    /// <summary>The last move request taken up or refused.</summary>
    public string LastMoveId { get; init; } = "";

    /// <summary>Why the last move request was refused; empty if it was taken up.</summary>
    public string LastMoveRefusal { get; init; } = "";
}

/// <summary>One failover because of a resource's failures.</summary>
/// <param name="From">The node it failed on.</param>
/// <param name="At">Wall-clock time, for the period; decides nothing about safety.</param>
/// <param name="Reason">What failed.</param>
public sealed record FailoverRecord(string From, DateTimeOffset At, string Reason)
{
    /// <summary>An empty one, for what reads documents: it then sets member by member.</summary>
    public FailoverRecord()
        : this("", default, "")
    {
    }
}
