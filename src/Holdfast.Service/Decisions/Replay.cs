using Holdfast.Client.Dtos;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Service.Decisions;

/// <summary>Makes kept decisions again from what they were made from, and says whether the same comes of it.</summary>
internal static class Replay
{
    public static ReplayDto Of(SavedState state) => new()
    {
        Decisions = [.. state.Decisions.OrderBy(decision => decision.Id, StringComparer.Ordinal).Select(Of)],
    };

    private static ReplayedDecisionDto Of(DecisionRecord decision)
    {
        (string outcome, string detail) = Again(decision);
        return new()
        {
            Id = decision.Id,
            At = decision.WallClock,
            Node = decision.Node,
            Term = decision.Term,
            Revision = decision.Revision,
            Messages = decision.Messages,
            Outcome = outcome,
            Detail = detail,
        };
    }

    private static (string Outcome, string Detail) Again(DecisionRecord decision)
    {
        if (decision.Input.Length == 0)
        {
            return ("NotKept", "its rows are not kept: they were too many, or its node ended before it wrote them");
        }

        ClusterSnapshot snapshot = SavedRows.Unpack(decision.Input, decision.Revision);
        CoordinatorStep step = Coordinator.Decide(
            snapshot,
            decision.ToObserver(),
            new CoordinatorIdentity(decision.Node, decision.Epoch),
            decision.WallClock,
            new BootTime(decision.Now));
        if (step.Plan is not { } plan)
        {
            return ("Different", "nothing is decided now");
        }

        return DecisionRecords.Hash(plan) == decision.PlanHash
            ? ("Same", "")
            : ("Different", string.Join(" ", plan.Announcements.Select(announcement => announcement.Message)));
    }
}
