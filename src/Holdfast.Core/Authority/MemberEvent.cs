using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>What can happen to a node's membership: a closed set.</summary>
/// <param name="Now">The safety clock as read after it happened.</param>
public abstract record MemberEvent(BootTime Now)
{
    /// <summary>The service started.</summary>
    public sealed record Started(BootTime Now, Survivors Survivors) : MemberEvent(Now);

    /// <summary>Nothing but time passed.</summary>
    public sealed record Tick(BootTime Now) : MemberEvent(Now);

    /// <summary>This node's own record was read.</summary>
    public sealed record RowRead(BootTime Now, long Number, Row<MemberState>? Row) : MemberEvent(Now);

    /// <summary>This node's own record could not be read.</summary>
    public sealed record RowUnreadable(BootTime Now, long Number) : MemberEvent(Now);

    /// <summary>A commit was answered, or given up waiting for.</summary>
    public sealed record Answered(BootTime Now, long Number, CommitOutcome Outcome) : MemberEvent(Now);

    /// <summary>All members' records as they were at one revision.</summary>
    public sealed record MembersSeen(BootTime Now, long Revision, ValueMap<Row<MemberState>> Members)
        : MemberEvent(Now);

    /// <summary>Nothing of any epoch runs on this node, nor is being started.</summary>
    public sealed record NothingRuns(BootTime Now, long Number) : MemberEvent(Now);

    /// <summary>No living guard kills later than <paramref name="KillAt"/>.</summary>
    public sealed record GuardsConfirmed(BootTime Now, BootTime KillAt) : MemberEvent(Now);

    /// <summary>How many of the members that were asked agreed; one that did not answer did not.</summary>
    public sealed record OthersAnswered(BootTime Now, long Number, int Agreed) : MemberEvent(Now);

    /// <summary>The service is to stop while its resources go on.</summary>
    public sealed record DetachAsked(BootTime Now, TimeSpan Hold) : MemberEvent(Now);

    /// <summary>The node is to leave: stop everything, say so, end.</summary>
    public sealed record LeaveAsked(BootTime Now) : MemberEvent(Now);

    /// <summary>The cluster's profile is now this one.</summary>
    public sealed record ProfileChanged(BootTime Now, LeaseProfile Profile) : MemberEvent(Now);
}
