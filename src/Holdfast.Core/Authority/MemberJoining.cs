using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>
/// How a node becomes a member: it goes on with a living epoch of its own, or proves that nothing runs and joins.
/// </summary>
internal static class MemberJoining
{
    public static void Start(MemberTurn turn, Survivors survivors)
    {
        if (turn.State.Phase != MemberPhase.Idle)
        {
            return;
        }

        turn.State = turn.State with { Phase = MemberPhase.Starting, Survivors = survivors };
        turn.ReadOwnRow();
    }

    /// <summary>The first look at the own record after a start of the service.</summary>
    public static void Decide(MemberTurn turn, Row<MemberState>? row)
    {
        if (row is not null && MayContinue(turn, row.Value))
        {
            Continue(turn, row);
        }
        else
        {
            // Its own record lives on: nobody else says what became of it while no service was there to.
            bool lost = row is { Value.Alive: true } && turn.State.Identity.Wrote(row.Value)
                && turn.State.Survivors.Epoch == row.Value.Epoch;
            MemberEnding.StopEverything(turn, row?.Value.Epoch ?? 0, lost
                ? "its service was away for longer than its lease"
                : "the service started anew", lost);
        }
    }

    /// <summary>Nothing runs: the own record was read to join from it.</summary>
    public static void Join(MemberTurn turn, Row<MemberState>? row)
    {
        MemberAgentState state = turn.State;
        if (row is not null && row.Value.Alive && !state.Identity.Wrote(row.Value) && !Silent(turn, row.Value))
        {
            return;
        }

        // One attempt at a time: whatever an earlier one is answered from here on is void.
        turn.State = state with
        {
            Row = row,
            Foreign = null,
            Unsettled = turn.Faults.AdoptSupersededJoin ? state.Unsettled : [],
        };
        var joined = new MemberState
        {
            Node = state.Identity.Node,
            Epoch = (row?.Value.Epoch ?? 0) + 1,
            Alive = true,
            Sequence = (row?.Value.Sequence ?? 0) + 1,
            Run = state.Identity.Run,
            View = state.View,
            BootId = state.Identity.BootId,
            AlivePath = state.Identity.AlivePath,
            AliveFile = state.Identity.AliveFile,
            Protections = turn.Protections,
            Watchdog = turn.Watchdog,
            Agrees = state.Identity.AsksOthers,
            Authority = state.Profile.Authority,
            Kill = state.Profile.Kill,
            KillTime = state.Profile.KillTime,
        };
        turn.WriteOwnRow(RequestKind.Join, joined, row?.Revision ?? 0);
    }

    public static void Joined(MemberTurn turn, SentWrite write, long revision)
    {
        MemberAgentState state = turn.State;
        BootTime from = turn.Faults.DeadlineFromAnswer ? turn.Now : write.SentAt;
        BootTime deadline = from + write.Value.Authority;
        if (turn.Now >= deadline)
        {
            // Joined too late to run anything: nothing was started, so the proof still stands for the next attempt.
            turn.State = state with { Unsettled = [] };
            turn.RetryLater();
            return;
        }

        turn.State = state with
        {
            Phase = MemberPhase.Member,
            Epoch = write.Value.Epoch,
            Row = new(write.Value, revision),
            RenewedAt = write.SentAt,
            RenewedUntil = write.SentAt + write.Value.Authority,
            Deadline = deadline,
            KillAt = from + write.Value.Kill,
            Unsettled = turn.Faults.AdoptSupersededJoin ? state.Unsettled : [],
            DueAt = write.SentAt + state.Profile.Heartbeat,
        };
        turn.WritePage();
        turn.Do(new MemberEffect.EpochStarted(write.Value.Epoch, Continued: false));
    }

    private static bool MayContinue(MemberTurn turn, MemberState row)
    {
        Survivors survivors = turn.State.Survivors;
        return row.Alive
            && turn.State.Identity.Wrote(row)
            && survivors.Epoch == row.Epoch
            && survivors.Page.Epoch == row.Epoch
            && (turn.Now < survivors.Page.Until || turn.Faults.LapsedEpochContinued);
    }

    private static void Continue(MemberTurn turn, Row<MemberState> row)
    {
        AuthorityReading page = turn.State.Survivors.Page;
        turn.State = turn.State with
        {
            Phase = MemberPhase.Member,
            Epoch = row.Value.Epoch,
            Row = row,
            RenewedAt = turn.Now,
            RenewedUntil = page.Until,
            Deadline = page.Until,
            KillAt = page.KillAt,
            Survivors = Survivors.None,
        };
        if (turn.Faults.LapsedEpochContinued && turn.Lapsed)
        {
            turn.State = turn.State with { Deadline = turn.Now + turn.State.Profile.Authority };
        }

        turn.Do(new MemberEffect.EpochStarted(row.Value.Epoch, Continued: true));
        MemberRenewal.Renew(turn);
    }

    /// <summary>
    /// Whether a living record that this node did not write in this boot was silent for W. It is usually this node's
    /// own
    /// from before its machine restarted; but it may be that of another machine with the same name, which runs
    /// resources.
    /// </summary>
    private static bool Silent(MemberTurn turn, MemberState row)
    {
        ForeignRecord? known = turn.State.Foreign;
        if (known is null || known.Epoch != row.Epoch || known.Sequence != row.Sequence)
        {
            known = new(row.Epoch, row.Sequence, turn.Now);
        }

        BootTime silentAt = known.Since + Lease.Of(row).Wait;
        turn.State = turn.State with { Foreign = known };
        if (turn.Now >= silentAt)
        {
            return true;
        }

        turn.State = turn.State with { DueAt = BootTime.Min(silentAt, turn.Now + turn.State.Profile.Heartbeat) };
        return false;
    }
}
