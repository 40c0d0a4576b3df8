using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

/// <summary>Rule 6: the only ways to take a group from its owner.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public void LivingOwner_KeepsIt() => Assert.IsType<Release.Held>(Of(Rig()));

    [Fact]
    public void StoppedByTheOwner_IsFree()
    {
        ClusterRig rig = Rig().Status("g", GroupPhase.Stopped);
        Assert.Equal(ReasonKind.StoppedByOwner, Assert.IsType<Release.Free>(Of(rig)).Reason.Kind);
    }

    [Theory]
    [InlineData(GroupPhase.Active)]
    [InlineData(GroupPhase.Stopping)]
    [InlineData(GroupPhase.StopFailed)]
    public void AnyOtherPhase_IsNot(GroupPhase phase) =>
        Assert.IsType<Release.Held>(Of(Rig().Status("g", phase)));

    [Fact]
    public void StoppedInAnEarlierGeneration_IsNot()
    {
        ClusterRig rig = Rig().Status("g", GroupPhase.Stopped);
        rig.State(rig.Snapshot.GroupStates["g"].Value with { Generation = 8 });
        Assert.IsType<Release.Held>(Of(rig));
    }

    [Fact]
    public void OwnerWithAHigherEpoch_HasProvenThatNothingRuns()
    {
        ClusterRig rig = Rig().Member("n2", member => member with { Epoch = 2 }).See();
        Assert.Equal(ReasonKind.OwnerEpochOver, Assert.IsType<Release.Free>(Of(rig)).Reason.Kind);
    }

    [Fact]
    public void FencedByAnotherCoordinator_IsFreeOnlyAfterOwnSilence()
    {
        ClusterRig rig = Rig();
        rig.Seconds += 1;
        rig.Member("n2", member => member with { Alive = false }).See();
        Assert.NotNull(Assert.IsType<Release.Held>(Of(rig)).At);
        rig.Seconds += 1.1;
        Assert.Equal(ReasonKind.OwnerSilent, Assert.IsType<Release.Free>(Of(rig)).Reason.Kind);
    }

    [Fact]
    public void SilentButNotFenced_IsNotFree()
    {
        ClusterRig rig = Rig();
        rig.Seconds += 100;
        Assert.IsType<Release.Held>(Of(rig));
    }

    [Fact]
    public void ProvenDeadButNotFenced_IsNotFree()
    {
        ClusterRig rig = Rig();
        rig.Observer = rig.Observer.Prove("n2", 1);
        Assert.IsType<Release.Held>(Of(rig));
    }

    [Fact]
    public void OwnersRecordMissingOrOlder_IsNeverFree()
    {
        ClusterRig rig = Rig();
        rig.State(rig.Snapshot.GroupStates["g"].Value with { OwnerEpoch = 3 });
        rig.Seconds += 1000;
        Assert.IsType<Release.Held>(Of(rig));
        rig.Snapshot = rig.Snapshot with { Members = rig.Snapshot.Members.Remove("n2") };
        Assert.IsType<Release.Held>(Of(rig));
        Assert.Contains(
            "was the database restored", rig.Only<GroupAction.Note>().State.Hindrance, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FenceScope.Address, "address-lifetime")]
    [InlineData(FenceScope.Node, "watchdog")]
    public void FenceScopeThatWasNotProtected_BlocksATakeover(FenceScope scope, string needed)
    {
        ClusterRig rig = Rig();
        rig.Resource("g", scope);
        rig.Member("n2", member => member with { Alive = false }).See();
        rig.Observer = rig.Observer.Prove("n2", 1);
        Assert.Contains(needed, Assert.IsType<Release.Blocked>(Of(rig)).Reason.Text, StringComparison.Ordinal);

        rig.Member("n2", member => member with { Protections = [needed] }).See();

        // A proof is of processes; what only the watchdog ends is waited for.
        rig.Seconds += 10;
        Assert.IsType<Release.Free>(Of(rig));
    }

    [Fact]
    public void TypeThatNobodyKnows_IsTakenForOneThatOnlyTheWholeNodesEndFrees()
    {
        ClusterRig rig = Rig();
        rig.Resource("g", FenceScope.Process);
        rig.Member("n2", member => member with { Alive = false }).See();
        rig.Observer = rig.Observer.Prove("n2", 1);
        Assert.IsType<Release.Free>(Of(rig));

        rig.Snapshot = rig.Snapshot with { Types = rig.Snapshot.Types.Remove("T") };
        Assert.Contains("watchdog", Assert.IsType<Release.Blocked>(Of(rig)).Reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BlockedGroup_IsFreedByItsOwnersReturn()
    {
        ClusterRig rig = Rig();
        rig.Resource("g", FenceScope.Node);
        rig.Member("n2", member => member with { Epoch = 2 }).See();
        Assert.IsType<Release.Free>(Of(rig));
    }

    private static ClusterRig Rig() => new ClusterRig().Owned("g", "n2");

    private static Release Of(ClusterRig rig) =>
        Release.Of(rig.Snapshot.GroupStates["g"].Value, rig.Snapshot, rig.Observer, rig.Clock);
}
