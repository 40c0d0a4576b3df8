using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.State;

/// <summary>
/// The power-off of a node in one epoch, from the intent to its confirmation: key <c>state/fences/&lt;n&gt;</c>.
/// Written by the coordinator, and by the API when an operator asks for it.
/// </summary>
/// <remarks>
/// The intent is committed before anything is done. Only <see cref="FencePhase.Confirmed"/> says anything about the
/// node, and only about this epoch.
/// </remarks>
public sealed record FenceState : StoredRecord
{
    /// <summary>How many notes are kept.</summary>
    private const int MostNotes = 50;

    public required string Node { get; init; }

    /// <summary>The node's epoch that it is about; it means nothing for any other.</summary>
    public required long Epoch { get; init; }

    /// <summary>The boot of the node's machine in that epoch.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Tells it from the node's other power-offs.</summary>
    public required string Id { get; init; }

    public required FencePhase Phase { get; init; }

    /// <summary>Who wanted it: a person, or the coordinator that was there.</summary>
    public string By { get; init; } = "";

    /// <summary>Whether the coordinator wanted it, by itself, and only for as long as a group is blocked there.
    /// </summary>
    public bool Automatic { get; init; }

    /// <summary>Whether a device was told to, or is about to be.</summary>
    public bool Switching { get; init; }

    /// <summary>Why, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Which member carries it out, or did last.</summary>
    public string Holder { get; init; } = "";

    public long HolderEpoch { get; init; }

    /// <summary>Whether another holder had it before, or one that was asked for earlier in this epoch had one: an agent
    /// that was begun then may run still.</summary>
    /// <remarks>Null in records of earlier versions, which do not say.</remarks>
    public bool? HeldBefore { get; init; }

    /// <summary>The nodes from which it failed, while there are others from which it was not tried yet.</summary>
    public ValueList<string> TriedFrom { get; init; } = [];

    /// <summary>The level that is tried, or that succeeded.</summary>
    public int Level { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>The devices that did it.</summary>
    public string Devices { get; init; } = "";

    /// <summary>Those of them that are to power it on again, and have not yet.</summary>
    public ValueList<string> OnOwed { get; init; } = [];

    /// <summary>Whether none of those took its power; null in records of earlier versions, which do not say.</summary>
    public bool? CutOnly { get; init; }

    /// <summary>The devices that cut it off in this very epoch, confirmed; empty if none did. It stands while a device
    /// that takes the power is tried after them.</summary>
    public string CutOff { get; init; } = "";

    /// <summary>What came of it last, in words.</summary>
    public string Text { get; init; } = "";

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>When a failed one is begun again, by the wall clock; null for never.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>
    /// The devices that may have cut the node off, in this power-off or an earlier one, and have not let it in since.
    /// Written before they are told to.
    /// </summary>
    public ValueList<string> CutBy { get; init; } = [];

    /// <summary>
    /// Of each device with which the node itself registers whenever it joins, when it did so last. What such a device
    /// says of a node that did not means nothing: it may know another name of it.
    /// </summary>
    public ValueList<DeviceRegistration> Registered { get; init; } = [];

    /// <summary>Who is at letting the node in, or died over it; null if nobody is.</summary>
    public LettingIn? LettingIn { get; init; }

    /// <summary>How often letting it in failed since it last succeeded.</summary>
    public int LetInFailures { get; init; }

    /// <summary>Why it failed last, in words; empty if it did not.</summary>
    public string LetInTrouble { get; init; } = "";

    /// <summary>When it is tried again, by the wall clock; null for now.</summary>
    public DateTimeOffset? LetInNextTryAt { get; init; }

    /// <summary>
    /// When power-offs of this node were begun, as far as they count for the cap, by the wall clock of who wrote it,
    /// which only tells them apart; oldest first.
    /// </summary>
    public ValueList<DateTimeOffset> Begun { get; init; } = [];

    /// <summary>What happened, oldest first, of this one and of those before it.</summary>
    public ValueList<FenceNote> Notes { get; init; } = [];

    /// <summary>This one, of a power-off that is new, with what stays of the node's record so far.</summary>
    /// <param name="before">The record so far; null if the node has none.</param>
    public FenceState After(FenceState? before) => before is null ? this : this with
    {
        Notes = before.Notes, CutBy = before.CutBy, LettingIn = before.LettingIn, Registered = before.Registered,
        CutOff = IsOf(before.Epoch, before.BootId) ? before.WhoCutOff() : "",
        HeldBefore = IsOf(before.Epoch, before.BootId)
            && (before.HeldBefore == true || before.Holder.Length > 0),
    };

    /// <summary>Whether no device that did it took the node's power.</summary>
    public bool IsCutOnly() => CutOnly ?? Devices.Split(" and ").All(device => CutBy.Contains(device));

    /// <summary>The devices that cut the node off in this epoch, confirmed; empty if none did. Records of earlier
    /// versions name them only while they are confirmed.</summary>
    public string WhoCutOff() =>
        CutOff.Length == 0 && Phase == FencePhase.Confirmed && IsCutOnly() ? Devices : CutOff;

    /// <summary>Whether it is about this life of the member, and no other.</summary>
    public bool Concerns(MemberState member) => IsOf(member.Epoch, member.BootId);

    /// <summary>The same with one more note, which is its text as well.</summary>
    public FenceState Noted(DateTimeOffset at, string who, string text) => this with
    {
        ChangedAt = at,
        Text = text,
        Notes = ValueList.ToValueList(Notes.Append(new FenceNote(at, who, text)).TakeLast(MostNotes)),
    };

    private bool IsOf(long epoch, string bootId) =>
        epoch == Epoch && string.Equals(bootId, BootId, StringComparison.Ordinal);
}

/// <summary>A device is being told to let a node in again.</summary>
/// <remarks>
/// It is written before the device is told. As long as it stands, a device may let the node in at any moment, so no
/// power-off is worth anything: who wants one waits for <see cref="Limit"/> first.
/// </remarks>
public sealed record LettingIn
{
    public string Device { get; init; } = "";

