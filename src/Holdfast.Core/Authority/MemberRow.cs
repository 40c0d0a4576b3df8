using Holdfast.Core.State;

namespace Holdfast.Core.Authority;

/// <summary>
/// What a node makes of news about its own record: answers to its requests, and what the watch shows.
/// </summary>
internal static class MemberRow
{
    public static void Read(MemberTurn turn, MemberEvent.RowRead read)
    {
        if (!Awaited(turn, read.Number))
        {
            return;
        }

        switch (turn.State.Phase)
        {
            case MemberPhase.Starting:
                MemberJoining.Decide(turn, read.Row);
                break;
            case MemberPhase.Joining:
                MemberJoining.Join(turn, read.Row);
                break;
            case MemberPhase.Leaving:
                MemberEnding.PublishLeave(turn, read.Row);
                break;
            case MemberPhase.Member:
                Compare(turn, read.Row);
                if (turn.State.Phase == MemberPhase.Member)
                {
                    MemberRenewal.Renew(turn);
                }

                break;
            default:
                break;
        }
    }

    public static void Unreadable(MemberTurn turn, long number)
    {
        if (Awaited(turn, number))
        {
            turn.RetryLater();
            MemberAgreement.Seek(turn);
        }
    }

    public static void Answered(MemberTurn turn, MemberEvent.Answered answered)
    {
        SentWrite? write = turn.State.Unsettled.FirstOrDefault(sent => sent.Number == answered.Number);
        bool awaited = Awaited(turn, answered.Number);
        switch (answered.Outcome)
        {
            case CommitOutcome.Committed committed when write is not null:
                Committed(turn, write, committed.Revision, awaited);
                break;
            case CommitOutcome.Conflict when awaited:
                Forget(turn, answered.Number);
                turn.ReadOwnRow();
                break;
            case CommitOutcome.NotDone when awaited:
                Forget(turn, answered.Number);
                turn.RetryLater();
                MemberAgreement.Seek(turn);
                break;
            case CommitOutcome.Unknown when awaited:
                turn.RetryLater();
                MemberAgreement.Seek(turn);
                break;
            default:
                break;
        }
    }

    /// <summary>All members as the watch shows them: the view moves forward, and a fence is noticed at once.</summary>
    public static void Seen(MemberTurn turn, MemberEvent.MembersSeen seen)
    {
        MemberAgentState state = turn.State;
        if (seen.Revision <= state.ViewRevision)
        {
            return;
        }

        turn.State = state with { ViewRevision = seen.Revision, View = Membership.MemberView.Of(seen.Members) };
        if (state.Phase != MemberPhase.Member || state.Row is not { } known)
        {
            return;
        }

        seen.Members.TryGetValue(state.Identity.Node, out Row<MemberState>? row);
        if (row is null ? seen.Revision > known.Revision : row.Revision > known.Revision)
        {
            Compare(turn, row);
        }
    }

    private static bool Awaited(MemberTurn turn, long number)
    {
        if (turn.State.Pending?.Number != number)
        {
            return false;
        }

        turn.State = turn.State with { Pending = null };
        return true;
    }

    private static void Committed(MemberTurn turn, SentWrite write, long revision, bool awaited)
    {
        switch (turn.State.Phase)
        {
            case MemberPhase.Joining when awaited || turn.Faults.AdoptSupersededJoin:
                MemberJoining.Joined(turn, write, revision);
                break;
            case MemberPhase.Member when write.Value.Epoch == turn.State.Epoch:
                MemberRenewal.Settle(turn, write, revision);
                break;
            case MemberPhase.Leaving when awaited:
                MemberEnding.LeftCluster(turn, published: true);
                break;
            default:
                break;
        }
    }

    private static void Forget(MemberTurn turn, long number) =>
        turn.State = turn.State with
        {
            Unsettled = [.. turn.State.Unsettled.Where(sent => sent.Number != number)],
        };

    /// <summary>
    /// The own record may have moved on: by a write of ours whose outcome was unknown, or because it was fenced.
    /// </summary>
    private static void Compare(MemberTurn turn, Row<MemberState>? row)
    {
        MemberAgentState state = turn.State;
        if (row is null || !row.Value.Alive || row.Value.Epoch != state.Epoch)
        {
            MemberEnding.Fenced(turn, row?.Value);
            return;
        }

        if (row.Revision <= state.Row?.Revision)
        {
            return;
        }

        SentWrite? write = state.Unsettled.FirstOrDefault(sent => turn.IsOwn(sent, row.Value));
        if (write is not null)
        {
            MemberRenewal.Settle(turn, write, row.Revision);
        }
        else
        {
            turn.State = turn.State with { Row = row, Unsettled = [] };
        }
    }
}
