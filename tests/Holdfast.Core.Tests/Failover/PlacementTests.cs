using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

public sealed class PlacementTests
{
    [Fact]
    public void NoPreference_GoesByNodeId()
    {
        GroupAction.Assign assign = new ClusterRig().Group("g").Only<GroupAction.Assign>();
        Assert.Equal("n1", assign.State.Owner);
        Assert.Equal("it is new; n1 is first by node id that can own it", assign.Reason.Text);
    }

    [Fact]
    public void PreferredOwners_ComeFirst_InTheirOrder()
    {
        ClusterRig rig = new ClusterRig().Group("g", group => group with { PreferredOwners = ["n3", "n2"] });
        Assert.Equal("n3", rig.Only<GroupAction.Assign>().State.Owner);
        rig.Node("n3", node => node with { Paused = true });
        Assert.Equal("n2", rig.Only<GroupAction.Assign>().State.Owner);
        Assert.Contains(
            "number 2 of its preferred owners", rig.Only<GroupAction.Assign>().Reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void GroupNotWantedOnline_HasAnOwnerToo()
    {
        ClusterRig rig = new ClusterRig().Group("g", group => group with { WantedOnline = false });
        Assert.Equal("n1", rig.Only<GroupAction.Assign>().State.Owner);
    }

    [Fact]
    public void EveryReasonAgainstANode_IsSaid()
    {
        ClusterRig rig = new ClusterRig(
            nodes: 5).Group("g", group => group with { PossibleOwners = ["n1", "n2", "n3", "n4"] });
        rig.Node("n1", node => node with { Paused = true })
            .Member("n2", member => member with { Alive = false })
            .Member("n3", member => member with { Detached = true })
            .See();
        rig.Seconds += 0.7;
        rig.RenewAllBut("n4");
        GroupAction.Note note = rig.Only<GroupAction.Note>();
        Assert.Null(note.State.Owner);
        Assert.EndsWith(
            "n1 is paused; n2 is down; the service of n3 was stopped; n4 is not answering; " +
            "n5 is not one of its possible owners",
            note.Reason.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NodeWithoutTheDll_IsLeftOut()
    {
        ClusterRig rig = new ClusterRig().Group("g");
        var status = new NodeStatus
        {
            Node = "n1",
            Epoch = 1,
            UnavailableTypes = ValueMap<string>.Empty.Set("T", "DLL missing: T.dll"),
        };
        rig.Snapshot = rig.Snapshot with
        {
            NodeStatuses = rig.Snapshot.NodeStatuses.Set("n1", new(status, 1)),
            Resources = rig.Snapshot.Resources.Set("r", new(new() { Name = "r", Group = "g", Type = "T" }, 1)),
        };
        Assert.Equal("n2", rig.Only<GroupAction.Assign>().State.Owner);
        rig.Group("other");
        Assert.Equal(
            "n1", rig.Decide().Actions.OfType<GroupAction.Assign>().Single(one => one.Group == "other").State.Owner);
    }

    [Fact]
    public void NobodyCanOwnIt_IsSaidOnce_AndTakenUpWhenSomebodyCan()
    {
        ClusterRig rig = new ClusterRig(nodes: 1).Group("g").Node("n1", node => node with { Paused = true });
        rig.Apply(rig.Decide());
        Assert.Empty(rig.Decide().Actions);
        rig.Node("n1", node => node with { Paused = false });
        Assert.Equal("n1", rig.Only<GroupAction.Assign>().State.Owner);
    }

    [Fact]
    public void HighPriority_IsPlacedFirst()
    {
        ClusterRig rig = new ClusterRig().Group("a", group => group with { Priority = 1000 })
            .Group("z", group => group with { Priority = 3000 })
            .Group("m");
        Assert.Equal(["z", "m", "a"], rig.Decide().Actions.Select(action => action.Group));
    }

    [Fact]
    public void NodesItFailedOn_AreTakenOnlyIfThereIsNoOther()
    {
        ClusterRig rig = new ClusterRig().Owned("g", "n2", state => state with
        {
            Owner = null,
            Failovers = [new("n1", ClusterRig.Midnight - TimeSpan.FromHours(1), "failed")],
        });
        Assert.Equal("n2", rig.Only<GroupAction.Assign>().State.Owner);
        rig.Node("n2", node => node with { Paused = true }).Node("n3", node => node with { Paused = true });
        Assert.Equal("n1", rig.Only<GroupAction.Assign>().State.Owner);
        rig.Node("n2", node => node with { Paused = false });
        rig.WallClock += TimeSpan.FromHours(5.5);
        Assert.Equal("n1", rig.Only<GroupAction.Assign>().State.Owner);
        Assert.Empty(rig.Only<GroupAction.Assign>().State.Failovers);
    }
}
