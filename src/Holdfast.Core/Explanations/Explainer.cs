using GroupAction = Holdfast.Core.Failover.GroupAction;
using Holdfast.Core.Collections;
using Holdfast.Core.Failover;
using Holdfast.Core.Groups;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Explanations;

/// <summary>
/// Answers why: with the very functions that decide, asked about what is, so that an explanation cannot differ from the
/// decision.
/// </summary>
/// <remarks>Any node can answer; what it has seen of the others is its own, so two nodes may differ for a moment about
/// who is late.</remarks>
public sealed class Explainer
{
    private readonly FailoverPass _pass;

    public Explainer(ClusterSnapshot snapshot, Observer observer, DateTimeOffset wallClock, BootTime now)
    {
        _pass = new(snapshot, observer, wallClock, now);
    }

    /// <summary>The names under which the group's instances are kept: its own for an ordinary group.</summary>
    public IReadOnlyList<string> InstancesOf(string group) =>
        [.. _pass.Placement.InstancesOf(group).Select(instance => instance.Name)];

    /// <summary>Explains a group or an instance; null if there is none of that name.</summary>
    public GroupExplanation? Group(string name)
    {
        if (_pass.Placement.Find(name) is not { } instance)
        {
            return null;
        }

        var group = new GroupCase(_pass, name, instance);
        GroupVerdict verdict = FailoverPolicy.Decide(group);
        return new(
            name,
            group.State.Owner,
            GroupSummary.Of(group).ToValueList(),
            group.Ranking.Candidates.Select(candidate => Explain(group, candidate)).ToValueList(),
            GroupWaits.Of(group, verdict).ToValueList(),
            verdict.Action is { } action ? Describe(action) : "");
    }

    /// <summary>Explains a resource, by the name that its instance gives it; null if it is not there.</summary>
    public ResourceExplanation? Resource(string name) => ResourceReasons.Explain(_pass, name);

    /// <summary>Explains a node; null if there is none of that name.</summary>
    public NodeExplanation? Node(string name)
    {
        NodeFacts? node = _pass.Placement.Node(name);
        return node is null ? null : NodeReasons.Explain(_pass, node);
    }

    internal static CandidateExplanation Explain(GroupCase group, Candidate candidate)
    {
        bool owner = string.Equals(candidate.Node, group.State.Owner, StringComparison.Ordinal);
        string why = candidate.Refusal is { } refusal ? refusal
            : candidate.Against is { } against ? $"{candidate.Rank}, but {against}"
            : candidate.Rank;
        Candidate? best = group.Ranking.BestOrLast();
        bool isBest = ReferenceEquals(best, candidate);
        if (candidate.CanOwn && !owner && !isBest && best is not null)
        {
            why = $"{why}; {best.Node} comes first ({best.Rank})";
        }
        else if (isBest && !owner && group.State.Owner is not null)
        {
            bool leaves = group.State.WantedStop || group.OwnerMember is not { Alive: true } owning
                || owning.Epoch != group.State.OwnerEpoch || group.Observer.IsSuspect(owning, group.Now);
            why = leaves
                ? $"{why}; it comes first, once nothing of the group can run on {group.State.Owner}"
                : $"{why}; it would come first, but a group moves only with a reason";
        }

        return new(candidate.Node, candidate.CanOwn, owner, why);
    }

    private static string Describe(GroupAction action) => action switch
    {
        GroupAction.Assign assign => $"it is given to {assign.State.Owner}: {assign.Reason.Text}",
        GroupAction.AskToStop { State.IntendedOwner: { } target } stop =>
            $"it is stopped on {stop.State.Owner} and goes to {target}: {stop.Reason.Text}",
        GroupAction.AskToStop stop => $"it is stopped on {stop.State.Owner}: {stop.Reason.Text}",
        GroupAction.FenceOwner fence => $"its node {fence.Owner.Value.Node} is fenced: {fence.Reason.Text}",
        _ => "",
    };
}
