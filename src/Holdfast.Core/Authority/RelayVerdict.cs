using Holdfast.Core.State;

namespace Holdfast.Core.Authority;

/// <summary>What a renewal came to that a node sent by itself and then, the same, by others.</summary>
/// <param name="Outcome">What the member is told.</param>
/// <param name="LookFirst">
/// Whether the member must be shown its record before: the record has moved on, and it may be by this very renewal.
/// </param>
/// <remarks>
/// All ways compare the same revision, so at most one takes effect. It is safe to lose track of which: then nothing is
/// gained by it.
/// </remarks>
public sealed record RelayVerdict(CommitOutcome Outcome, bool LookFirst)
{
    /// <param name="own">What came of the node's own try.</param>
    /// <param name="others">What came of the others' tries, as far as they answered.</param>
    public static RelayVerdict Of(CommitOutcome own, IEnumerable<CommitOutcome> others)
    {
        CommitOutcome[] all = [own, .. others];
        if (all.FirstOrDefault(outcome => outcome is CommitOutcome.Committed) is { } committed)
        {
            return new(committed, LookFirst: false);
        }

        CommitOutcome? unknown = all.FirstOrDefault(outcome => outcome is CommitOutcome.Unknown);
        CommitOutcome? conflict = all.FirstOrDefault(outcome => outcome is CommitOutcome.Conflict);
        return new(unknown ?? conflict ?? own, LookFirst: unknown is not null && conflict is not null);
    }
}
