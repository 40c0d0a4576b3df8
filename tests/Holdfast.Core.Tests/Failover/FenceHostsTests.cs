using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Tests.Membership;
using Xunit;

namespace Holdfast.Core.Tests.Failover;

/// <summary>Which nodes a device has that is asked for them, and what is written down of its answers.</summary>
public sealed class FenceHostsTests
{
    private static readonly DateTimeOffset At = ClusterRig.Midnight;

    [Fact]
    public void DeviceThatLists_HasTheNodesThatItListed_AndOneThatDoesNot_ThoseThatWereNamed()
    {
        ClusterSnapshot asked = Said(Rig(), Listed("n2", "n3"));
        Assert.Equal("virt", Assert.Single(StonithSteps.DevicesOf(asked, "n2")).Name);
        Assert.Equal("plug-n2", StonithSteps.DevicesOf(asked, "n2")[0].Hosts["n2"]);
        Assert.Empty(StonithSteps.DevicesOf(asked, "n1"));
        Assert.Empty(StonithSteps.DevicesOf(Rig(), "n2"));

        ClusterSnapshot named = With(asked, Device with { HostCheck = FenceHostCheck.Static, Hosts = Hosts("n1") });
        Assert.Single(StonithSteps.DevicesOf(named, "n1"));
        Assert.Empty(StonithSteps.DevicesOf(named, "n2"));
    }

    [Fact]
    public void Answer_IsWrittenDown_ComparedWithTheDeviceThatWasAsked()
    {
        ClusterSnapshot snapshot = Rig();
        CommitPlan plan = Note(snapshot, Listed("n2"))!;
        var status = (FenceDeviceStatus)Assert.Single(plan.Puts).Value;
        Assert.Equal((At, "n1", "", "plug-n2"), (status.ListedAt, status.AskedBy, status.Trouble, status.Hosts["n2"]));
        Assert.Contains(new RowGuard("config/fence/virt", snapshot.FenceDevices["virt"].Revision), plan.Guards);
        Assert.Contains(new RowGuard("status/fence/virt", 0), plan.Guards);
        Assert.Contains(new RowGuard(Keys.Coordinator, snapshot.Coordinator!.Revision), plan.Guards);
        Assert.Equal(
            "Fence device virt, asked by n1: as it lists its plugs, it is asked to power off n2.",
            Assert.Single(plan.Announcements).Message);

        Assert.Null(FenceHosts.Note(snapshot, Device, Listed("n2"), new("n3", 1)));
        Assert.Null(FenceHosts.Note(snapshot, Device with { Agent = "other" }, Listed("n2"), new("n1", 1)));
        Assert.Null(FenceHosts.Note(snapshot, Device with { Name = "gone" }, Listed("n2"), new("n1", 1)));
        Assert.Null(Note(snapshot.Commit(plan), Listed("n2")));
    }

    [Fact]
    public void SameAnswerLater_IsWrittenDown_AndNotTold()
    {
        CommitPlan plan = Note(Said(Rig(), Listed("n2")), Listed("n2") with { At = At.AddMinutes(5) })!;
        Assert.Equal(At.AddMinutes(5), ((FenceDeviceStatus)Assert.Single(plan.Puts).Value).ListedAt);
        Assert.Empty(plan.Announcements);
    }

    [Fact]
    public void NodeThatIsListedNoMore_IsTold_AndTheDeviceIsTriedAllTheSame()
    {
        ClusterSnapshot before = Said(Rig(), Listed("n2", "n3"));
        CommitPlan plan = Note(before, Listed("n3"))!;
        Assert.Equal("it does not list n2 any more", ((FenceDeviceStatus)Assert.Single(plan.Puts).Value).Trouble);
        Announcement told = Assert.Single(plan.Announcements);
        Assert.Equal("warning", told.Level);
        Assert.Contains("it does not list n2 any more; it is asked to power off n2, n3", told.Message,
            StringComparison.Ordinal);
        ClusterSnapshot lost = before.Commit(plan);
        Assert.Equal("virt", Assert.Single(StonithSteps.DevicesOf(lost, "n2")).Name);
        Assert.Null(Note(lost, Listed("n3")));
        Announcement well = Assert.Single(Note(lost, Listed("n2", "n3"))!.Announcements);
        Assert.Equal("info", well.Level);
    }

