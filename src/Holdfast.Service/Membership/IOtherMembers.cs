using Holdfast.Core.Collections;
using Holdfast.Core.State;

namespace Holdfast.Service.Membership;

/// <summary>
/// What a node asks of the others when it does not reach the database. Every call is over after its limit, whoever
/// answers, and none throws for want of an answer.
/// </summary>
public interface IOtherMembers
{
    /// <summary>
    /// Has others write this node's record, all at the same time; returns with the first that succeeded, or when all
    /// answered. Blocks.
    /// </summary>
    /// <returns>What came of it, of each that was asked; one that did not answer is unknown.</returns>
    IReadOnlyCollection<CommitOutcome> Renew(MemberState record, long revision, TimeSpan limit);

    /// <summary>All members' records, read by another node; null if nobody could. Blocks.</summary>
    MemberRecords? Read(TimeSpan limit);

    /// <summary>Asks each of these members, in the epoch given, to agree that this node goes on.</summary>
    /// <returns>How many agreed.</returns>
    Task<int> AskAsync(long epoch, ValueMap<long> members, TimeSpan limit, CancellationToken cancellationToken);
}

/// <summary>All members' records at one revision.</summary>
public sealed record MemberRecords(long Revision, ValueMap<Row<MemberState>> Members);
