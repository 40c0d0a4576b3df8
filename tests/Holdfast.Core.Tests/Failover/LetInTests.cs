using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

/// <summary>When a node that was cut off is let in again, by whom, and how that and a new power-off exclude each other.
/// </summary>
public sealed class LetInTests
{
    private static readonly CoordinatorIdentity Coordinator = new("n1", 1);
    private static readonly LettingIn Begun = new() { Device = "san", By = "n1", ByEpoch = 1 };

    [Fact]
    public void Node_IsLetIn_OnlyAliveInALaterEpoch_WithNobodyAtPoweringItOff()
    {
        Assert.Equal("san", For(Cut()));
        Assert.Null(For(Cut(epoch: 1)));
        Assert.Null(For(Cut(alive: false)));
        Assert.Null(For(Cut(fence: state => state with { Epoch = 2 })));
        foreach (FencePhase phase in new[] { FencePhase.Intended, FencePhase.Running, FencePhase.Held })
        {
            Assert.Null(For(Cut(fence: state => state with { Phase = phase })));
            Assert.Null(Begin(Cut(fence: state => state with { Phase = phase })));
        }

        Assert.Null(For(Cut(fence: state => state with { CutBy = [] })));
        Assert.Null(For(Cut(fence: state => state with { LetInNextTryAt = ClusterRig.Midnight.AddSeconds(1) })));
        // Written before somebody set the clock back by a day.
        Assert.NotNull(For(Cut(fence: state => state with { LetInNextTryAt = ClusterRig.Midnight.AddDays(1) })));
        Assert.Equal("san", For(Cut(fence: state => state with { Phase = FencePhase.Failed })));
    }

    [Fact]
    public void Coordinator_LetsIn_OrTheNodeItself_WhereTheAgentMustRunThere()
    {
        Assert.Null(For(Cut(), new("n3", 1)));
        Assert.Null(For(Cut(), new("n2", 2)));
        ClusterSnapshot itself = Cut(by: Unfencing.Node);
        Assert.Null(For(itself));
        Assert.Null(For(itself, new("n2", 1)));
        Assert.Equal("san", For(itself, new("n2", 2)));
    }

    [Fact]
    public void Beginning_ComparesTheRecordOfThePowerOffs_SoThatOneOfTheTwoComesFirst()
    {
        ClusterSnapshot snapshot = Cut();
        CommitPlan plan = Begin(snapshot)!;
        Assert.Equal([new RowGuard("state/fences/n2", 500)], plan.Guards);
        FenceState state = Next(plan);
        Assert.Equal((Begun, 1), (state.LettingIn, state.CutBy.Count));

        FenceState wanted = StonithSteps.Ask(state, snapshot.Members["n2"].Value, "n1", "r", ClusterRig.Midnight);
        Assert.Equal((Begun, "san"), (wanted.LettingIn, Assert.Single(wanted.CutBy)));
        Assert.Null(LetInSteps.Begin(snapshot, new(wanted, 501), Begun, ClusterRig.Midnight));
    }

    [Fact]
    public void Success_IsTold_AndTheNodeIsCutOffNoMore()
    {
        CommitPlan plan = End(Began(), trouble: null)!;
        Assert.Equal((0, null, "Confirmed"), (Next(plan).CutBy.Count, Next(plan).LettingIn, $"{Next(plan).Phase}"));
        Assert.Equal("Node n2 was let in again by san.", Assert.Single(plan.Announcements).Message);
        Assert.Null(End(Began() with { LettingIn = Begun with { By = "n3" } }, trouble: null));
    }

    [Fact]
    public void Failure_IsTriedAgainAtLongerAndLongerPauses_AndToldOnceForEachReason()
    {
        FenceState state = Began();
        var pauses = new List<double>();
        int told = 0;
        foreach (string trouble in new[] { "a", "a", "b", "b", "b", "b" })
        {
            CommitPlan plan = End(state with { LettingIn = Begun }, trouble)!;
            state = Next(plan);
            pauses.Add((state.LetInNextTryAt!.Value - ClusterRig.Midnight).TotalSeconds);
            told += plan.Announcements.Count;
            Assert.Equal(("san", trouble, null), (Assert.Single(state.CutBy), state.LetInTrouble, state.LettingIn));
        }

        Assert.Equal([30, 60, 120, 240, 300, 300], pauses);
        Assert.Equal(2, told);
        Assert.Equal(("", 0), (Next(End(state with { LettingIn = Begun }, null)!) is var next
            ? (next.LetInTrouble, next.LetInFailures)
            : default));
    }

