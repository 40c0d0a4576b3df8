using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Holdfast.Core.WhatIf;
using Xunit;
using static Holdfast.Core.Tests.Failover.StonithRig;

namespace Holdfast.Core.Tests.Failover;

/// <summary>When a node is powered off from outside, and what its confirmation is worth.</summary>
public sealed class StonithTests
{
    [Fact]
    public void BlockedGroupOfADeadNode_IsReasonToPowerItOff_IntentFirst()
    {
        ClusterRig rig = Dead();

        CommitPlan plan = rig.Look("n1").Plan!;

        FenceState wanted = Assert.IsType<FenceState>(
            Assert.Single(plan.Puts, put => put.Key == "state/fences/n2").Value);
        Assert.Equal((FencePhase.Intended, 1L, "n1"), (wanted.Phase, wanted.Epoch, wanted.By));
        Assert.Contains(new RowGuard("state/fences/n2", 0), plan.Guards);
        Assert.Contains(new RowGuard("state/members/n2", rig.Snapshot.Members["n2"].Revision), plan.Guards);
        Assert.Contains(new RowGuard(Keys.Coordinator, rig.Snapshot.Coordinator!.Revision), plan.Guards);
        Assert.Contains(plan.Announcements, told => told.Kind == "FenceIntended");
    }

    [Fact]
    public void NothingIsPoweredOff_ThatAnswers_ThatIsCovered_OrThatNobodyWantsAnythingOf()
    {
        ClusterRig alive = Rig();
        Assert.Empty(Wishes(alive));
        Assert.Empty(Wishes(Dead().Node("n2", node => node with { ConfirmedDead = 1 })));
        Assert.Empty(Wishes(Dead().Node("n2", node => node with { Locked = true })));
        Assert.Empty(Wishes(Dead().Group("g", group => group with { WantedOnline = false })));
        Assert.Empty(Wishes(Dead().Group("g", group => group with { Locked = true })));
        ClusterRig uncovered = Dead();
        uncovered.Snapshot = uncovered.Snapshot with { FenceDevices = ValueMap<Row<FenceDeviceConfig>>.Empty };
        Assert.Empty(Wishes(uncovered));
        ClusterRig protectedByWatchdog = Rig();
        protectedByWatchdog.Member("n2", member => member with { Alive = false, Protections = [Protections.Watchdog] });
        protectedByWatchdog.Seconds += 100;
        Assert.Empty(Wishes(protectedByWatchdog));
        Assert.Single(Wishes(Dead()));
    }

    [Theory]
    [InlineData(FencePhase.Held)]
    [InlineData(FencePhase.Intended)]
    [InlineData(FencePhase.Running)]
    [InlineData(FencePhase.Failed)]
    [InlineData(FencePhase.Withdrawn)]
    public void WhatIsNotConfirmed_FreesNothing(FencePhase phase)
    {
        ClusterRig rig = With(Dead(), phase);
        Assert.IsType<Release.Blocked>(Of(rig));
    }

    /// <summary>That the test above would notice.</summary>
    [Theory]
    [InlineData(FencePhase.Running)]
    [InlineData(FencePhase.Failed)]
    public void WhatIsNotConfirmed_IsTaken_WithThatFaultPlanted(FencePhase phase)
    {
        ClusterRig rig = With(Dead(), phase);
        rig.Observer = rig.Observer with { Faults = new PlantedFaults { UnconfirmedFenceTaken = true } };
        Assert.IsType<Release.Free>(Of(rig));
    }

    [Fact]
    public void Confirmed_FreesWhateverItsScope_AndWhatCouldNotBeStopped()
    {
        ClusterRig rig = With(Dead(), FencePhase.Confirmed);
        var free = Assert.IsType<Release.Free>(Of(rig));
        Assert.Equal(ReasonKind.OwnerPoweredOff, free.Reason.Kind);
        Assert.Equal("n2 was powered off by pdu, confirmed", free.Reason.Text);

        Assert.IsType<Release.Free>(Of(rig.Status("g", GroupPhase.StopFailed)));
    }

    /// <summary>What another one began may go on still: that is not forgotten when it is asked for anew.</summary>
    [Fact]
    public void ThatAnotherHeldIt_IsKnownForAsLongAsTheNodesEpochLasts()
    {
        ClusterRig rig = With(Dead(), FencePhase.Running, fence => fence with { Holder = "n9", HolderEpoch = 1 });
        FenceState taken = Taken(rig, rig.Snapshot.Fences["n2"].Value);
        Assert.True(taken.HeldBefore);
        MemberState member = rig.Snapshot.Members["n2"].Value;
        FenceState again = StonithSteps.Ask(taken, member, "n1", "r", rig.WallClock);
        Assert.True(Taken(rig, again).HeldBefore);

        // A service that was killed over it, and goes on in its epoch, does not know what its agent still does.
        Assert.True(Taken(rig, taken with { HeldBefore = false, Phase = FencePhase.Running }).HeldBefore);
        Assert.False(Taken(rig, StonithSteps.Ask(taken, member with { Epoch = 9 }, "n1", "r", rig.WallClock)
            with { Epoch = member.Epoch }).HeldBefore);

        // Who tries again what it tried itself has nobody to wait for.
        FenceState first = Taken(rig, StonithSteps.Ask(null, member, "n1", "r", rig.WallClock));
        Assert.False(first.HeldBefore);
        Assert.False(Taken(rig, first with { Phase = FencePhase.Intended }).HeldBefore);
    }

