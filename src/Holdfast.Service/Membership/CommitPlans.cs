using Holdfast.Core.Explanations;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Membership;

/// <summary>Turns Core's plans into transactions, and the database's answers into Core's outcomes.</summary>
internal static class CommitPlans
{
    public static Transaction ToTransaction(this CommitPlan plan, IEventLog events) => new()
    {
        Guards = [.. plan.Guards.Select(guard => new Transaction.Guard(guard.Key, guard.Revision))],
        Puts =
        [
            .. plan.Puts.Select(put => StoredDocuments.PutRecord(put.Key, put.Value)),
            .. plan.Announcements.Select(announcement => events.Prepare(Draft(announcement)).Put),
        ],
        Deletes = [.. plan.Deletes],
        Renewal = plan.Renewal,
        // Who watches over others counts from when it hears of a renewal: later is only more patient, and three nodes
        // that wake for each renewal of each are most of what an idle cluster costs.
        Quiet = plan.Renewal,
    };

    public static CommitOutcome ToOutcome(this CommitResult result) => result switch
    {
        CommitResult.Committed committed => new CommitOutcome.Committed(committed.Revision),
        CommitResult.Conflict conflict => new CommitOutcome.Conflict(conflict.Key),
        CommitResult.Unavailable { OutcomeUnknown: true } away => new CommitOutcome.Unknown(away.Reason),
        CommitResult.Unavailable away => new CommitOutcome.NotDone(away.Reason),
        _ => throw new InvalidOperationException($"Not an answer of a database: {result}"),
    };

    private static EventDraft Draft(Announcement announcement) =>
        new(announcement.Kind, announcement.Message) { Level = announcement.Level, Group = announcement.Group };
}