    [Fact]
    public void NodeThatIsCutOff_IsGivenNothing_UntilItIsLetIn_OrTheDeviceIsRemoved()
    {
        Assert.Equal("n2 is cut off by san, and not let in again yet", Refusal(Cut()));
        Assert.Null(Refusal(Cut(fence: state => state with { CutBy = [] })));
        ClusterSnapshot removed = Cut() with { FenceDevices = ValueMap<Row<FenceDeviceConfig>>.Empty };
        Assert.Null(Refusal(removed));
        Assert.Null(For(removed));
    }

    [Fact]
    public void NodeWithWhichADeviceRegisters_IsGivenNothingWheneverItJoins_UntilItsOwnAgentHasRun()
    {
        ClusterSnapshot joined = Registering();
        Assert.Equal("n2 has not registered with san yet", Refusal(joined));
        Row<FenceState> none = LetInSteps.RecordOf(joined, "n2");
        Assert.Null(LetInSteps.DeviceFor(joined, none.Value, Coordinator, ClusterRig.Midnight));
        Assert.Equal("san", LetInSteps.DeviceFor(joined, none.Value, new("n2", 2), ClusterRig.Midnight));

        LettingIn own = Begun with { By = "n2", ByEpoch = 2, Revision = 7 };
        CommitPlan begun = LetInSteps.Begin(joined, none, own, ClusterRig.Midnight)!;
        Assert.Equal([new RowGuard("state/fences/n2", 0)], begun.Guards);
        joined = joined.Commit(begun);
        CommitPlan ended = LetInSteps.End(joined.Fences["n2"], own, trouble: null, ClusterRig.Midnight)!;
        Assert.Equal("Node n2 was let in by san.", Assert.Single(ended.Announcements).Message);
        joined = joined.Commit(ended);
        Assert.Null(Refusal(joined));
        Assert.Null(LetInSteps.DeviceFor(joined, joined.Fences["n2"].Value, new("n2", 2), ClusterRig.Midnight));

        ClusterSnapshot again = joined with { Members = Registering(epoch: 3).Members };
        Assert.Equal("n2 has not registered with san yet", Refusal(again));
        Assert.Equal("san", LetInSteps.DeviceFor(again, again.Fences["n2"].Value, new("n2", 3), ClusterRig.Midnight));
        // One of its name that was added later may know the node by another key.
        Row<FenceDeviceConfig> device = joined.FenceDevices["san"];
        ClusterSnapshot other = joined with
        {
            FenceDevices = joined.FenceDevices.Set("san", device with { Revision = 8 }),
        };
        Assert.Equal("n2 has not registered with san yet", Refusal(other));
        ClusterSnapshot dead = joined with { Members = Registering(alive: false).Members };
        Assert.Null(LetInSteps.Begin(dead, joined.Fences["n2"], own, ClusterRig.Midnight));
    }

    [Fact]
    public void PowerOffOfARegisteredNode_DoesNotForgetThatItIs()
    {
        ClusterSnapshot snapshot = Registering();
        FenceState before = LetInSteps.RecordOf(snapshot, "n2").Value with
        {
            Registered = [new() { Device = "san", Revision = 7, Epoch = 2 }],
        };
        FenceState wanted = StonithSteps.Ask(before, snapshot.Members["n2"].Value, "n1", "r", ClusterRig.Midnight);
        Assert.Equal(before.Registered, wanted.Registered);
        Assert.Empty(LetInSteps.OwedBy(snapshot, wanted));
    }

