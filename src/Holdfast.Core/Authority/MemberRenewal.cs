using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>How a member renews its lease, and how it makes a lease longer or shorter.</summary>
/// <remarks>
/// A longer lease is published first and used after; a shorter one is used first, by every guard, and published after.
/// So
/// at no time can something run for longer than the published record says.
/// </remarks>
internal static class MemberRenewal
{
    public static void Renew(MemberTurn turn)
    {
        MemberAgentState state = turn.State;
        Row<MemberState> row = state.Row ?? throw new InvalidOperationException("A member has a record.");
        Lease wanted = state.Hold is { } hold ? Lease.Holding(state.Profile, hold) : Lease.Of(state.Profile);
        if (row.Value.Kill > wanted.Kill && !state.GuardsConfirmed
            && !turn.Faults.NormalProfilePublishedBeforeGuardsConfirm)
        {
            Shrink(turn, wanted);
            return;
        }

        if (row.Value.Kill > wanted.Kill)
        {
            // Whether or not it is ever answered, this write may take effect: from its sending on only the short lease
            // counts.
            bool slides = state.GuardsConfirmed
                && (state.Unsettled.Count == 0 || turn.Faults.UnsettledShortLeaseSlides);
            BootTime deadlineLimit = slides ? state.DeadlineLimit : state.Deadline;
            BootTime killLimit = slides ? state.KillLimit : state.KillAt;
            turn.State = state with
            {
                Deadline = BootTime.Min(deadlineLimit, turn.Now + wanted.Authority),
                KillAt = BootTime.Min(killLimit, turn.Now + wanted.Kill),
            };
            turn.WritePage();
        }
        else if (turn.Faults.HoldBeforePublished && row.Value.Kill < wanted.Kill)
        {
            turn.State = state with { Deadline = turn.Now + wanted.Authority, KillAt = turn.Now + wanted.Kill };
            turn.WritePage();
        }

        Send(turn, row, wanted);
    }

    /// <summary>A write of this epoch is known to have taken effect.</summary>
    public static void Settle(MemberTurn turn, SentWrite write, long revision)
    {
        MemberAgentState state = turn.State;
        BootTime from = turn.Faults.DeadlineFromAnswer ? turn.Now : write.SentAt;
        turn.State = state with
        {
            Row = new(write.Value, revision),
            RenewedAt = write.SentAt,
            RenewedUntil = write.SentAt + write.Value.Authority,
            Asked = null,
            Deadline = BootTime.Max(state.Deadline, from + write.Value.Authority),
            KillAt = BootTime.Max(state.KillAt, from + write.Value.Kill),
            Unsettled = [],
            Confirming = null,
            GuardsConfirmed = false,
            DueAt = state.Hold is null ? write.SentAt + state.Profile.Heartbeat : turn.Now,
        };
        turn.WritePage();
        if (write.Value.Detached && state.Hold is not null)
        {
            turn.State = turn.State with { Phase = MemberPhase.Detached, DueAt = null, Pending = null };
            turn.Do(new MemberEffect.Detached(ResourcesGoOn: true));
        }
    }

    /// <summary>What guards confirmed, or are asked to, was the lease of the profile before.</summary>
    public static void ChangeProfile(MemberTurn turn, LeaseProfile profile) =>
        turn.State = turn.State with { Profile = profile, Confirming = null, GuardsConfirmed = false };

    public static void GuardsConfirmed(MemberTurn turn, BootTime killAt)
    {
        MemberAgentState state = turn.State;
        if (state.Phase != MemberPhase.Member || state.Confirming is not { } asked || killAt != asked)
        {
            return;
        }

        turn.State = state with { Confirming = null, GuardsConfirmed = true };
        if (state.Pending is null)
        {
            Renew(turn);
        }
    }

    private static void Send(MemberTurn turn, Row<MemberState> row, Lease lease)
    {
        MemberAgentState state = turn.State;
        turn.WriteOwnRow(RequestKind.Renew, row.Value with
        {
            Sequence = Math.Max(row.Value.Sequence, state.LastSequence) + 1,
            Run = state.Identity.Run,
            View = state.ViewRevision > 0 ? state.View : row.Value.View,
            Authority = lease.Authority,
            Kill = lease.Kill,
            KillTime = lease.KillTime,
            Detached = state.Hold is not null,
            Protections = turn.Protections,
            Watchdog = turn.Watchdog,
            Agrees = state.Identity.AsksOthers,
            Relayed = false,
        }, row.Revision);
    }

    /// <summary>
    /// Hands the guards the short lease and asks them to confirm, sliding it within the long one that is still
    /// published.
    /// </summary>
    private static void Shrink(MemberTurn turn, Lease wanted)
    {
        MemberAgentState state = turn.State;
        bool first = state.Confirming is null;
        BootTime deadlineLimit = first ? state.Deadline : state.DeadlineLimit;

        // A little less, so that every guard sets its timer anew: one set long ago has drifted with the kernel's clock.
        TimeSpan moment = TimeSpan.FromTicks(turn.Faults.HoldTimersKept ? 0 : 1);
        BootTime killLimit = first ? state.KillAt - moment : state.KillLimit;
        BootTime killAt = BootTime.Min(killLimit, turn.Now + wanted.Kill);
        turn.State = state with
        {
            Deadline = BootTime.Min(deadlineLimit, turn.Now + wanted.Authority),
            KillAt = killAt,
            DeadlineLimit = deadlineLimit,
            KillLimit = killLimit,
            Confirming = state.Confirming ?? killAt,
            DueAt = turn.Now + state.Profile.Heartbeat,
        };
        turn.WritePage();
        if (first)
        {
            turn.Do(new MemberEffect.ConfirmGuards(killAt));
        }
    }
}