    /// <summary>The revision of the device that was told: one of its name that is added later is another.</summary>
    public long Revision { get; init; }

    /// <summary>The member that runs the agent, and its epoch.</summary>
    public string By { get; init; } = "";

    public long ByEpoch { get; init; }

    /// <summary>After so long, from before it was written, the agent has ended or was killed.</summary>
    public TimeSpan Limit { get; init; }
}

/// <summary>A node ran a device's agent itself, and is known to the device since.</summary>
public sealed record DeviceRegistration
{
    public string Device { get; init; } = "";

    /// <summary>The revision of the device.</summary>
    public long Revision { get; init; }

    /// <summary>The node's epoch in which it did.</summary>
    public long Epoch { get; init; }
}

/// <summary>How far a power-off has come.</summary>
public enum FencePhase
{
    /// <summary>It is wanted, but too many were begun lately.</summary>
    Held,

    /// <summary>It is wanted and will be begun.</summary>
    Intended,

    /// <summary>Its holder is at it, or died over it.</summary>
    Running,

    /// <summary>The node was powered off, and the device said afterwards that it is off.</summary>
    Confirmed,

    /// <summary>No level succeeded: nothing is known of the node.</summary>
    Failed,

    /// <summary>It is wanted no more: the node came back in another epoch, or nothing is blocked there.</summary>
    Withdrawn,

    /// <summary>None was wanted yet: the record only says with which devices the node has registered.</summary>
    None,
}

/// <summary>Something that happened to a power-off.</summary>
/// <param name="At">By the wall clock of who wrote it.</param>
/// <param name="Who">The node or person.</param>
/// <param name="Text">What happened.</param>
public sealed record FenceNote(DateTimeOffset At, string Who, string Text)
{
    /// <summary>An empty one, for what reads documents: it then sets member by member.</summary>
    public FenceNote()
        : this(default, "", "")
    {
    }
}
