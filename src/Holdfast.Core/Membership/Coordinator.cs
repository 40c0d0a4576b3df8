using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Membership;

/// <summary>
/// What a member does for the whole cluster: take the coordinator's term when it is free, fence the dead, and say who
/// owns each
/// group. A pure function; all that comes of one look is one transaction.
/// </summary>
/// <remarks>
/// Term, fences and assignments go into the same transaction, so a node's death costs one commit. Each compares the
/// records it
/// was decided from. The term is for order; that nothing runs twice rests on <see cref="Release"/> and on the compares.
/// </remarks>
public static class Coordinator
{
    /// <summary>Operations in one transaction; etcd takes 128 by default, and each group may add some more.</summary>
    private const int Limit = 96;

    public static CoordinatorStep Decide(
        ClusterSnapshot snapshot, Observer observer, CoordinatorIdentity self, DateTimeOffset wallClock, BootTime now)
    {
        FailoverMemory? none = null;
        return Decide(ref none, snapshot, observer, self, wallClock, now);
    }

    /// <param name="memory">The last look at all groups, which saves looking at the same again; null at first.</param>
    public static CoordinatorStep Decide(
        ref FailoverMemory? memory,
        ClusterSnapshot snapshot,
        Observer observer,
        CoordinatorIdentity self,
        DateTimeOffset wallClock,
        BootTime now)
    {
        if (!snapshot.Members.TryGetValue(self.Node, out Row<MemberState>? own)
            || !own.Value.Alive || own.Value.Detached || own.Value.Relayed || own.Value.Epoch != self.Epoch)
        {
            return CoordinatorStep.Idle;
        }

        Candidacy candidacy = Election.Of(snapshot, observer, self, now);
        if (candidacy is Candidacy.Wait wait)
        {
            return CoordinatorStep.Idle with { WakeAt = wait.Until };
        }

        var draft = new PlanDraft();
        draft.Guard(Keys.Coordinator, snapshot.Coordinator?.Revision ?? 0);
        ClusterSnapshot taken = snapshot;
        if (candidacy is Candidacy.Take take)
        {
            // Groups that are placed in the same transaction must know that the cluster was formed anew.
            CoordinatorState next = Election.Begin(take, snapshot, observer, self, wallClock, draft);
            taken = snapshot with { Coordinator = new(next, snapshot.Coordinator?.Revision ?? 0) };
        }

        FencingDecision fencing = Fencing.Decide(snapshot, observer, self.Node, now);
        ClusterSnapshot fenced = AddFences(fencing, taken, wallClock, draft);
        FailoverDecision failover = FailoverMemory.Decide(ref memory, fenced, observer, wallClock, now);
        bool more = AddActions(failover, snapshot, draft);
        StonithDecision stonith = StonithPass.Decide(fenced, observer, self.Node, wallClock, now);
        stonith.AddTo(draft);
        CoordinatorState state = taken.Coordinator!.Value;
        bool changed = !MemberView.Is(state.Roster, fenced.Members);
        if (changed || candidacy is Candidacy.Take
            || failover.Actions.Any(action => action is GroupAction.Assign or GroupAction.SetRole))
        {
            // Where one goes and which is promoted depends on all others. With its row written anew, none of the plans
            // that were made before, and of which no answer came, takes effect after this one.
            draft.Put(Keys.Coordinator, changed ? state with { Roster = MemberView.Of(fenced.Members) } : state);
        }

        return new(
            draft.IsEmpty ? null : draft.Build(Unguarded(observer.Faults)),
            more ? now : Wake.Earlier(Wake.Earlier(fencing.WakeAt, stonith.WakeAt), failover.WakeAt),
            Coordinating: true,
            fencing,
            failover);
    }

    private static ClusterSnapshot AddFences(
        FencingDecision fencing, ClusterSnapshot snapshot, DateTimeOffset wallClock, PlanDraft draft)
    {
        ValueMap<Row<MemberState>> members = snapshot.Members;
        ValueMap<Row<NodeState>> states = snapshot.NodeStates;
        foreach (Fence fence in fencing.Fences)
        {
            string node = fence.Row.Value.Node;
            draft.Guard(Keys.Member(node), fence.Row.Revision);
            draft.Put(Keys.Member(node), fence.Fenced);
            draft.Announce(fence.Announcement);
            members = members.Set(node, fence.Row with { Value = fence.Fenced });
            states = AddLoss(node, snapshot, wallClock, states, draft);
        }

        return fencing.Fences.Count == 0 ? snapshot : snapshot with { Members = members, NodeStates = states };
    }

    private static ValueMap<Row<NodeState>> AddLoss(
        string node,
        ClusterSnapshot snapshot,
        DateTimeOffset wallClock,
        ValueMap<Row<NodeState>> states,
        PlanDraft draft)
    {
        states.TryGetValue(node, out Row<NodeState>? known);
        NodeState state = Quarantine.Lose(node, snapshot, wallClock);
        draft.Guard(Keys.NodeState(node), known?.Revision ?? 0);
        draft.Put(Keys.NodeState(node), state);
        if (state.QuarantinedUntil > wallClock && !(known?.Value.QuarantinedUntil > wallClock))
        {
            string until = Groups.Spoken.Time(state.QuarantinedUntil.Value);
            string times = Groups.Spoken.Times(state.Losses.Count);
            draft.Announce(new(
                EventKinds.NodeQuarantined,
                $"Node {node} is in quarantine until {until}: it was lost {times}.")
            {
                Level = "warning",
            });
        }

        return states.Set(node, new(state, known?.Revision ?? 0));
    }

    /// <summary>Whether there is more than one transaction takes.</summary>
    private static bool AddActions(FailoverDecision failover, ClusterSnapshot snapshot, PlanDraft draft)
    {
        foreach (GroupAction action in failover.Actions)
        {
            if (draft.Size >= Limit)
            {
                return true;
            }

            GroupPlans.Add(action, snapshot, draft);
        }

        return false;
    }

    private static Func<string, bool>? Unguarded(PlantedFaults faults)
    {
        if (faults.NoRevisionGuardOnFence)
        {
            return key => key.StartsWith(Keys.Members, StringComparison.Ordinal);
        }

        return faults.StaleSnapshotActedOn
            ? key => key.StartsWith(Keys.GroupStates, StringComparison.Ordinal)
                || string.Equals(key, Keys.Coordinator, StringComparison.Ordinal)
            : null;
    }
}

/// <summary>The member that wants to coordinate.</summary>
public sealed record CoordinatorIdentity(string Node, long Epoch);

/// <summary>What came of one look.</summary>
/// <param name="Plan">The transaction to commit; null if there is nothing to do.</param>
/// <param name="WakeAt">When to look again even if nothing changes; null for never.</param>
/// <param name="Coordinating">Whether this member holds the term, or takes it with the plan.</param>
/// <param name="Fencing">What was decided about members; null if this member does not coordinate.</param>
/// <param name="Failover">What was decided about groups; null if this member does not coordinate.</param>
public sealed record CoordinatorStep(
    CommitPlan? Plan, BootTime? WakeAt, bool Coordinating, FencingDecision? Fencing, FailoverDecision? Failover)
{
    public static CoordinatorStep Idle { get; } = new(null, null, false, null, null);
}