    [Fact]
    public void DeviceWhosePlugsWereNamed_ItsTroubleIsTold_AndItsEnd_AndItsNodesStay()
    {
        ClusterSnapshot named = With(Rig(), Device with { HostCheck = FenceHostCheck.Static, Hosts = Hosts("n1") });
        FenceDeviceConfig device = named.FenceDevices["virt"].Value;
        CommitPlan quiet = FenceHosts.Note(named, device, new(null, "", At), new("n1", 1))!;
        Assert.Empty(quiet.Announcements);
        CommitPlan bad = FenceHosts.Note(named.Commit(quiet), device, new(null, "no route", At), new("n1", 1))!;
        Announcement told = Assert.Single(bad.Announcements);
        Assert.Equal(("FenceDeviceChecked", "warning"), (told.Kind, told.Level));
        Assert.Equal("Fence device virt, asked by n1: no route; it is asked to power off n1.", told.Message);
        ClusterSnapshot troubled = named.Commit(quiet).Commit(bad);
        Assert.Single(StonithSteps.DevicesOf(troubled, "n1"));
        Assert.Null(FenceHosts.Note(troubled, device, new(null, "no route", At.AddHours(1)), new("n1", 1)));
        Announcement well = Assert.Single(
            FenceHosts.Note(troubled, device, new(null, "", At), new("n1", 1))!.Announcements);
        Assert.Equal("Fence device virt, asked by n1: it answers again; it is asked to power off n1.", well.Message);
    }

    /// <summary>A node's two power supplies: the other one alone says nothing of the node.</summary>
    [Fact]
    public void OneOfTwoDevicesOfALevelLosesTheNode_BothAreNeededStill()
    {
        ClusterSnapshot snapshot = With(Rig(), Device with
        {
            Name = "other", HostCheck = FenceHostCheck.Static, Hosts = Hosts("n2"),
        });
        snapshot = Said(Said(snapshot, Listed("n2")), Listed("n3"));
        Assert.Equal(["other", "virt"], StonithSteps.DevicesOf(snapshot, "n2").Select(device => device.Name));
    }

    [Fact]
    public void DeviceOfWhichItIsNotKnownWhetherItHasTheNode_MakesItsLevelUnsure()
    {
        ClusterSnapshot unasked = Rig();
        Assert.Contains("virt, of this level too, has not listed", FenceHosts.WhyUnsure(unasked, 1, "n2"),
            StringComparison.Ordinal);
        Assert.Null(FenceHosts.WhyUnsure(unasked, 2, "n2"));
        ClusterSnapshot unclear = Said(unasked, Listed("n3") with { Unclear = ["n2"] });
        Assert.Contains("on which plug is not clear", FenceHosts.WhyUnsure(unclear, 1, "n2"),
            StringComparison.Ordinal);
        Assert.Null(FenceHosts.WhyUnsure(unclear, 1, "n3"));
        Assert.Null(FenceHosts.WhyUnsure(Said(unclear, Listed("n2")), 1, "n2"));

        // It failed to answer later: what it listed still counts.
        ClusterSnapshot failed = Said(Said(unasked, Listed("n2")), Failed());
        Assert.Null(FenceHosts.WhyUnsure(failed, 1, "n2"));
        Assert.NotNull(FenceHosts.WhyUnsure(Said(unasked, Failed()), 1, "n2"));
    }

    [Fact]
    public void FailureToAnswer_KeepsWhatWasListed_SoThatTheDeviceIsTriedAndSaysWhyItFails_AndIsToldOnce()
    {
        ClusterSnapshot listed = Said(Rig(), Listed("n2"));
        CommitPlan plan = Note(listed, Failed())!;
        var status = (FenceDeviceStatus)Assert.Single(plan.Puts).Value;
        Assert.Equal((At, "no route", 1), (status.ListedAt, status.Trouble, status.Hosts.Count));
        Assert.Equal("warning", Assert.Single(plan.Announcements).Level);
        ClusterSnapshot failed = listed.Commit(plan);
        Assert.Null(Note(failed, Failed()));
        Assert.Single(StonithSteps.DevicesOf(failed, "n2"));

        CommitPlan well = Note(failed, Listed("n2"))!;
        Assert.Equal("info", Assert.Single(well.Announcements).Level);
    }

    private static FenceDeviceConfig Device { get; } = new()
    {
        Name = "virt", Agent = "fence_virsh", HostCheck = FenceHostCheck.List,
    };

    private static ListedHosts Listed(params string[] nodes) => new(Hosts(nodes), "", At);

    private static ListedHosts Failed() => new(null, "no route", At.AddMinutes(1));

    private static ValueMap<string> Hosts(params string[] nodes) =>
        ValueMap<string>.From(nodes.Select(node => KeyValuePair.Create(node, "plug-" + node)));

    private static ClusterSnapshot Rig() => With(new ClusterRig().Snapshot, Device);

    private static ClusterSnapshot With(ClusterSnapshot snapshot, FenceDeviceConfig device) => snapshot with
    {
        FenceDevices = snapshot.FenceDevices.Set(device.Name, new(device, 77)),
    };

    private static ClusterSnapshot Said(ClusterSnapshot snapshot, ListedHosts said) =>
        snapshot.Commit(Note(snapshot, said)!);

    private static CommitPlan? Note(ClusterSnapshot snapshot, ListedHosts said) =>
        FenceHosts.Note(snapshot, Device, said, new("n1", 1));
}