    /// <summary>What failed of a node that is back by itself concerns nobody any more, nor what stands in its way.
    /// </summary>
    [Fact]
    public void WhatFailed_IsWithdrawn_OnceTheNodeIsBack()
    {
        ClusterRig rig = With(Dead(), FencePhase.Failed);
        Assert.True(StonithSteps.IsPending(rig.Snapshot, rig.Snapshot.Fences["n2"].Value));
        rig.Member("n2", member => member with { Alive = true, Epoch = 2 }).See();
        Assert.False(StonithSteps.IsPending(rig.Snapshot, rig.Snapshot.Fences["n2"].Value));
        Assert.Equal(FencePhase.Withdrawn, Assert.Single(Wishes(rig)).Next.Phase);
    }

    /// <summary>Locked, taken offline or confirmed during the delay: the machine is left alone. Not where a person
    /// wants it off, and not once a device was told, which may have to power it on again.</summary>
    [Theory]
    [InlineData(FencePhase.Intended, true, false, true)]
    [InlineData(FencePhase.Running, true, false, true)]
    [InlineData(FencePhase.Running, true, true, false)]
    [InlineData(FencePhase.Running, false, false, false)]
    public void WhatNobodyWaitsForAnyMore_IsWithdrawn(FencePhase phase, bool automatic, bool told, bool withdrawn)
    {
        ClusterRig rig = With(Dead(), phase, fence => fence with { Automatic = automatic, Switching = told });
        Assert.Empty(Wishes(rig));
        rig.Group("g", group => group with { Locked = true });
        Assert.Equal(
            withdrawn ? [FencePhase.Withdrawn] : [], Wishes(rig).Select(wish => wish.Next.Phase));
    }

    /// <summary>One that has joined again may have done so by one of two power supplies.</summary>
    [Fact]
    public void PowerIsOwed_AlsoWhenTheNodeHasJoinedAgain_ButNotOnceItLeftSince()
    {
        ClusterRig rig = With(Dead(), FencePhase.Confirmed, fence => fence with { OnOwed = ["pdu"] });
        Assert.True(StonithSteps.OwesOn(rig.Snapshot, rig.Snapshot.Fences["n2"].Value));
        rig.Member("n2", member => member with { Alive = true, Epoch = 2 });
        Assert.True(StonithSteps.OwesOn(rig.Snapshot, rig.Snapshot.Fences["n2"].Value));
        rig.Member("n2", member => member with { Alive = false });
        Assert.False(StonithSteps.OwesOn(rig.Snapshot, rig.Snapshot.Fences["n2"].Value));
    }

    /// <summary>It has not seen for how long the node is silent.</summary>
    [Fact]
    public void WhatAnotherCoordinatorFound_IsNotTakenBackByOneThatIsNew() =>
        Assert.Empty(Wishes(With(Silent(), FencePhase.Running, fence => fence with { Automatic = true })));

    [Fact]
    public void Confirmed_SaysNothingOfAnotherLifeOfTheNode()
    {
        ClusterRig later = With(Dead(), FencePhase.Confirmed, fence => fence with { Epoch = 2 });
        Assert.IsType<Release.Blocked>(Of(later));
        ClusterRig rebooted = With(Dead(), FencePhase.Confirmed, fence => fence with { BootId = "other" });
        Assert.IsType<Release.Blocked>(Of(rebooted));
        ClusterRig earlier = With(Dead(), FencePhase.Confirmed);
        earlier.Member("n2", member => member with { Epoch = 2, Alive = false });
        earlier.State(earlier.Snapshot.GroupStates["g"].Value with { OwnerEpoch = 2 });
        earlier.Seconds += 100;
        Assert.IsType<Release.Blocked>(Of(earlier));
        ClusterRig alive = With(Rig(), FencePhase.Confirmed);
        Assert.IsType<Release.Held>(Of(alive));
    }

    [Fact]
    public void WhatWasBegun_IsLeftToItsHolder()
    {
        Assert.Empty(Wishes(With(Dead(), FencePhase.Intended)));
        Assert.Empty(Wishes(With(Dead(), FencePhase.Running)));
    }

    [Fact]
    public void WhatFailed_IsWantedAgainAfterAPause_AndCountsOnce()
    {
        ClusterRig rig = With(Dead(), FencePhase.Failed, fence => fence with
        {
            NextTryAt = ClusterRig.Midnight.AddSeconds(30), Begun = [ClusterRig.Midnight],
        });
        Assert.Empty(Wishes(rig));
        Assert.Equal(rig.Clock + TimeSpan.FromSeconds(30), Decide(rig).WakeAt);

        rig.WallClock += TimeSpan.FromSeconds(31);
        StonithWish again = Assert.Single(Wishes(rig));
        Assert.Equal(FencePhase.Intended, again.Next.Phase);
        Assert.Single(again.Next.Begun);
    }

