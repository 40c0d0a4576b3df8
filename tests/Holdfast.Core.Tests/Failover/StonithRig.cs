using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Tests.Membership;

namespace Holdfast.Core.Tests.Failover;

/// <summary>A cluster with a node, n2, that a device can power off, and what is decided of it.</summary>
internal static class StonithRig
{
    /// <summary>A device for n2, on which g runs, of a type whose like only the node's end ends.</summary>
    public static ClusterRig Rig()
    {
        ClusterRig rig = new ClusterRig().Owned("g", "n2");
        var type = new ResourceTypeConfig
        {
            Name = "T", DisplayName = "T", DllName = "T.dll", PackageHash = "00", EntryType = "T", Version = "1",
            PropertySchema = "{}", FenceScope = FenceScope.Node,
        };
        var resource = new ResourceConfig { Name = "r", Group = "g", Type = "T" };
        rig.Snapshot = rig.Snapshot with
        {
            Types = rig.Snapshot.Types.Set("T", new(type, 1)),
            Resources = rig.Snapshot.Resources.Set("r", new(resource, 1)),
        };
        return Device(rig, "pdu", 1);
    }

    public static ClusterRig Device(
        ClusterRig rig, string name, int level, Func<FenceDeviceConfig, FenceDeviceConfig>? change = null)
    {
        var device = new FenceDeviceConfig
        {
            Name = name, Agent = "fence_test", Level = level, Hosts = ValueMap<string>.Empty.Set("n2", "2"),
        };
        device = change?.Invoke(device) ?? device;
        rig.Snapshot = rig.Snapshot with { FenceDevices = rig.Snapshot.FenceDevices.Set(name, new(device, 1)) };
        return rig;
    }

    /// <summary>The same, with n2 fenced and silent for long enough.</summary>
    public static ClusterRig Dead()
    {
        ClusterRig rig = Rig();
        rig.Seconds += 100;
        return rig.Member("n2", member => member with { Alive = false }).RenewAllBut("n2");
    }

    /// <summary>n2 is fenced, and this coordinator has not seen it silent for long enough.</summary>
    public static ClusterRig Silent()
    {
        ClusterRig rig = Rig();
        rig.Seconds += 1;
        return rig.Member("n2", member => member with { Alive = false }).See();
    }

    public static FenceState CutBySan(FenceState fence) =>
        fence with { Devices = "san", CutBy = ["san"], CutOnly = true, CutOff = "san" };

    public static ClusterRig With(ClusterRig rig, FencePhase phase, Func<FenceState, FenceState>? change = null)
    {
        var fence = new FenceState { Node = "n2", Epoch = 1, Id = "x", Phase = phase, Devices = "pdu" };
        fence = change?.Invoke(fence) ?? fence;
        rig.Snapshot = rig.Snapshot with { Fences = rig.Snapshot.Fences.Set(fence.Node, new(fence, 500)) };
        return rig;
    }

    public static FenceState Taken(ClusterRig rig, FenceState state)
    {
        var self = new CoordinatorIdentity("n1", 1);
        ClusterSnapshot snapshot = rig.Snapshot with
        {
            Coordinator = new(new() { Term = 1, Holder = "n1", HolderEpoch = 1 }, 1),
        };
        return (FenceState)StonithSteps.Take(snapshot, new(state, 500), self, rig.WallClock)!.Puts[0].Value;
    }

    public static StonithDecision Decide(ClusterRig rig) =>
        StonithPass.Decide(rig.Snapshot, rig.Observer, "n1", rig.WallClock, rig.Clock);

    public static IEnumerable<StonithWish> Wishes(ClusterRig rig) => Decide(rig).Wishes;

    public static Release Of(ClusterRig rig) =>
        Release.Of(rig.Snapshot.GroupStates["g"].Value, rig.Snapshot, rig.Observer, rig.Clock);
}
