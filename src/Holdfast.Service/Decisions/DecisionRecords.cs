using System.Security.Cryptography;
using System.Text;
using Holdfast.Core.Collections;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Decisions;

/// <summary>Makes the record of a decision, and tells by its hash whether another one is the same.</summary>
internal static class DecisionRecords
{
    /// <summary>The longest input that is kept, in characters; a record must fit a transaction.</summary>
    private const int LongestInput = 512 * 1024;

    /// <summary>The record as it is written with the decision: without the rows that it was made from.</summary>
    public static DecisionRecord Of(
        ClusterSnapshot snapshot,
        Observer observer,
        CoordinatorIdentity self,
        DateTimeOffset wallClock,
        BootTime now,
        CommitPlan plan) => new()
    {
        Id = FormattableString.Invariant($"{snapshot.Revision:0000000000000000}-{self.Node}"),
        Node = self.Node,
        Epoch = self.Epoch,
        Term = snapshot.Coordinator?.Value.Term ?? 0,
        Revision = snapshot.Revision,
        WallClock = wallClock,
        Now = now.Nanoseconds,
        ObservedSince = observer.StartedAt.Nanoseconds,
        Observed = DecisionRecord.Of(observer),
        PowerOffs = DecisionRecord.PowerOffsOf(observer),
        Messages = plan.Announcements.Select(announcement => announcement.Message).ToValueList(),
        PlanHash = Hash(plan),
    };

    /// <summary>The record with the rows; null if they are too many to keep.</summary>
    public static DecisionRecord? WithInput(DecisionRecord record, ClusterSnapshot snapshot)
    {
        string input = SavedRows.Pack(snapshot);
        return input.Length <= LongestInput ? record with { Input = input } : null;
    }

    /// <summary>SHA-256 over guards, writes and what is told, in their order.</summary>
    public static string Hash(CommitPlan plan)
    {
        var text = new StringBuilder();
        foreach (RowGuard guard in plan.Guards)
        {
            text.Append("guard ").Append(guard.Key).Append(' ').Append(guard.Revision).Append('\n');
        }

        foreach (RowPut put in plan.Puts)
        {
            ReadOnlySpan<byte> value = StoredDocuments.PutRecord(put.Key, put.Value).Value.Span;
            text.Append("put ").Append(put.Key).Append(' ').Append(Encoding.UTF8.GetString(value)).Append('\n');
        }

        foreach (string key in plan.Deletes)
        {
            text.Append("delete ").Append(key).Append('\n');
        }

        foreach (var announcement in plan.Announcements)
        {
            text.Append("tell ").Append(announcement.Kind).Append(' ').Append(announcement.Message).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
