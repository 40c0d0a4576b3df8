using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Holdfast.Core.WhatIf;
using Xunit;
using static Holdfast.Core.Tests.Failover.StonithRig;

namespace Holdfast.Core.Tests.Failover;

/// <summary>What it is worth that a node was cut off from its disks, and what is done after it.</summary>
public sealed class CutOffTests
{
    /// <summary>It still has power: what the disks do not end is ended by nothing but its silence.</summary>
    [Fact]
    public void CutOffOnly_StandsForTheDisks_AndForNothingElse()
    {
        ClusterRig rig = With(Dead(), FencePhase.Confirmed, CutBySan);
        var free = Assert.IsType<Release.Free>(Of(rig));
        Assert.Equal("n2 was cut off by san, confirmed, and was silent for long enough", free.Reason.Text);

        Assert.IsType<Release.Blocked>(Of(rig.Status("g", GroupPhase.StopFailed)));
        Assert.IsType<Release.Held>(Of(With(Silent(), FencePhase.Confirmed, CutBySan)));
        ClusterRig addressed = With(Dead(), FencePhase.Confirmed, CutBySan);
        addressed.Snapshot = addressed.Snapshot with
        {
            Types = addressed.Snapshot.Types.Set(
                "T", new(addressed.Snapshot.Types["T"].Value with { FenceScope = FenceScope.Address }, 1)),
        };
        Assert.IsType<Release.Blocked>(Of(addressed));
    }

    /// <summary>Where a device that takes the power is there too, what is blocked still is reason to try that; the cut
    /// counts meanwhile, and if it fails.</summary>
    [Fact]
    public void CutOffOnly_WhereSomethingIsBlockedStill_GoesOnWithADeviceThatTakesThePower()
    {
        ClusterRig rig = With(Dead(), FencePhase.Confirmed, CutBySan).Status("g", GroupPhase.StopFailed);
        StonithWish wish = Assert.Single(Wishes(rig));
        Assert.Equal((FencePhase.Intended, "san"), (wish.Next.Phase, wish.Next.CutOff));
        Assert.Equal(["pdu"], StonithSteps.LevelsOf(rig.Snapshot, wish.Next).SelectMany(level => level)
            .Select(device => device.Name));
        foreach (FencePhase phase in new[] { FencePhase.Intended, FencePhase.Running, FencePhase.Failed })
        {
            Assert.IsType<Release.Free>(Of(With(Dead(), phase, fence => CutBySan(fence) with { Devices = "" })));
        }

        rig.Snapshot = rig.Snapshot with { FenceDevices = ValueMap<Row<FenceDeviceConfig>>.Empty };
        Device(rig, "san", 1, device => device with { Unfencing = Unfencing.Coordinator });
        Assert.Empty(Wishes(rig));

        // Nor is what failed after it tried again for ever, where that device is there no more.
        Assert.Empty(Wishes(With(rig, FencePhase.Failed, fence => CutBySan(fence) with { Devices = "" })));
        Assert.Single(Wishes(With(rig, FencePhase.Failed)));
    }

    /// <summary>Earlier versions said only of what is confirmed that it was cut off.</summary>
    [Fact]
    public void CutOffThatAnEarlierVersionConfirmed_IsNotForgotten_WhenItGoesOn()
    {
        ClusterRig rig = With(
            Dead(), FencePhase.Confirmed, fence => fence with { Devices = "san", CutBy = ["san"] })
            .Status("g", GroupPhase.StopFailed);
        Assert.Equal("san", Assert.Single(Wishes(rig)).Next.CutOff);
    }

    /// <summary>Of a type that nobody knows, nobody knows that the disks end it.</summary>
    [Fact]
    public void CutOffOnly_DoesNotStandForATypeThatIsNotKnown()
    {
        ClusterRig rig = With(Dead(), FencePhase.Confirmed, CutBySan);
        rig.Snapshot = rig.Snapshot with { Types = rig.Snapshot.Types.Remove("T") };
        Assert.IsType<Release.Blocked>(Of(rig));
    }

    /// <summary>That the test above would notice.</summary>
    [Fact]
    public void CutOffOnly_FreesEverything_WithThatFaultPlanted()
    {
        ClusterRig rig = With(Silent(), FencePhase.Confirmed, CutBySan);
        rig.Observer = rig.Observer with { Faults = new PlantedFaults { CutTakenAsOff = true } };
        Assert.IsType<Release.Free>(Of(rig));
        Assert.IsType<Release.Free>(Of(rig.Status("g", GroupPhase.StopFailed)));
    }

    /// <summary>As it goes then: each level once, and one that needs two devices by both.</summary>
    [Fact]
    public void WhatIf_CutsOffOnce_AndGoesOnWithWhatTakesThePower()
    {
        ClusterRig rig = Dead().Status("g", GroupPhase.StopFailed);
        rig.Snapshot = rig.Snapshot with { FenceDevices = ValueMap<Row<FenceDeviceConfig>>.Empty };
        Device(rig, "san", 1, device => device with { Unfencing = Unfencing.Coordinator });
        Device(rig, "pdu-a", 2);
        Device(rig, "pdu-b", 2);
        WhatIfResult result = Playout.Run(rig.Snapshot, rig.Observer, [], ClusterRig.Midnight, rig.Clock);
        Assert.Equal(
            [
                "Node n2 was cut off by san, confirmed.",
                "Node n2 was powered off by pdu-a and pdu-b, confirmed.",
            ],
            result.Steps.Select(step => step.Message)
                .Where(message => message.EndsWith("confirmed.", StringComparison.Ordinal)));
        Assert.NotEqual("n2", result.Final.GroupStates["g"].Value.Owner);
    }
}
