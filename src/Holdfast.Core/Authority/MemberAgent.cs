using Holdfast.Core.Collections;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>
/// The lease protocol as a node lives it: join, renew, stop when authority ends, hold, leave. A pure step function.
/// </summary>
/// <remarks>
/// After "Safety: the lease protocol", rules 1 and 2; docs/authority.md says which rule is where. Every deadline counts
/// from
/// the time at which a renewal was sent; a deadline that has passed is never extended; every write to the node's own
/// record compares the revision it was made from, so that a late or repeated one changes nothing.
/// </remarks>
public static class MemberAgent
{
    /// <summary>What to do about <paramref name="happened"/>.</summary>
    public static MemberStep Step(MemberAgentState state, MemberEvent happened)
    {
        var turn = new MemberTurn(state, happened.Now);
        if (turn.Lapsed)
        {
            MemberEnding.Lapse(turn);
        }

        Dispatch(turn, happened);
        return new(turn.State, turn.Effects.ToValueList());
    }

    private static void Dispatch(MemberTurn turn, MemberEvent happened)
    {
        switch (happened)
        {
            case MemberEvent.Started started:
                MemberJoining.Start(turn, started.Survivors);
                break;
            case MemberEvent.Tick:
                Tick(turn);
                break;
            case MemberEvent.RowRead read:
                MemberRow.Read(turn, read);
                break;
            case MemberEvent.RowUnreadable unreadable:
                MemberRow.Unreadable(turn, unreadable.Number);
                break;
            case MemberEvent.Answered answered:
                MemberRow.Answered(turn, answered);
                break;
            case MemberEvent.MembersSeen seen:
                MemberRow.Seen(turn, seen);
                break;
            case MemberEvent.NothingRuns nothing:
                MemberEnding.NothingRuns(turn, nothing.Number);
                break;
            case MemberEvent.GuardsConfirmed confirmed:
                MemberRenewal.GuardsConfirmed(turn, confirmed.KillAt);
                break;
            case MemberEvent.OthersAnswered answered:
                MemberAgreement.Answered(turn, answered);
                break;
            case MemberEvent.DetachAsked asked:
                MemberEnding.Detach(turn, asked.Hold);
                break;
            case MemberEvent.LeaveAsked:
                MemberEnding.Leave(turn);
                break;
            case MemberEvent.ProfileChanged changed:
                MemberRenewal.ChangeProfile(turn, changed.Profile);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not an event of a membership.");
        }
    }

    private static void Tick(MemberTurn turn)
    {
        if (turn.State.DueAt is not { } due || turn.Now < due || turn.State.Pending is not null)
        {
            return;
        }

        switch (turn.State.Phase)
        {
            case MemberPhase.Member:
                MemberRenewal.Renew(turn);
                break;
            case MemberPhase.Starting:
            case MemberPhase.Joining:
            case MemberPhase.Leaving:
                turn.ReadOwnRow();
                break;
            default:
                turn.State = turn.State with { DueAt = null };
                break;
        }
    }
}

/// <summary>What came of an event.</summary>
/// <param name="State">The state from now on.</param>
/// <param name="Effects">What to do, in order.</param>
public sealed record MemberStep(MemberAgentState State, ValueList<MemberEffect> Effects)
{
    /// <summary>When to step again with a <see cref="MemberEvent.Tick"/> if nothing else happens.</summary>
    public BootTime? WakeAt => State.WakeAt;
}
