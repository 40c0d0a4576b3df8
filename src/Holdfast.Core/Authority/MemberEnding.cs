using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>
/// How an epoch ends: it lapses, is fenced, is held while the service is away, or is left in good order.
/// </summary>
internal static class MemberEnding
{
    /// <summary>How often a node that leaves tries to say so.</summary>
    private const int LeaveTries = 3;

    public static void Lapse(MemberTurn turn)
    {
        string reason = $"no renewal succeeded before {turn.State.Deadline}";
        EndEpoch(turn, EpochEnd.Lapsed, reason);
        AfterEnd(turn, reason);
    }

    public static void Fenced(MemberTurn turn, MemberState? row)
    {
        string reason = row switch
        {
            null => "its record is gone from the database",
            { Alive: false } when row.Epoch == turn.State.Epoch => "it was fenced",
            _ => $"its record is now of epoch {row.Epoch}",
        };
        EndEpoch(turn, EpochEnd.Fenced, reason);

        // By now another node may own what this one runs: nothing is left to stop in good order.
        turn.Do(new MemberEffect.WriteAuthority(AuthorityReading.None));
        AfterEnd(turn, reason);
    }

    public static void StopEverything(MemberTurn turn, long epoch, string reason, bool lost = false)
    {
        MemberAgentState state = turn.State;
        Survivors survivors = state.Survivors;
        long[] epochs = [epoch, state.Epoch, survivors.Epoch, survivors.Page.Epoch];
        turn.State = state with
        {
            Phase = MemberPhase.Stopping,
            Epoch = 0,
            StopNumber = state.StopNumber + 1,
            Survivors = Survivors.None,
            Pending = null,
            DueAt = null,
            Unsettled = [],
            Asked = null,
            Confirming = null,
            GuardsConfirmed = false,
        };
        turn.Do(new MemberEffect.StopEverything(turn.State.StopNumber, epochs.Max(), reason, lost));
    }

    public static void NothingRuns(MemberTurn turn, long number)
    {
        MemberAgentState state = turn.State;
        if (state.Phase != MemberPhase.Stopping || number != state.StopNumber)
        {
            return;
        }

        turn.Do(new MemberEffect.WriteAuthority(AuthorityReading.None));
        if (state.Hold is not null)
        {
            turn.State = state with { Phase = MemberPhase.Detached };
            turn.Do(new MemberEffect.Detached(ResourcesGoOn: false));
            return;
        }

        turn.State = state with { Phase = state.Leaving ? MemberPhase.Leaving : MemberPhase.Joining };
        turn.ReadOwnRow();
    }

    public static void Detach(MemberTurn turn, TimeSpan hold)
    {
        MemberAgentState state = turn.State;
        switch (state.Phase)
        {
            case MemberPhase.Member:
                turn.State = state with { Hold = hold, Confirming = null, GuardsConfirmed = false };
                if (state.Pending is null)
                {
                    MemberRenewal.Renew(turn);
                }

                break;
            case MemberPhase.Stopping:
                turn.State = state with { Hold = hold };
                break;
            case MemberPhase.Detached or MemberPhase.Left:
                break;
            default:
                turn.State = state with { Phase = MemberPhase.Detached, Hold = hold, Pending = null, DueAt = null };
                turn.Do(new MemberEffect.Detached(ResourcesGoOn: state.Phase == MemberPhase.Starting));
                break;
        }
    }

    public static void Leave(MemberTurn turn)
    {
        MemberAgentState state = turn.State;
        if (state.Leaving || state.Phase is MemberPhase.Detached or MemberPhase.Left)
        {
            return;
        }

        turn.State = state with { Leaving = true, Hold = null };
        switch (state.Phase)
        {
            case MemberPhase.Member:
                const string reason = "the node leaves the cluster";
                EndEpoch(turn, EpochEnd.Left, reason);
                StopEverything(turn, 0, reason);
                break;
            case MemberPhase.Starting:
                StopEverything(turn, state.Survivors.Epoch, "the node leaves the cluster");
                break;
            case MemberPhase.Joining:
                turn.State = turn.State with { Phase = MemberPhase.Leaving, Unsettled = [] };
                turn.ReadOwnRow();
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Says by a higher epoch, which nobody lives in, that nothing of the old one runs: a join's proof without the
    /// join.
    /// </summary>
    public static void PublishLeave(MemberTurn turn, Row<MemberState>? row)
    {
        MemberAgentState state = turn.State;
        if (row is null || !state.Identity.Wrote(row.Value) || state.Unsettled.Count >= LeaveTries)
        {
            LeftCluster(turn, published: false);
            return;
        }

        if (state.Unsettled.Any(sent => turn.IsOwn(sent, row.Value)))
        {
            LeftCluster(turn, published: true);
            return;
        }

        turn.WriteOwnRow(RequestKind.Leave, row.Value with
        {
            Epoch = row.Value.Epoch + 1,
            Alive = false,
            Sequence = row.Value.Sequence + 1,
            Run = state.Identity.Run,
            Detached = false,
        }, row.Revision);
    }

    public static void LeftCluster(MemberTurn turn, bool published)
    {
        turn.State = turn.State with { Phase = MemberPhase.Left, DueAt = null, Pending = null, Unsettled = [] };
        turn.Do(new MemberEffect.Left(published));
    }

    private static void EndEpoch(MemberTurn turn, EpochEnd cause, string reason) =>
        turn.Do(new MemberEffect.EpochEnded(turn.State.Epoch, cause, reason));

    private static void AfterEnd(MemberTurn turn, string reason)
    {
        if (turn.Faults.RejoinWithoutStop)
        {
            turn.State = turn.State with { Phase = MemberPhase.Joining, Epoch = 0, Unsettled = [], Pending = null };
            turn.ReadOwnRow();
            return;
        }

        StopEverything(turn, 0, reason);
    }
}
