using Holdfast.Core.Events;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Membership;

public sealed class CoordinatorTests
{
    [Fact]
    public void NothingToDo_CommitsNothingAndWakesForTheNextSilence()
    {
        CoordinatorStep step = new ClusterRig().Look("n1");
        Assert.True(step.Coordinating);
        Assert.Null(step.Plan);
        Assert.Equal(102.029, step.WakeAt!.Value.Nanoseconds / 1e9, 0.001);
    }

    [Fact]
    public void SilentMember_IsFencedAndItsGroupsGivenAway_InOneTransaction()
    {
        var rig = new ClusterRig();
        rig.Owned("g", "n2");
        rig.Seconds += 2.1;
        rig.RenewAllBut("n2");
        CommitPlan plan = rig.Look("n1").Plan!;
        Assert.Equal(
            [Keys.Coordinator, Keys.GroupState("g"), Keys.Member("n2"), Keys.NodeState("n2")],
            plan.Guards.Select(guard => guard.Key));
        Assert.Contains(
            plan.Guards, guard => guard == new RowGuard(Keys.Member("n2"), rig.Snapshot.Members["n2"].Revision));
        MemberState fenced = plan.Puts.Select(put => put.Value).OfType<MemberState>().Single();
        Assert.Equal((false, 1, 1), (fenced.Alive, fenced.Epoch, fenced.Sequence));
        GroupState state = plan.Puts.Select(put => put.Value).OfType<GroupState>().Single();
        Assert.Equal(("n1", 1, 8), (state.Owner, state.OwnerEpoch, state.Generation));
        Assert.Equal([EventKinds.NodeDown, EventKinds.GroupAssigned], plan.Announcements.Select(said => said.Kind));
        Assert.Contains("silent for 2.1 s", plan.Announcements[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProofOfDeath_NeedsNoSilence()
    {
        var rig = new ClusterRig();
        rig.Owned("g", "n2");
        rig.Observer = rig.Observer.Prove("n2", 1);
        Assert.Contains(
            "its alive lock is free", rig.Look("n1").Plan!.Announcements[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherMembers_WaitWhileTheHolderLives()
    {
        var rig = new ClusterRig();
        rig.Owned("g", "n2");
        rig.Observer = rig.Observer.Prove("n2", 1);
        CoordinatorStep step = rig.Look("n3");
        Assert.False(step.Coordinating);
        Assert.Null(step.Plan);
        Assert.Equal(100.676, step.WakeAt!.Value.Nanoseconds / 1e9, 0.001);
    }

    [Fact]
    public void HolderProvenDead_IsReplacedFencedAndRelieved_InOneTransaction()
    {
        var rig = new ClusterRig();
        rig.Owned("g", "n1");
        rig.Observer = rig.Observer.Prove("n1", 1);
        CommitPlan plan = rig.Look("n2").Plan!;
        Assert.Equal(
            [EventKinds.CoordinatorChanged, EventKinds.NodeDown, EventKinds.GroupAssigned],
            plan.Announcements.Select(said => said.Kind));
        CoordinatorState coordinator = plan.Puts.Select(put => put.Value).OfType<CoordinatorState>().Single();
        Assert.Equal((5, "n2", 1), (coordinator.Term, coordinator.Holder, coordinator.HolderEpoch));
        Assert.Equal("n2", plan.Puts.Select(put => put.Value).OfType<GroupState>().Single().Owner);
    }

    [Fact]
    public void HolderSilentForAThirdOfW_IsReplacedButNotYetFenced()
    {
        var rig = new ClusterRig();
        rig.Seconds += 0.7;
        rig.RenewAllBut("n1");
        CommitPlan plan = rig.Look("n2").Plan!;
        Assert.Equal([Keys.Coordinator], plan.Puts.Select(put => put.Key));
    }

    /// <summary>Else two that heard nothing while the database stood still would take the term from each other, again
    /// and again.</summary>
    [Fact]
    public void MemberThatIsNotHeardItself_TakesTheTermOfNobodyForBeingSilent()
    {
        var rig = new ClusterRig();
        rig.Seconds += 0.7;
        CoordinatorStep step = rig.Look("n2");
        Assert.Null(step.Plan);
        Assert.True(step.WakeAt > rig.Clock);
        rig.RenewAllBut("n1", "n3");
        Assert.NotNull(rig.Look("n2").Plan);
        Assert.Null(rig.Look("n3").Plan);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void HolderFencedOrDetached_IsReplacedAtOnce(bool alive, bool detached)
    {
        var rig = new ClusterRig();
        rig.Member("n1", member => member with { Alive = alive, Detached = detached }).See();
        Assert.NotNull(rig.Look("n2").Plan);
    }

    [Fact]
    public void MemberThatJoins_IsPutOnTheRosterOnce()
    {
        var rig = new ClusterRig();
        rig.Member("n3", member => member with { Epoch = 2, Sequence = 5 }).See();
        CommitPlan plan = rig.Look("n1").Plan!;
        var state = (CoordinatorState)Assert.Single(plan.Puts).Value;
        Assert.Equal([("n1", 1L), ("n2", 1L), ("n3", 2L)], state.Roster.Select(member => (member.Key, member.Value)));
        rig.Snapshot = rig.Snapshot with { Coordinator = new(state, rig.Revision + 1) };
        Assert.Null(rig.Look("n1").Plan);
    }

    /// <summary>The holder is gone. Node n3 starts and takes the term; n2 was there before, or started as n3
    /// did.</summary>
    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    [InlineData(2, 1, false)]
    public void TermTaken_FormsTheClusterAnew_WhereNobodyWasThereBefore(long n2, long n3, bool isFormedAnew)
    {
        var rig = new ClusterRig();
        rig.Member("n2", member => member with { Epoch = n2 });
        rig.Member("n3", member => member with { Epoch = n3 });
        rig.Observer = new() { StartedAt = rig.Clock };
        rig.See();
        rig.Seconds += 0.7;
        rig.RenewAllBut("n1");

        CommitPlan plan = Coordinator.Decide(
            rig.Snapshot, rig.Observer, new("n3", n3), rig.WallClock, rig.Clock).Plan!;

        CoordinatorState state = plan.Puts.Select(put => put.Value).OfType<CoordinatorState>().Single();
        Assert.Equal(isFormedAnew ? rig.WallClock : null, state.FormedAt);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void MemberThatIsFencedOrOfAnotherEpoch_DoesNotCoordinate(bool alive, long epoch)
    {
        var rig = new ClusterRig();
        rig.Owned("g", "n2");
        rig.Observer = rig.Observer.Prove("n2", 1);
        rig.Member("n1", member => member with { Alive = alive, Epoch = epoch }).See();
        Assert.Equal(CoordinatorStep.Idle, rig.Look("n1"));
    }

    [Fact]
    public void FirstGeneration_IsComparedWithTheGroupItself()
    {
        var rig = new ClusterRig();
        rig.Group("g");
        CommitPlan plan = rig.Look("n1").Plan!;
        Assert.Contains(new RowGuard(Keys.Group("g"), rig.Snapshot.Groups["g"].Revision), plan.Guards);
        Assert.Contains(new RowGuard(Keys.GroupState("g"), 0), plan.Guards);
        Assert.Equal(rig.Revision + 1, plan.Puts.Select(put => put.Value).OfType<GroupState>().Single().Generation);
    }

    [Fact]
    public void ManyGroups_AreSpreadOverSeveralTransactions()
    {
        var rig = new ClusterRig();
        for (int i = 0; i < 200; i++)
        {
            rig.Group($"g{i:000}");
        }

        CoordinatorStep step = rig.Look("n1");
        Assert.InRange(step.Plan!.Guards.Count + step.Plan.Puts.Count + step.Plan.Announcements.Count, 64, 128);
        Assert.Equal(rig.Clock, step.WakeAt);
    }
}
