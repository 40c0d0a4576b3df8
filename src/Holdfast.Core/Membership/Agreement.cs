using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Membership;

/// <summary>
/// What members make of each other's going on without the database: whether to agree, and until when a silent one may
/// live by what others agreed to.
/// </summary>
public static class Agreement
{
    /// <summary>Whether this node agrees; if so, it has heard of the asker now.</summary>
    /// <param name="self">This node's membership.</param>
    /// <param name="observer">What this node's service has seen: what it would fence by.</param>
    /// <param name="question">What it is asked.</param>
    /// <param name="now">The safety clock, read after the question came.</param>
    /// <remarks>
    /// The observer that is returned must be in use before the answer is sent, or this node could fence an asker that
    /// lives by its word.
    /// </remarks>
    public static AgreementAnswer Answer(
        MemberAgentState self, Observer observer, AgreementQuestion question, BootTime now)
    {
        if (WhyNot(self, observer, question, now) is { } refusal)
        {
            return new(observer, refusal);
        }

        return new(self.Faults.AgreementUnnoticed ? observer : observer.Hear(question.Asker, now), null);
    }

    /// <summary>
    /// From when on nobody's agreement can keep a silent member's epoch running; null while somebody's may, of which
    /// this observer would not know.
    /// </summary>
    /// <remarks>
    /// A member goes on only if all agree whom its record names. So it is enough to know of one of them that it has not
    /// agreed for W: (a) it is this observer, which took notice whenever it did; (b) it lives in a later epoch by now,
    /// and agrees to nothing in the old one; (c) its record, in that epoch, was seen to name the silent one, and then
    /// not to: it knows of the fence, and refuses.
    /// </remarks>
    public static BootTime? OverAt(Observer observer, MemberState member) =>
        OverAt(observer, member, observer.WaitFor(member));

    /// <param name="observer">What this service has seen.</param>
    /// <param name="member">The silent member.</param>
    /// <param name="wait">How long after the last sign of life something of it may be there.</param>
    internal static BootTime? OverAt(Observer observer, MemberState member, TimeSpan wait)
    {
        BootTime silent = observer.SeenAt(member.Node) + wait;
        if (!member.Agrees || observer.Faults.AgreementOfOthersIgnored
            || member.NamesOthers().Count == 0)
        {
            return silent;
        }

        BootTime? refusing = null;
        foreach ((string node, long epoch) in member.NamesOthers())
        {
            if (RefusesSince(observer, member, node, epoch) is { } since)
            {
                refusing = Wake.Earlier(refusing, since);
            }
        }

        return refusing is { } from ? BootTime.Max(silent, from + wait) : null;
    }

    /// <summary>Those whose agreement a silent member may live by, for people.</summary>
    public static string Names(MemberState member) => string.Join(", ", member.NamesOthers().Keys);

    private static BootTime? RefusesSince(
        Observer observer, MemberState member, string node, long epoch)
    {
        if (!observer.Sightings.TryGetValue(node, out Sighting? seen) || seen.Epoch < epoch)
        {
            return null;
        }

        if (seen.Epoch > epoch)
        {
            return seen.EpochSince;
        }

        if (string.Equals(node, observer.Node, StringComparison.Ordinal))
        {
            return BootTime.Zero;
        }

        return MemberView.Names(seen.DroppedEpochs, member.Node, member.Epoch)
            ? new BootTime(seen.DroppedAt[member.Node])
            : null;
    }

    private static string? WhyNot(
        MemberAgentState self, Observer observer, AgreementQuestion question, BootTime now)
    {
        string own = self.Identity.Node;
        if (self.Phase != MemberPhase.Member || self.Hold is not null || self.Leaving || now >= self.Deadline)
        {
            return $"{own} is no member itself now";
        }

        if (self.Faults.AgreementInAnyEpoch)
        {
            return null;
        }

        if (self.Epoch != question.MemberEpoch)
        {
            return $"{own} is asked in epoch {question.MemberEpoch}, and is in epoch {self.Epoch}";
        }

        if (!MemberView.Names(self.View, question.Asker, question.AskerEpoch))
        {
            return $"{own} does not know {question.Asker} to be alive in epoch {question.AskerEpoch}";
        }

        return observer.IsProvenDead(question.Asker, question.AskerEpoch)
            ? $"{own} has proof that nothing of {question.Asker} runs"
            : null;
    }
}

/// <summary>A member asks another one to agree that it goes on.</summary>
/// <param name="Asker">The asking node.</param>
/// <param name="AskerEpoch">Its epoch.</param>
/// <param name="MemberEpoch">The epoch in which it knows the member that it asks.</param>
public sealed record AgreementQuestion(string Asker, long AskerEpoch, long MemberEpoch);

/// <summary>Whether a member agrees.</summary>
/// <param name="Observer">What the member has seen, this question included.</param>
/// <param name="Refusal">Why not, for people; null if it agrees.</param>
public sealed record AgreementAnswer(Observer Observer, string? Refusal);
