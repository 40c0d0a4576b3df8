using Holdfast.Core.Failover;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

public sealed class MoveRequestTests
{
    [Fact]
    public void Move_IsTakenUpOnce()
    {
        ClusterRig rig = Rig().Move("g", "n3");
        GroupAction.AskToStop stop = rig.Only<GroupAction.AskToStop>();
        Assert.Equal(("n3", "m1", ""), (stop.State.IntendedOwner, stop.State.LastMoveId, stop.State.LastMoveRefusal));
        Assert.NotNull(stop.Move);
        Assert.Equal("ann asked to move it to n3", stop.Reason.Text);
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void NoTarget_TakesTheBestOther() =>
        Assert.Equal("n1", Rig().Move("g", null).Only<GroupAction.AskToStop>().State.IntendedOwner);

    [Theory]
    [InlineData("n9", "there is no node n9")]
    [InlineData("n2", "it is on n2 already")]
    [InlineData("n3", "n3 is paused")]
    public void MoveThatCannotBeDone_IsRefusedWithTheReason(string target, string why)
    {
        ClusterRig rig = Rig().Node("n3", node => node with { Paused = true }).Move("g", target);
        GroupAction.RefuseMove refused = rig.Only<GroupAction.RefuseMove>();
        Assert.Equal(("m1", why), (refused.State!.LastMoveId, refused.State.LastMoveRefusal));
        Assert.False(refused.State.WantedStop);
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void MoveWhileItStops_ChangesWhereItGoes()
    {
        ClusterRig rig = Rig().Move("g", "n3");
        rig.Apply(rig.Decide()).Move("g", "n1");
        Assert.Equal("n1", rig.Only<GroupAction.AskToStop>().State.IntendedOwner);
    }

    [Fact]
    public void MoveOfAGroupWithoutOwner_PlacesIt()
    {
        ClusterRig rig = new ClusterRig().Owned("g", "n2", state => state with { Owner = null }).Move("g", "n3");
        GroupAction.Assign assign = rig.Only<GroupAction.Assign>();
        Assert.Equal(("n3", "m1"), (assign.State.Owner, assign.State.LastMoveId));
    }

    [Fact]
    public void MoveOfAnUnknownGroup_IsTakenAway()
    {
        GroupAction.RefuseMove refused = new ClusterRig().Move("ghost", "n1").Only<GroupAction.RefuseMove>();
        Assert.Null(refused.State);
        Assert.NotNull(refused.Move);
    }

    [Fact]
    public void MoveToANodeItFailedOn_IsPeoplesRight()
    {
        ClusterRig rig = new ClusterRig().Owned("g", "n2", state => state with
        {
            Failovers = [new("n3", ClusterRig.Midnight, "failed")],
        });
        Assert.Equal("n3", rig.Move("g", "n3").Only<GroupAction.AskToStop>().State.IntendedOwner);
    }

    [Fact]
    public void OwnerWhoseServiceIsAway_RefusesTheMove()
    {
        ClusterRig rig = Rig().Member("n2", member => member with { Detached = true }).Move("g", "n3");
        Assert.Contains(
            "start it first", rig.Only<GroupAction.RefuseMove>().State!.LastMoveRefusal, StringComparison.Ordinal);
    }

    private static ClusterRig Rig() => new ClusterRig().Owned("g", "n2").Status("g", GroupPhase.Active);
}
