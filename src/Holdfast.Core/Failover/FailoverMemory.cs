using Holdfast.Core.Collections;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// The last look at all groups, so that a look at the same is not made again. Immutable; a service keeps the newest.
/// </summary>
/// <remarks>
/// A decision that wants nothing stands until something that it was made from changes, or its <c>WakeAt</c> comes. What
/// members renew is nothing of it, as long as none is late. The answer is the same as without it: a property says so.
/// </remarks>
public sealed class FailoverMemory
{
    private readonly ClusterSnapshot _snapshot;
    private readonly ValueList<NodeFacts> _nodes;
    private readonly ValueList<MemberFacts> _members;
    private readonly FailoverDecision _decision;
    private readonly Observer _observer;

    private FailoverMemory(
        ClusterSnapshot snapshot,
        ValueList<NodeFacts> nodes,
        ValueList<MemberFacts> members,
        FailoverDecision decision,
        Observer observer)
    {
        _snapshot = snapshot;
        _nodes = nodes;
        _members = members;
        _decision = decision;
        _observer = observer;
    }

    /// <summary>As <see cref="FailoverPolicy"/> decides, from memory where that stands.</summary>
    /// <param name="memory">The last look; null at first. Set to this one.</param>
    public static FailoverDecision Decide(
        ref FailoverMemory? memory,
        ClusterSnapshot snapshot,
        Observer observer,
        DateTimeOffset wallClock,
        BootTime now)
    {
        ValueList<NodeFacts> nodes = NodeFacts.Of(snapshot, observer, wallClock, now);
        ValueList<MemberFacts> members = snapshot.Members.Values
            .Select(member => MemberFacts.Of(member.Value, observer, now))
            .ToValueList();
        if (memory is { } last && last.Stands(snapshot, nodes, members, observer, now))
        {
            return last._decision;
        }

        FailoverDecision decision = FailoverPolicy.Decide(
            new FailoverPass(snapshot, observer, wallClock, now, nodes));
        memory = new(snapshot, nodes, members, decision, observer);
        return decision;
    }

    private bool Stands(
        ClusterSnapshot snapshot,
        ValueList<NodeFacts> nodes,
        ValueList<MemberFacts> members,
        Observer observer,
        BootTime now) =>
        _decision.Actions.Count == 0
        && !(_decision.WakeAt <= now)
        && ReferenceEquals(snapshot.Groups, _snapshot.Groups)
        && ReferenceEquals(snapshot.Resources, _snapshot.Resources)
        && ReferenceEquals(snapshot.Types, _snapshot.Types)
        && ReferenceEquals(snapshot.Moves, _snapshot.Moves)
        && ReferenceEquals(snapshot.GroupStates, _snapshot.GroupStates)
        && ReferenceEquals(snapshot.GroupStatuses, _snapshot.GroupStatuses)
        && ReferenceEquals(snapshot.NodeStates, _snapshot.NodeStates)
        && ReferenceEquals(snapshot.Fences, _snapshot.Fences)
        && ReferenceEquals(snapshot.Nodes, _snapshot.Nodes)
        && ReferenceEquals(snapshot.Cluster, _snapshot.Cluster)
        && ReferenceEquals(snapshot.Coordinator, _snapshot.Coordinator)
        && ReferenceEquals(observer.Faults, _observer.Faults)
        && nodes.Equals(_nodes)
        && members.Equals(_members);

    /// <summary>What a decision asks of a member, besides when it last renewed.</summary>
    private sealed record MemberFacts(
        string Node,
        long Epoch,
        bool Alive,
        bool Detached,
        bool Relayed,
        bool IsSuspect,
        Silence? Silence,
        BootTime? Over,
        ValueList<string> Protections)
    {
        public static MemberFacts Of(MemberState member, Observer observer, BootTime now) => new(
            member.Node,
            member.Epoch,
            member.Alive,
            member.Detached,
            member.Relayed,
            observer.IsSuspect(member, now),
            observer.SilenceOf(member, now),
            member.Alive ? null : Agreement.OverAt(observer, member),
            member.Protections);
    }
}
