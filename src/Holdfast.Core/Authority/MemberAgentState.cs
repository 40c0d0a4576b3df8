using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>Everything that a node's membership remembers between two events. Immutable.</summary>
public sealed record MemberAgentState
{
    public required MemberIdentity Identity { get; init; }

    /// <summary>The cluster's profile, as last told.</summary>
    public required LeaseProfile Profile { get; init; }

    public MemberPhase Phase { get; init; } = MemberPhase.Idle;

    /// <summary>The epoch this node is a member with; 0 if none.</summary>
    public long Epoch { get; init; }

    /// <summary>When the epoch ends if it is not renewed. It never rises once it has passed.</summary>
    public BootTime Deadline { get; init; }

    /// <summary>When the guards kill what is left of the epoch.</summary>
    public BootTime KillAt { get; init; }

    /// <summary>When the last renewal was sent that is known to have taken effect.</summary>
    public BootTime RenewedAt { get; init; }

    /// <summary>
    /// When the lease that it wrote is over: from then on others must agree, or the epoch ends. Another profile makes
    /// it neither longer nor shorter before a renewal has written that.
    /// </summary>
    public BootTime RenewedUntil { get; init; }

    /// <summary>What the others were asked to agree to; null while nobody is asked.</summary>
    public AskedAgreement? Asked { get; init; }

    /// <summary>This node's own record as last known.</summary>
    public Row<MemberState>? Row { get; init; }

    /// <summary>The request to the database that is being waited for; null if none is.</summary>
    public PendingRequest? Pending { get; init; }

    /// <summary>When to act next of its own accord; null while an answer is awaited.</summary>
    public BootTime? DueAt { get; init; }

    /// <summary>Number of the last request made; requests are never given a number twice.</summary>
    public long LastRequest { get; init; }

    /// <summary>Writes of this epoch whose outcome is unknown.</summary>
    public ValueList<SentWrite> Unsettled { get; init; } = [];

    /// <summary>
    /// The highest sequence of a renewal sent so far; none is given twice, whatever is known of those before.
    /// </summary>
    public long LastSequence { get; init; }

    /// <summary>The epochs of the members last seen alive.</summary>
    public ValueMap<long> View { get; init; } = ValueMap<long>.Empty;

    /// <summary>The revision <see cref="View"/> was read at; it only rises.</summary>
    public long ViewRevision { get; init; }

    /// <summary>Number of the last request to stop everything.</summary>
    public long StopNumber { get; init; }

    /// <summary>
    /// While guards are asked to confirm: how long the lease that is still published would let the epoch go on.
    /// </summary>
    public BootTime DeadlineLimit { get; init; }

    /// <summary>The same for the guards.</summary>
    public BootTime KillLimit { get; init; }

    /// <summary>Guards were asked to confirm that they kill no later than this; null if they were not asked.</summary>
    public BootTime? Confirming { get; init; }

    /// <summary>Guards confirmed a short lease, so that it may be published.</summary>
    public bool GuardsConfirmed { get; init; }

    /// <summary>The service is leaving and its resources go on for this long.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>The node leaves the cluster in good order.</summary>
    public bool Leaving { get; init; }

    /// <summary>What a restarted service found on the authority page and among living guards and monitors.</summary>
    public Survivors Survivors { get; init; } = Survivors.None;

    /// <summary>The record of another machine, or of an earlier boot, that is being watched for W of silence.</summary>
    public ForeignRecord? Foreign { get; init; }

    internal PlantedFaults Faults { get; init; } = PlantedFaults.None;

    /// <summary>
    /// Whether the machine's watchdog may be fed: while the guards may let resources live, and while it is known that
    /// nothing runs.
    /// </summary>
    public bool MayFeedWatchdog(BootTime now) => Phase switch
    {
        MemberPhase.Member or MemberPhase.Stopping => now < KillAt,
        MemberPhase.Starting => now < Survivors.Page.KillAt,
        MemberPhase.Joining or MemberPhase.Leaving or MemberPhase.Left => true,
        _ => false,
    };

    /// <summary>
    /// When <see cref="MemberAgent.Step"/> must be called even if nothing happens; null if it need not.
    /// </summary>
    public BootTime? WakeAt
    {
        get
        {
            BootTime? due = Pending is null ? DueAt : null;
            return Phase == MemberPhase.Member && !Faults.AuthorityRevived ? Wake.Earlier(due, Deadline) : due;
        }
    }
}

/// <summary>How far a node's membership is.</summary>
public enum MemberPhase
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>Finding out whether an epoch of an earlier run of the service can go on.</summary>
    Starting,

    /// <summary>Waiting for the proof that nothing runs.</summary>
    Stopping,

    /// <summary>Nothing runs; trying to join.</summary>
    Joining,

    /// <summary>A member: it renews and may run resources.</summary>
    Member,

    /// <summary>Nothing runs; telling the others so before it leaves.</summary>
    Leaving,

    /// <summary>The service goes, its resources stay; it does nothing more.</summary>
    Detached,

    /// <summary>It left; it does nothing more.</summary>
    Left,
}

/// <summary>A request to the database whose answer is awaited.</summary>
public sealed record PendingRequest(long Number, RequestKind Kind);

/// <summary>What a request to the database is for.</summary>
public enum RequestKind
{
    ReadRow,
    Join,
    Renew,
    Leave,
}

/// <summary>A write to this node's own record, kept until it is known whether it took effect.</summary>
/// <param name="Number">The request's number.</param>
/// <param name="SentAt">When it was sent; what it gives counts from here.</param>
/// <param name="Value">The record as written.</param>
public sealed record SentWrite(long Number, BootTime SentAt, MemberState Value);

/// <summary>What the others were asked to agree to: that this node goes on for a lease from the asking on.</summary>
/// <param name="Number">The question's number; no two have the same.</param>
/// <param name="SentAt">When they were asked; what it gives counts from here.</param>
/// <param name="Members">Whom, in which epoch: every member that this node's record may name.</param>
/// <param name="Lease">The shortest lease that this node's record may hold.</param>
public sealed record AskedAgreement(long Number, BootTime SentAt, ValueMap<long> Members, Lease Lease);

/// <summary>What a starting service found of an earlier run of itself.</summary>
/// <param name="Epoch">Newest epoch among guards and monitors that live; 0 if none lives.</param>
/// <param name="Page">What the authority page says.</param>
public sealed record Survivors(long Epoch, AuthorityReading Page)
{
    public static Survivors None { get; } = new(0, AuthorityReading.None);
}

/// <summary>A living record that this node did not write in this boot, and since when it has not advanced.</summary>
public sealed record ForeignRecord(long Epoch, long Sequence, BootTime Since);
