using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

public sealed class OwnedGroupTests
{
    [Fact]
    public void NothingWrong_NothingDone() => Assert.Empty(Rig().Decide().Actions);

    [Fact]
    public void Drain_MovesIt_PauseDoesNot()
    {
        ClusterRig rig = Rig().Node("n2", node => node with { Paused = true });
        Assert.Empty(rig.Decide().Actions);
        rig.Node("n2", node => node with { Drain = true });
        GroupAction.AskToStop stop = rig.Only<GroupAction.AskToStop>();
        Assert.Equal(
            (true, "n1", ReasonKind.Drain), (stop.State.WantedStop, stop.State.IntendedOwner, stop.Reason.Kind));
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void DrainWithNowhereToGo_LeavesItAndSaysSoOnce()
    {
        ClusterRig rig = Rig(nodes: 2).Node("n2", node => node with { Paused = true, Drain = true })
            .Node("n1", node => node with { Paused = true });
        Assert.Equal(
            "n2 is being drained, but it has nowhere to go: n1 is paused",
            rig.Only<GroupAction.Note>().State.Hindrance);
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
        rig.Node("n2", node => node with { Paused = false, Drain = false });
        Assert.Equal("", rig.Only<GroupAction.Note>().State.Hindrance);
    }

    [Fact]
    public void Stopped_GoesWhereItWasToGo()
    {
        ClusterRig rig = Rig().Move("g", "n3");
        rig.Apply(rig.Decide()).Status("g", GroupPhase.Stopped);
        GroupAction.Assign assign = rig.Only<GroupAction.Assign>();
        Assert.Equal(("n3", 8, false, null), (
            assign.State.Owner, assign.State.Generation, assign.State.WantedStop, assign.State.IntendedOwner));
        Assert.Equal("n2 stopped it; n3 is where it was to go", assign.Reason.Text);
    }

    [Fact]
    public void TargetThatDiedMeanwhile_IsReplaced()
    {
        ClusterRig rig = Rig().Move("g", "n3");
        rig.Apply(rig.Decide()).Status("g", GroupPhase.Stopped);
        rig.Member("n3", member => member with { Alive = false }).See();
        Assert.Equal("n1", rig.Only<GroupAction.Assign>().State.Owner);
    }

    [Fact]
    public void StopFailed_IsNeverStartedElsewhere_UntilItsOwnerIsDead()
    {
        ClusterRig rig = Rig().Move("g", "n3");
        rig.Apply(rig.Decide()).Status("g", GroupPhase.StopFailed);
        rig.Seconds += 1000;
        rig.RenewAllBut();
        Assert.StartsWith(
            "it could not be stopped on n2", rig.Only<GroupAction.Note>().State.Hindrance, StringComparison.Ordinal);
        rig.Apply(rig.Decide()).Move("g", "n1");
        Assert.Contains(
            "could not be stopped",
            rig.Only<GroupAction.RefuseMove>().State!.LastMoveRefusal,
            StringComparison.Ordinal);
        rig.Apply(rig.Decide());
        rig.Member("n2", member => member with { Alive = false }).See();
        rig.Observer = rig.Observer.Prove("n2", 1);
        Assert.Equal("n3", rig.Only<GroupAction.Assign>().State.Owner);
    }

    [Fact]
    public void OwnerWhoseServiceIsAway_KeepsIt()
    {
        ClusterRig rig = Rig().Member("n2", member => member with { Detached = true })
            .Node("n2", node => node with { Paused = true, Drain = true });
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void OwnerThatIsNoLongerPossible_GivesItAway()
    {
        ClusterRig rig = Rig().Group("g", group => group with { PossibleOwners = ["n1", "n3"] });
        Assert.Equal(ReasonKind.NotPossibleOwner, rig.Only<GroupAction.AskToStop>().Reason.Kind);
    }

    [Fact]
    public void DeletedGroup_IsStoppedThenForgotten()
    {
        ClusterRig rig = Rig();
        rig.Snapshot = rig.Snapshot with { Groups = rig.Snapshot.Groups.Remove("g") };
        Assert.Equal(ReasonKind.Deleted, rig.Only<GroupAction.AskToStop>().Reason.Kind);
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
        rig.Status("g", GroupPhase.Stopped);
        rig.Only<GroupAction.Forget>();
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void GroupMadeAnew_GetsAHigherGeneration()
    {
        ClusterRig rig = Rig().Status("g", GroupPhase.Stopped);
        rig.Snapshot = rig.Snapshot with { Groups = rig.Snapshot.Groups.Remove("g") };
        rig.Apply(rig.Decide()).Group("g");
        Assert.True(rig.Only<GroupAction.Assign>().State.Generation > 7);
    }

    /// <summary>What was given in the database that was lost is not known; it was below the floor.</summary>
    [Fact]
    public void FloorThatWasRaised_IsBelowEveryGenerationThatIsGiven()
    {
        ClusterRig rig = Rig().Status("g", GroupPhase.Stopped);
        rig.Snapshot = rig.Snapshot with
        {
            Groups = rig.Snapshot.Groups.Remove("g"),
            Cluster = new(new ClusterConfig { GenerationFloor = 5_000 }, 1),
        };
        rig.Apply(rig.Decide()).Group("g");
        Assert.Equal(
            5_000 + rig.Snapshot.Revision + 1, rig.Only<GroupAction.Assign>().State.Generation);
    }

    [Fact]
    public void FloorThatWasRaised_IsBelowTheNextGenerationOfAGroupThatHadOne()
    {
        ClusterRig rig = Rig().Status("g", GroupPhase.Stopped);
        rig.Snapshot = rig.Snapshot with { Cluster = new(new ClusterConfig { GenerationFloor = 5_000 }, 1) };
        Assert.Equal(5_001, rig.Only<GroupAction.Assign>().State.Generation);
    }

    [Fact]
    public void Failback_WaitsUntilThePreferredNodeWasDown()
    {
        ClusterRig rig = Rig().Group("g", group => group with { PreferredOwners = ["n1", "n2"], AutoFailback = true });
        Assert.Equal("n1", rig.Only<GroupAction.AskToStop>().State.IntendedOwner);

        rig.State(rig.Snapshot.GroupStates["g"].Value with { Owner = "n1" }).Move("g", "n2");
        rig.Apply(rig.Decide()).Status("g", GroupPhase.Stopped);
        rig.Apply(rig.Decide());
        Assert.Equal("n2", rig.Snapshot.GroupStates["g"].Value.Owner);
        Assert.Empty(rig.Decide().Actions);

        rig.Member("n1", member => member with { Epoch = 2 }).See();
        GroupAction.AskToStop back = rig.Only<GroupAction.AskToStop>();
        Assert.Equal(("n1", ReasonKind.Failback), (back.State.IntendedOwner, back.Reason.Kind));
    }

    [Fact]
    public void NoAutoFailback_Stays()
    {
        ClusterRig rig = Rig().Group("g", group => group with { PreferredOwners = ["n1", "n2"] });
        Assert.Empty(rig.Decide().Actions);
    }

    private static ClusterRig Rig(int nodes = 3) =>
        new ClusterRig(nodes).Owned("g", "n2").Status("g", GroupPhase.Active);
}