    /// <summary>Else nothing would be said, and it would be given nothing until it joins anew.</summary>
    [Fact]
    public void NodeWhosePowerOffFailed_MayRegisterInTheSameEpoch_UnlessTheDeviceCutItOff()
    {
        ClusterSnapshot snapshot = Registering();
        FenceState failed = LetInSteps.RecordOf(snapshot, "n2").Value with { Phase = FencePhase.Failed, Epoch = 2 };
        Assert.Equal("san", LetInSteps.DeviceFor(snapshot, failed, new("n2", 2), ClusterRig.Midnight));
        FenceState cut = failed with { CutBy = ["san"] };
        Assert.Null(LetInSteps.DeviceFor(snapshot, cut, new("n2", 2), ClusterRig.Midnight));
        FenceState running = failed with { Phase = FencePhase.Running };
        Assert.Null(LetInSteps.DeviceFor(snapshot, running, new("n2", 2), ClusterRig.Midnight));
    }

    [Fact]
    public void CuttingOff_IsWrittenOnce_AndSaidAsSuch()
    {
        ClusterSnapshot snapshot = Cut(epoch: 1, alive: false, fence: state => state with
        {
            Phase = FencePhase.Running, CutBy = [],
        });
        Row<FenceState> row = snapshot.Fences["n2"];
        FenceState cut = Next(StonithSteps.Cut(new(Next(StonithSteps.Cut(row, "san", ClusterRig.Midnight)), 501), "san",
            ClusterRig.Midnight));
        Assert.Equal(["san"], cut.CutBy);
        Assert.Equal("Node n2 was cut off by san, confirmed.", Told(cut, "san"));
        Assert.Equal("Node n2 was powered off by san and pdu, confirmed.", Told(cut, "san and pdu"));

        string Told(FenceState state, string devices) => Assert.Single(StonithSteps.Confirm(
            snapshot, new(state, 501), 1, new(devices, devices == "san", []), [], ClusterRig.Midnight)!
            .Announcements).Message;
    }

    private static string? For(ClusterSnapshot snapshot, CoordinatorIdentity? self = null) =>
        LetInSteps.DeviceFor(snapshot, snapshot.Fences["n2"].Value, self ?? Coordinator, ClusterRig.Midnight);

    private static CommitPlan? Begin(ClusterSnapshot snapshot) =>
        LetInSteps.Begin(snapshot, snapshot.Fences["n2"], Begun, ClusterRig.Midnight);

    private static FenceState Began() => Cut().Fences["n2"].Value with { LettingIn = Begun };

    private static CommitPlan? End(FenceState state, string? trouble) =>
        LetInSteps.End(new(state, 501), Begun, trouble, ClusterRig.Midnight);

    private static FenceState Next(CommitPlan plan) => (FenceState)Assert.Single(plan.Puts).Value;

    private static string? Refusal(ClusterSnapshot snapshot)
    {
        var rig = new ClusterRig();
        return NodeFacts.Of(snapshot.Nodes["n2"].Value, snapshot, rig.Observer, rig.WallClock, rig.Clock).Refusal;
    }

    /// <summary>n2 has joined, and has to register with a device; it has no record of power-offs.</summary>
    private static ClusterSnapshot Registering(long epoch = 2, bool alive = true)
    {
        ClusterSnapshot snapshot = Cut(epoch, alive, Unfencing.Node);
        Row<FenceDeviceConfig> device = snapshot.FenceDevices["san"];
        return snapshot with
        {
            FenceDevices = snapshot.FenceDevices.Set("san", new(
                device.Value with { Hosts = ValueMap<string>.Empty.Set("n2", "2") }, device.Revision)),
            Fences = snapshot.Fences.Remove("n2"),
        };
    }

    /// <summary>n2 was cut off in epoch 1, and is alive in epoch 2.</summary>
    private static ClusterSnapshot Cut(
        long epoch = 2, bool alive = true, Unfencing by = Unfencing.Coordinator,
        Func<FenceState, FenceState>? fence = null)
    {
        ClusterSnapshot snapshot = new ClusterRig()
            .Member("n2", member => member with { Epoch = epoch, Alive = alive }).Snapshot;
        var device = new FenceDeviceConfig { Name = "san", Agent = "fence_x", Unfencing = by };
        var state = new FenceState
        {
            Node = "n2", Epoch = 1, Id = "x", Phase = FencePhase.Confirmed, Devices = "san", CutBy = ["san"],
        };
        return snapshot with
        {
            FenceDevices = snapshot.FenceDevices.Set("san", new(device, 7)),
            Fences = snapshot.Fences.Set("n2", new(fence?.Invoke(state) ?? state, 500)),
        };
    }
}
