using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Tests.Authority;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Membership;

/// <summary>What only a watchdog ends is taken over when the watchdog must have bitten, and not before.</summary>
public sealed class WatchdogTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Kill = LeaseProfile.Fast.Kill;

    /// <summary>Ten per cent for the clocks, and 5 ms by which two processes may read them differently.</summary>
    private static readonly TimeSpan Bitten = TimeSpan.FromMilliseconds(5)
        + LeaseInequality.RequiredWait(Kill + (Timeout * 2), TimeSpan.Zero);

    [Fact]
    public void WholeNode_IsWaitedFor_UntilTheWatchdogHasBitten()
    {
        ClusterRig rig = Silent(FenceScope.Node, watchdog: true);
        BootTime last = rig.Observer.SeenAt("n1");
        Assert.Equal(last + Bitten, Assert.IsType<Release.Held>(Release(rig)).At);
        rig.Seconds = (last + Bitten).Nanoseconds / 1e9;
        Assert.IsType<Release.Free>(Release(rig));
    }

    [Fact]
    public void WholeNode_WithoutAWatchdog_IsNotTaken() =>
        Assert.IsType<Release.Blocked>(Release(Silent(FenceScope.Node, watchdog: false)));

    [Fact]
    public void Processes_AreEndedByGuards_WhateverTheWatchdogDoes() =>
        Assert.IsType<Release.Free>(Release(Silent(FenceScope.Process, watchdog: true)));

    [Fact]
    public void Address_ThatExpiresInTheKernel_DoesNotWaitForTheWatchdog_OneThatDoesNot_Waits()
    {
        Assert.IsType<Release.Held>(Release(Silent(FenceScope.Address, watchdog: true)));
        Assert.IsType<Release.Free>(
            Release(Silent(FenceScope.Address, watchdog: true, Protections.AddressLifetime)));
    }

    [Fact]
    public void Hold_IsWithoutAWatchdog()
    {
        AgentRig rig = AgentRig.Joined(AgentRig.Identity with { Watchdog = Timeout });
        rig.Wake();
        Assert.Equal((Timeout, true), Published(rig));
        rig.Committed(6);
        rig.Do(new MemberEvent.DetachAsked(rig.Clock, TimeSpan.FromSeconds(60)));
        Assert.Equal((TimeSpan.Zero, false), Published(rig));
    }

    [Fact]
    public void Watchdog_IsFedUntilGuardsKill_AndAgainOnceNothingRuns()
    {
        AgentRig rig = AgentRig.Joined();
        BootTime kill = rig.State.KillAt;
        Assert.True(rig.State.MayFeedWatchdog(kill - TimeSpan.FromMilliseconds(1)));
        Assert.False(rig.State.MayFeedWatchdog(kill));
        rig.Now = (kill.Nanoseconds / 1e6) - 100;
        rig.Tick();
        Assert.Equal(MemberPhase.Stopping, rig.State.Phase);
        Assert.True(rig.State.MayFeedWatchdog(rig.Clock));
        rig.Now += 100;
        Assert.False(rig.State.MayFeedWatchdog(rig.Clock));
        rig.NothingRuns();
        Assert.True(rig.State.MayFeedWatchdog(rig.Clock));
    }

    [Fact]
    public void ServiceThatJustStarted_FeedsNothing() =>
        Assert.False(new AgentRig().Start().State.MayFeedWatchdog(AgentRig.At(10_000)));

    /// <summary>n1 owns a group with a resource of a type with this scope, is fenced, and was silent for W.</summary>
    private static ClusterRig Silent(FenceScope scope, bool watchdog, params string[] protections)
    {
        ClusterRig rig = new ClusterRig().Owned("web", "n1").Resource("web", scope);
        rig.Member("n1", member => member with
        {
            Sequence = 2,
            Watchdog = watchdog ? Timeout : TimeSpan.Zero,
            Protections = watchdog ? [.. protections, Protections.Watchdog] : [.. protections],
        }).See();
        rig.Seconds += rig.Observer.WaitFor(rig.Snapshot.Members["n1"].Value).TotalSeconds + 0.001;
        rig.RenewAllBut("n1");
        return rig.Member("n1", member => member with { Alive = false }).See();
    }

    private static Release Release(ClusterRig rig) => Core.Failover.Release.Of(
        rig.Snapshot.GroupStates["web"].Value, rig.Snapshot, rig.Observer, rig.Clock);

    private static (TimeSpan Timeout, bool Protected) Published(AgentRig rig) =>
        (rig.Written.Watchdog, rig.Written.Protections.Contains(Protections.Watchdog));
}
