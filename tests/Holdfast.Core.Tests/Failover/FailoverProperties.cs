using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

/// <summary>What holds of every decision, whatever the cluster looks like.</summary>
public sealed class FailoverProperties
{
    [Fact]
    public void SameInput_GivesTheSameDecision() =>
        Check((rig, decision) => decision == rig.Decide());

    [Fact]
    public void DecisionApplied_LeavesNothingToDo_OnceMovesAreAnswered() => Check((rig, decision) =>
    {
        // A move is answered first, and only then is the group looked at again.
        rig.Apply(decision);
        return rig.Apply(rig.Decide()).Decide().Actions.Count == 0;
    });

    [Fact]
    public void Assignment_RaisesTheGeneration_AndNamesALivingEpoch() => Check((rig, decision) =>
        decision.Actions.OfType<GroupAction.Assign>().All(assign =>
            assign.State.Generation > Before(rig, assign.Group).Generation
            && rig.Snapshot.Members[assign.State.Owner!].Value is { Alive: true, Detached: false } member
            && member.Epoch == assign.State.OwnerEpoch));

    [Fact]
    public void Assignment_IsMadeOnlyOfAFreeGroup() => Check((rig, decision) =>
        decision.Actions.OfType<GroupAction.Assign>().All(assign =>
            Release.Of(Before(rig, assign.Group), rig.Snapshot, rig.Observer, rig.Clock) is Release.Free));

    [Fact]
    public void NothingButAnAssignment_ChangesOwnerOrGeneration() => Check((rig, decision) =>
        decision.Actions.All(action => action is GroupAction.Assign || StateOf(action) is not { } state
            || (state.Generation == Before(rig, action.Group).Generation
                && (state.Owner is null || state.Owner == Before(rig, action.Group).Owner))));

    [Fact]
    public void AddingANode_NeverUnplaces() => Check((rig, decision) =>
    {
        int placed = decision.Actions.OfType<GroupAction.Assign>().Count();
        rig.Snapshot = rig.Snapshot with
        {
            Nodes = rig.Snapshot.Nodes.Set("n9", new(new() { Name = "n9", Id = 9 }, rig.Revision)),
        };
        rig.Member("n9", member => member).See();
        return rig.Decide().Actions.OfType<GroupAction.Assign>().Count() >= placed;
    });

    private static void Check(Func<ClusterRig, FailoverDecision, bool> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            ClusterRig rig = Draw(new Random(seed));
            return property(rig, rig.Decide());
        }).QuickCheckThrowOnFailure();

    private static ClusterRig Draw(Random random)
    {
        var rig = new ClusterRig(random.Next(1, 5));
        string[] nodes = [.. rig.Snapshot.Nodes.Keys];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            DrawGroup(rig, random, $"g{i}", nodes);
        }

        rig.Seconds += random.Next(0, 4);
        foreach (string node in nodes)
        {
            rig.Node(node, config => config with { Paused = random.Next(5) == 0, Drain = random.Next(8) == 0 });
            rig.Member(node, member => member with
            {
                Alive = random.Next(4) != 0,
                Epoch = random.Next(1, 3),
                Detached = random.Next(6) == 0,
                Sequence = member.Sequence + random.Next(2),
            });
            rig.Observer = random.Next(4) == 0 ? rig.Observer.Prove(node, 1) : rig.Observer;
        }

        return rig.See();
    }

    private static void DrawGroup(ClusterRig rig, Random random, string name, string[] nodes)
    {
        rig.Group(name, group => group with
        {
            PreferredOwners = [.. nodes.Where(_ => random.Next(2) == 0)],
            PossibleOwners = random.Next(4) == 0 ? [nodes[random.Next(nodes.Length)]] : [],
            AutoFailback = random.Next(2) == 0,
            FailoverThreshold = random.Next(3) == 0 ? null : random.Next(3),
        });
        if (random.Next(4) != 0)
        {
            rig.Owned(name, nodes[random.Next(nodes.Length)], state => state with { WantedStop = random.Next(4) == 0 });
            rig.Status(name, (GroupPhase)random.Next(4), random.Next(4) == 0 ? "it failed" : null);
        }

        if (random.Next(5) == 0)
        {
            rig.Move(name, random.Next(4) == 0 ? null : $"n{random.Next(1, 6)}");
        }
    }

    private static GroupState Before(ClusterRig rig, string group) =>
        rig.Snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row) ? row.Value : new() { Group = group };

    private static GroupState? StateOf(GroupAction action) => action switch
    {
        GroupAction.AskToStop stop => stop.State,
        GroupAction.Note note => note.State,
        GroupAction.RefuseMove refuse => refuse.State,
        _ => null,
    };
}
