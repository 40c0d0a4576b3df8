using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

public sealed class FailoverLimitTests
{
    [Fact]
    public void FailureOnTheOwner_MovesItAndCounts()
    {
        ClusterRig rig = Failed();
        GroupAction.AskToStop stop = rig.Only<GroupAction.AskToStop>();
        Assert.Equal((true, "n1"), (stop.State.WantedStop, stop.State.IntendedOwner));
        Assert.Equal([new FailoverRecord("n2", ClusterRig.Midnight, "web failed")], stop.State.Failovers);
    }

    [Fact]
    public void FailureOfAnEarlierGeneration_IsHistory()
    {
        ClusterRig rig = Failed();
        rig.State(rig.Snapshot.GroupStates["g"].Value with { Generation = 8 });
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void DefaultLimit_IsTheNumberOfNodesLessOne_AndIsSaidPlainly()
    {
        ClusterRig rig = Failed(
            new("n1", ClusterRig.Midnight - TimeSpan.FromHours(5), "x"),
            new("n3", ClusterRig.Midnight - TimeSpan.FromHours(2), "x"));
        FailoverDecision decision = rig.Decide();
        GroupAction.Note note = Assert.IsType<GroupAction.Note>(Assert.Single(decision.Actions));
        Assert.Equal(
            "web failed; it failed over twice within 6 h, and its limit is 2: it stays on n2 until " +
            "2026-01-01 01:00:00 UTC, or until it is moved",
            note.State.Hindrance);
        Assert.Equal(rig.Clock + TimeSpan.FromHours(1), decision.WakeAt);
        rig.Apply(decision);
        Assert.Empty(rig.Decide().Actions);
    }

    [Fact]
    public void AfterThePeriod_ItFailsOverAgain_WhereItDidNotFail()
    {
        ClusterRig rig = Failed(
            new("n1", ClusterRig.Midnight - TimeSpan.FromHours(5), "x"),
            new("n3", ClusterRig.Midnight - TimeSpan.FromHours(2), "x"));
        rig.WallClock += TimeSpan.FromHours(1.5);
        Assert.Equal("n1", rig.Only<GroupAction.AskToStop>().State.IntendedOwner);
    }

    [Fact]
    public void EveryOtherNodeFailedToo_LeavesItWhereItIs()
    {
        ClusterRig rig = Failed(new FailoverRecord("n1", ClusterRig.Midnight, "x"));
        rig.Node("n3", node => node with { Paused = true });
        Assert.Equal(
            "web failed on n2, but it has nowhere to go: it failed on n1; n3 is paused",
            rig.Only<GroupAction.Note>().State.Hindrance);
    }

    [Fact]
    public void ThresholdZero_NeverFailsOver()
    {
        ClusterRig rig = Failed().Group("g", group => group with { FailoverThreshold = 0 });
        Assert.Equal(
            "web failed; it does not fail over, for its failover limit is 0",
            rig.Only<GroupAction.Note>().State.Hindrance);
    }

    private static ClusterRig Failed(params FailoverRecord[] earlier) => new ClusterRig()
        .Owned("g", "n2", state => state with { Failovers = [.. earlier] })
        .Status("g", GroupPhase.Active, failover: "web failed");
}
