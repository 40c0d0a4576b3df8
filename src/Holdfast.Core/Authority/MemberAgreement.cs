using Holdfast.Core.Collections;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>
/// How a member goes on when nobody reaches the database: every member that its record may name must agree (failsafe).
/// </summary>
/// <remarks>
/// After rule 10 of "Safety: the lease protocol". Whoever could take this node's groups is among those that are
/// asked, or waits until one of them can agree no more (<see cref="Agreement"/>). So all must be asked
/// that stand in the record as it is in the database: in the one last known, and in every later one whose fate is
/// unknown. A service that has just started does not know what an earlier run of it had under way, and asks only
/// after a renewal of its own.
/// </remarks>
public static class MemberAgreement
{
    /// <summary>How many H without a renewal before the others are asked.</summary>
    public const double Patience = 2.2;

    /// <summary>The database is out of reach: asks the others if it is time.</summary>
    internal static void Seek(MemberTurn turn)
    {
        MemberAgentState state = turn.State;
        if (state.Asked is { } open && turn.Now < open.SentAt + (state.Profile.Authority / 4))
        {
            // Asked again before they can have answered, nobody would ever answer in time.
            return;
        }

        if (!MayGoOn(state) || turn.Now < state.RenewedAt + (state.Profile.Heartbeat * Patience)
            || Named(turn) is not { Count: > 0 } members)
        {
            return;
        }

        long number = state.LastRequest + 1;
        turn.State = state with
        {
            LastRequest = number,
            Asked = new(number, turn.Now, members, Shortest(state)),
        };
        turn.Do(new MemberEffect.AskOthers(number, state.Epoch, members));
    }

    internal static void Answered(MemberTurn turn, MemberEvent.OthersAnswered answered)
    {
        MemberAgentState state = turn.State;
        if (state.Asked is not { } asked || asked.Number != answered.Number)
        {
            return;
        }

        turn.State = state = state with { Asked = null };
        int needed = turn.Faults.AgreementByOne ? 1 : asked.Members.Count;
        if (answered.Agreed < needed || !MayGoOn(state) || Named(turn) is not { } named
            || named.Any(member => !MemberView.Names(asked.Members, member.Key, member.Value)))
        {
            return;
        }

        BootTime from = turn.Faults.AgreementFromAnswer ? turn.Now : asked.SentAt;
        Lease lease = asked.Lease.Within(Shortest(state));
        turn.State = state with
        {
            Deadline = BootTime.Max(state.Deadline, from + lease.Authority),
            KillAt = BootTime.Max(state.KillAt, from + lease.Kill),
        };
        turn.WritePage();
    }

    private static bool MayGoOn(MemberAgentState state) =>
        state.Identity.AsksOthers
        && state.Phase == MemberPhase.Member
        && state is { Hold: null, Leaving: false, Confirming: null, GuardsConfirmed: false, Row: { } row }
        && string.Equals(row.Value.Run, state.Identity.Run, StringComparison.Ordinal);

    /// <summary>
    /// Everybody else that this node's record may name, by epoch; null if it may name nobody, or one in two epochs,
    /// which can never agree in both.
    /// </summary>
    private static ValueMap<long>? Named(MemberTurn turn)
    {
        MemberAgentState state = turn.State;
        ValueMap<long> named = state.View.Remove(state.Identity.Node);
        if (turn.Faults.AgreementOfNewestView)
        {
            return named;
        }

        foreach (MemberState record in state.Unsettled.Select(write => write.Value).Prepend(state.Row!.Value))
        {
            ValueMap<long> others = record.NamesOthers();
            if (others.Count == 0)
            {
                // Whoever reads that takes it that nobody can agree, and waits for nobody.
                return null;
            }

            foreach ((string node, long epoch) in others)
            {
                if (named.TryGetValue(node, out long other) && other != epoch)
                {
                    return null;
                }

                named = named.Set(node, epoch);
            }
        }

        return named;
    }

    /// <summary>The shortest lease that this node's record may hold: what observers may go by.</summary>
    private static Lease Shortest(MemberAgentState state) => state.Unsettled.Aggregate(
        Lease.Of(state.Row!.Value), (shortest, write) => shortest.Within(Lease.Of(write.Value)));
}
