using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Failover;
using Holdfast.Core.Groups;
using Holdfast.Core.Placement;
using Holdfast.Core.State;

namespace Holdfast.Core.Explanations;

/// <summary>Why a node is as it is, and what it has to do with each group.</summary>
internal static class NodeReasons
{
    public static NodeExplanation Explain(FailoverPass pass, NodeFacts node)
    {
        pass.Snapshot.Members.TryGetValue(node.Name, out Row<MemberState>? member);
        return new(
            node.Name,
            Summary(pass, node, member?.Value).ToValueList(),
            pass.Placement.Groups.InOrder
                .OrderBy(instance => instance.Name, StringComparer.Ordinal)
                .Select(instance => On(pass, node, instance))
                .ToValueList(),
            Waits(pass, node, member?.Value).ToValueList());
    }

    private static IEnumerable<string> Summary(FailoverPass pass, NodeFacts node, MemberState? member)
    {
        if (member is null)
        {
            yield return "It never joined.";
        }
        else
        {
            double ago = Math.Max(0, (pass.Now - pass.Observer.SeenAt(node.Name)).TotalSeconds);
            string seen = string.Create(
                CultureInfo.InvariantCulture, $"its record was last seen to advance {ago:0.0} s ago");
            yield return member.Alive
                ? $"It is up, epoch {member.Epoch}; {seen}."
                : $"It is down: its epoch {member.Epoch} was fenced or left; {seen}.";
        }

        yield return node.Refusal is { } refusal
            ? $"It is given no groups: {refusal}."
            : "It can be given groups.";
        if (node.QuarantinedUntil is { } until)
        {
            int losses = pass.Snapshot.NodeStates[node.Name].Value.Losses.Count;
            yield return $"It was lost {Spoken.Times(losses)} and is in quarantine until {Spoken.Time(until)}: "
                + $"it is given only what nothing else can own. holdfast node clear {node.Name} ends it.";
        }

        if (node.Config.Drain)
        {
            List<string> left = [.. pass.Snapshot.GroupStates
                .Where(state => string.Equals(state.Value.Value.Owner, node.Name, StringComparison.Ordinal))
                .Select(state => state.Value.Value.Hindrance is { Length: > 0 } why
                    ? $"{state.Key} ({why})"
                    : state.Key)];
            yield return left.Count == 0
                ? "It is drained."
                : $"It is being drained; left are {string.Join(", ", left)}.";
        }

        foreach ((string type, string why) in node.UnavailableTypes)
        {
            yield return $"It cannot run resource type {type}: {why}.";
        }
    }

    private static GroupOnNode On(FailoverPass pass, NodeFacts node, GroupInstance instance)
    {
        var group = new GroupCase(pass, instance.Name, instance);
        CandidateExplanation why = Explainer.Explain(group, group.Ranking.Of(node.Name)!);
        return new(instance.Name, why.IsOwner, why.IsOwner ? group.State.Reason : why.Why);
    }

    private static IEnumerable<Waiting> Waits(FailoverPass pass, NodeFacts node, MemberState? member)
    {
        if (member is { Alive: true } && pass.Observer.SilenceOf(member, pass.Now) is null
            && (member.Detached || pass.Observer.IsSuspect(member, pass.Now)))
        {
            yield return new(
                "its record to advance; after that time nothing of it can run, and it is fenced",
                pass.WallClock + (pass.Observer.SilentAt(member) - pass.Now));
        }

        if (node.QuarantinedUntil is { } until)
        {
            yield return new("the end of its quarantine", until);
        }
    }
}
