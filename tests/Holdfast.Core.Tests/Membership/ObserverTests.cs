using Holdfast.Core.Authority;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Membership;

public sealed class ObserverTests
{
    private static readonly double Wait = Lease.Of(LeaseProfile.Fast).Wait.TotalSeconds + 0.005;

    [Fact]
    public void ServiceThatStarts_HasSeenEverybodyJustNow()
    {
        var rig = new ClusterRig();
        Assert.Null(rig.Observer.SilenceOf(Of(rig, "n2"), rig.Clock));
        rig.Seconds += Wait - 0.001;
        Assert.Null(rig.Observer.SilenceOf(Of(rig, "n2"), rig.Clock));
        rig.Seconds += 0.002;
        Assert.Equal(Silence.Waited, rig.Observer.SilenceOf(Of(rig, "n2"), rig.Clock));
    }

    [Fact]
    public void MemberFirstSeenLater_IsSeenThen()
    {
        var rig = new ClusterRig(nodes: 1);
        rig.Seconds += 50;
        rig.Member("n2", member => member).See();
        Assert.Equal(rig.Clock, rig.Observer.SeenAt("n2"));
    }

    [Fact]
    public void FenceIsNoSignOfLife()
    {
        var rig = new ClusterRig();
        rig.Seconds += 1;
        rig.Member("n2", member => member with { Alive = false }).See();
        Assert.Equal(rig.Clock - TimeSpan.FromSeconds(1), rig.Observer.SeenAt("n2"));
    }

    [Fact]
    public void NewSequenceOrEpoch_IsASignOfLife()
    {
        var rig = new ClusterRig();
        rig.Seconds += 1;
        rig.Member(
            "n2", member => member with { Sequence = 2 }).Member("n3", member => member with { Epoch = 2 }).See();
        Assert.Equal((rig.Clock, rig.Clock), (rig.Observer.SeenAt("n2"), rig.Observer.SeenAt("n3")));
    }

    [Fact]
    public void Hold_IsHonoured()
    {
        var rig = new ClusterRig();
        TimeSpan hold = TimeSpan.FromSeconds(60);
        rig.Member("n2", member => member with { Sequence = 2, Authority = hold, Kill = hold, Detached = true }).See();
        rig.Seconds += 66;
        Assert.Null(rig.Observer.SilenceOf(Of(rig, "n2"), rig.Clock));
        rig.Seconds += 2;
        Assert.Equal(Silence.Waited, rig.Observer.SilenceOf(Of(rig, "n2"), rig.Clock));
    }

    [Fact]
    public void Proof_IsOfItsEpochAndOlderOnes()
    {
        var rig = new ClusterRig();
        Observer observer = rig.Observer.Prove("n2", 3);
        Assert.True(observer.IsProvenDead("n2", 3));
        Assert.True(observer.IsProvenDead("n2", 2));
        Assert.False(observer.IsProvenDead("n2", 4));
        Assert.False(observer.IsProvenDead("n3", 3));
        Assert.Same(observer, observer.Prove("n2", 2));
    }

    private static MemberState Of(ClusterRig rig, string node) => rig.Snapshot.Members[node].Value;
}
