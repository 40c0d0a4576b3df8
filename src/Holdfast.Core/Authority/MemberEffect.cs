using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>What a node's membership asks of the shell around it, in this order: a closed set.</summary>
public abstract record MemberEffect
{
    private MemberEffect()
    {
    }

    /// <summary>
    /// Read this node's own record, and answer with <see cref="MemberEvent.RowRead"/> or RowUnreadable.
    /// </summary>
    public sealed record ReadOwnRow(long Number) : MemberEffect;

    /// <summary>Commit, wait at most L/4, and answer with <see cref="MemberEvent.Answered"/>.</summary>
    public sealed record Commit(long Number, RequestKind Kind, CommitPlan Plan) : MemberEffect;

    /// <summary>Write the authority page, at once.</summary>
    public sealed record WriteAuthority(AuthorityReading Page) : MemberEffect;

    /// <summary>
    /// Stop everything of every epoch up to this one by force, start nothing more of them, and answer with
    /// <see cref="MemberEvent.NothingRuns"/> when nothing runs. <paramref name="Lost"/>: an epoch ended without
    /// <see cref="EpochEnded"/>, while the service was away, and is to be told.
    /// </summary>
    public sealed record StopEverything(long Number, long Epoch, string Reason, bool Lost) : MemberEffect;

    /// <summary>
    /// Answer with <see cref="MemberEvent.GuardsConfirmed"/> when no living guard kills later than this.
    /// </summary>
    public sealed record ConfirmGuards(BootTime KillAt) : MemberEffect;

    /// <summary>
    /// Ask each of these members, in the epoch given, whether it agrees that this node's <paramref name="Epoch"/> goes
    /// on; wait at most L/4, and answer with <see cref="MemberEvent.OthersAnswered"/>.
    /// </summary>
    public sealed record AskOthers(long Number, long Epoch, ValueMap<long> Members) : MemberEffect;

    /// <summary>From here on this node may run resources.</summary>
    public sealed record EpochStarted(long Epoch, bool Continued) : MemberEffect;

    /// <summary>From here on nothing of this epoch may be started.</summary>
    public sealed record EpochEnded(long Epoch, EpochEnd Cause, string Reason) : MemberEffect;

    /// <summary>The hold is published: the service may end.</summary>
    public sealed record Detached(bool ResourcesGoOn) : MemberEffect;

    /// <summary>The node has left: the service may end.</summary>
    public sealed record Left(bool Published) : MemberEffect;
}

/// <summary>Why an epoch ended.</summary>
public enum EpochEnd
{
    /// <summary>Its deadline passed without a renewal.</summary>
    Lapsed,

    /// <summary>It was fenced, or another epoch took its place.</summary>
    Fenced,

    /// <summary>The node leaves.</summary>
    Left,
}
