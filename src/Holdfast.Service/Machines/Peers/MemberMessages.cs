using System.Text;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Machines.Peers;

/// <summary>Records and outcomes as nodes send them to each other, and back.</summary>
internal static class MemberMessages
{
    public static RenewalRequest Renewal(MemberState record, long revision) => new()
    {
        Record = Encoding.UTF8.GetString(StoredDocuments.Encode(record)), Revision = revision,
    };

    /// <summary>A record as it was sent.</summary>
    /// <exception cref="DatabaseCorruptException">It is no record of a member.</exception>
    public static MemberState Record(string node, string sent) =>
        StoredDocuments.Decode<MemberState>(Keys.Member(node), Encoding.UTF8.GetBytes(sent));

    public static RenewalDto Answer(CommitOutcome outcome)
    {
        (string kind, long revision, string reason) = outcome switch
        {
            CommitOutcome.Committed done => (RenewalDto.Committed, done.Revision, ""),
            CommitOutcome.Conflict conflict => (RenewalDto.Conflict, 0L, conflict.Key),
            CommitOutcome.NotDone refused => (RenewalDto.NotDone, 0L, refused.Reason),
            CommitOutcome.Unknown unknown => (RenewalDto.Unknown, 0L, unknown.Reason),
            _ => throw new InvalidOperationException("closed set"),
        };
        return new() { Outcome = kind, Revision = revision, Reason = reason };
    }

    public static CommitOutcome Outcome(RenewalDto answer) => answer.Outcome switch
    {
        RenewalDto.Committed => new CommitOutcome.Committed(answer.Revision),
        RenewalDto.Conflict => new CommitOutcome.Conflict(answer.Reason),
        RenewalDto.NotDone => new CommitOutcome.NotDone(answer.Reason),
        _ => new CommitOutcome.Unknown(answer.Reason),
    };

    public static MemberRecordsDto Answer(ReadResult read) => new()
    {
        Revision = read.Revision,
        Members = [.. read.Items.Select(item => new MemberRecordDto
        {
            Node = item.Key[Keys.Members.Length..],
            Revision = item.Revision,
            Record = Encoding.UTF8.GetString(item.Value.Span),
        })],
    };

    /// <exception cref="DatabaseCorruptException">One is no record of a member.</exception>
    public static MemberRecords Records(MemberRecordsDto answer) => new(
        answer.Revision,
        ValueMap<Row<MemberState>>.From(answer.Members.Select(member => KeyValuePair.Create(
            member.Node, new Row<MemberState>(Record(member.Node, member.Record), member.Revision)))));
}