    /// <summary>What was written by a clock that somebody set back since is not waited for.</summary>
    [Fact]
    public void WhatFailed_BeforeTheClockWasSetBack_IsWantedAgain()
    {
        ClusterRig rig = With(Dead(), FencePhase.Failed, fence => fence with
        {
            NextTryAt = ClusterRig.Midnight.AddDays(1).AddSeconds(30),
        });
        Assert.Equal(FencePhase.Intended, Assert.Single(Wishes(rig)).Next.Phase);
    }

    [Fact]
    public void Take_IsOnlyForTheCoordinator_AndForTheSameLife()
    {
        ClusterRig rig = With(Dead(), FencePhase.Intended);
        Row<FenceState> row = rig.Snapshot.Fences["n2"];
        Assert.Null(StonithSteps.Take(rig.Snapshot, row, new("n3", 1), rig.WallClock));
        Assert.Null(StonithSteps.Take(rig.Snapshot, row, new("n1", 2), rig.WallClock));
        CommitPlan taken = StonithSteps.Take(rig.Snapshot, row, new("n1", 1), rig.WallClock)!;
        Assert.Contains(new RowGuard("state/fences/n2", row.Revision), taken.Guards);
        Assert.Contains(new RowGuard(Keys.Coordinator, rig.Snapshot.Coordinator!.Revision), taken.Guards);

        rig.Member("n2", member => member with { Epoch = 2 });
        Assert.Null(StonithSteps.Take(rig.Snapshot, row, new("n1", 1), rig.WallClock));
    }

    [Fact]
    public void Confirm_NeedsADeadMember_OfTheSameEpoch_AndARunningPowerOff()
    {
        ClusterRig rig = With(Dead(), FencePhase.Running);
        Row<FenceState> row = rig.Snapshot.Fences["n2"];
        CommitPlan plan = StonithSteps.Confirm(rig.Snapshot, row, 1, new("pdu", false, []), [], rig.WallClock)!;
        Assert.Contains(new RowGuard("state/members/n2", rig.Snapshot.Members["n2"].Revision), plan.Guards);
        Assert.Contains(new RowGuard("state/fences/n2", row.Revision), plan.Guards);

        foreach (FencePhase phase in Enum.GetValues<FencePhase>().Where(phase => phase != FencePhase.Running))
        {
            Row<FenceState> other = row with { Value = row.Value with { Phase = phase } };
            Assert.Null(StonithSteps.Confirm(rig.Snapshot, other, 1, new("pdu", false, []), [], rig.WallClock));
        }

        rig.Member("n2", member => member with { Alive = true });
        Assert.Null(StonithSteps.Confirm(rig.Snapshot, row, 1, new("pdu", false, []), [], rig.WallClock));
        rig.Member("n2", member => member with { Alive = false, Epoch = 2 });
        Assert.Null(StonithSteps.Confirm(rig.Snapshot, row, 1, new("pdu", false, []), [], rig.WallClock));
    }

    [Fact]
    public void NodeThatLives_RenewsWithoutHinderingAnything()
    {
        ClusterRig rig = With(Rig().Member("n2", member => member with { Epoch = 2 }).See(), FencePhase.Intended);
        StonithWish withdrawn = Assert.Single(Wishes(rig));
        Assert.Equal(FencePhase.Withdrawn, withdrawn.Next.Phase);
        Assert.DoesNotContain(rig.Look("n1").Plan!.Guards, guard => guard.Key == Keys.Member("n2"));

        ClusterRig asked = With(Rig(), FencePhase.Intended);
        Assert.Empty(Wishes(asked));
        CommitPlan taken =
            StonithSteps.Take(asked.Snapshot, asked.Snapshot.Fences["n2"], new("n1", 1), asked.WallClock)!;
        Assert.DoesNotContain(taken.Guards, guard => guard.Key == Keys.Member("n2"));
    }

    [Fact]
    public void WhatIf_PowersOff_AndTakesOver()
    {
        WhatIfResult result = Playout.Run(
            Dead().Snapshot, Dead().Observer, [], ClusterRig.Midnight, Dead().Clock);
        Assert.Contains(result.Steps, step => step.Message == "Node n2 was powered off by pdu, confirmed.");
        Assert.NotEqual("n2", result.Final.GroupStates["g"].Value.Owner);
    }

    [Fact]
    public void Devices_AreTriedByLevel_ThenByName()
    {
        ClusterRig rig = Rig();
        foreach ((string name, int level) in new[] { ("z", 1), ("b", 2), ("a", 2) })
        {
            Device(rig, name, level);
        }

        Assert.Equal(["pdu", "z", "a", "b"], StonithSteps.DevicesOf(rig.Snapshot, "n2").Select(device => device.Name));
        Assert.Empty(StonithSteps.DevicesOf(rig.Snapshot, "n1"));
    }
}
