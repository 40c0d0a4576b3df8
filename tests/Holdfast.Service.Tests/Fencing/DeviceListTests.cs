using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Fencing;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Devices that say themselves which nodes they have, asked by real agent processes.</summary>
public sealed class DeviceListTests : FencingTests
{
    private FenceDeviceStatus Status => View.Current.FenceDeviceStatuses["virt"].Value;

    [Fact]
    public async Task Device_IsAskedForItsPlugs_WithoutANode_AndSwitchesTheOneThatTheNodeHas()
    {
        await ListedAsync(Agent.Listing("7,n2\n8,n3\n"));
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(["list   0", "off 7 n2 0", "status 7 n2 0"], Agent.Log);
        Assert.Equal("virt", State.Devices);
    }

    [Theory]
    [InlineData("nolist", "7,n2", "did not list its plugs: exit code 1: no route to the device")]
    [InlineData("hanglist", "7,n2", "did not list its plugs: no answer within")]
    [InlineData("ok", "8,n3\n9,n1", "it does not list n2 any more; it lists n1, n3")]
    [InlineData("ok", "8,web", "it does not list n2: none of its plugs is called like a node: it lists 8 (web)")]
    [InlineData("ok", "7,n2\n8,n2", "it does not list n2: n2 may be each of the plugs 7, 8")]
    public async Task ListThatFails_OrHasNotTheNode_GivesWayToTheNextLevel_AndSaysWhy(
        string mode, string plugs, string why)
    {
        FenceDeviceConfig device = Agent.Listing(plugs, mode: mode);
        await ListedAsync(mode == "hanglist" ? device with { Timeout = TimeSpan.FromMilliseconds(700) } : device);
        await DeviceAsync(Agent.Device("pdu", level: 2));
        Start();
        await UntilAsync(FencePhase.Confirmed);
        Assert.Equal(("pdu", 2), (State.Devices, State.Level));
        Assert.Contains(State.Notes, note =>
            note.Text.StartsWith("level 1: virt did not power n2 off: it d", StringComparison.Ordinal)
            && note.Text.Contains(why, StringComparison.Ordinal));
        Assert.Equal(["list   0", "off pdu-2 n2 0", "status pdu-2 n2 0"], Agent.Log);
    }

    /// <summary>They may be the node's two power supplies.</summary>
    [Theory]
    [InlineData(false, "virt, of this level too, has not listed its plugs yet")]
    [InlineData(true, "virt, of this level too, has n2, but on which plug is not clear")]
    public async Task OtherDeviceOfTheLevel_OfWhichItIsNotKnownWhetherItHasTheNode_IsNotPassedOver(
        bool listed, string why)
    {
        await NodesAsync("n1", "n2", "n3");
        await DeviceAsync(Agent.Listing("7,n2\n8,n2"));
        if (listed)
        {
            await PutAsync(Keys.FenceDeviceStatus("virt"), new FenceDeviceStatus
            {
                Device = "virt", ListedAt = DateTimeOffset.UnixEpoch, Unclear = ["n2"],
            });
        }

        await DeviceAsync(Agent.Device("pdu"));
        Start();
        await UntilAsync(FencePhase.Failed);
        Assert.Contains(why, State.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Agent.Log, line => line.StartsWith("off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NodeThatNoDeviceListsAnyMore_IsNotSaidToBeOff()
    {
        await ListedAsync(Agent.Listing("8,n3"));
        Start();
        await UntilAsync(FencePhase.Failed);
        Assert.Contains("does not list n2", State.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Agent.Log, line => line.StartsWith("off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatWasListed_IsGoodForAMinute_AndForThisDeviceOnly()
    {
        var time = new ManualTime();
        FenceDevices devices = Agent.Devices(time);
        FenceDeviceConfig device = Agent.Listing("7,n2");
        Assert.Equal("7", await PlugAsync(devices, device));
        Agent.List("8,n2");
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("7", await PlugAsync(devices, device));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("8", await PlugAsync(devices, device));

        Agent.List("9,n2");
        Assert.Equal("9", await PlugAsync(devices, device with { Parameters = device.Parameters.Set("ip", "other") }));
        Agent.List("1,n2\n2,n4");
        Assert.Equal("1", await PlugAsync(devices, device, "n2", "n4"));
    }

    [Fact]
    public async Task ListThatFailed_IsNoAnswerThatIsKept()
    {
        FenceDevices devices = Agent.Devices();
        FenceDeviceConfig device = Agent.Listing("7,n2", mode: "nolist");
        Assert.Null(await PlugAsync(devices, device));
        Assert.Null(await PlugAsync(devices, device));
        Assert.Equal(2, Agent.Log.Length);
    }

    [Fact]
    public async Task Coordinator_AsksADevice_AndWritesDownWhichNodesItHas()
    {
        await DeviceAsync(Agent.Listing("7,n2\n8,n3\n"));
        await NodesAsync("n1", "n2", "n3");
        StartLists();
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is written down");
        Assert.Equal("n2=7 n3=8", string.Join(' ', Status.Hosts.Select(each => $"{each.Key}={each.Value}")));
        Assert.Equal(("n1", ""), (Status.AskedBy, Status.Trouble));
        Assert.Equal(["list   0"], Agent.Log);
    }

    [Fact]
    public async Task DeviceThatFailsToList_KeepsTheNodesThatItHad_AndIsInTrouble()
    {
        await ListedAsync(Agent.Listing("7,n2", mode: "nolist"));
        await NodesAsync("n1", "n2");
        StartLists();
        await PackageNodes.UntilAsync(() => Status.Trouble.Length > 0, "the trouble is written down");
        Assert.Equal("5", Status.Hosts["n2"]);
        Assert.Contains("no route to the device", Status.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeThatIsAdded_IsLookedFor()
    {
        await DeviceAsync(Agent.Listing("7,n2\n8,n3\n"));
        await NodesAsync("n1", "n2");
        StartLists();
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is written down");
        Assert.Equal(["n2"], Status.Hosts.Keys);
        await NodesAsync("n3");
        await PackageNodes.UntilAsync(() => Status.Hosts.ContainsKey("n3"), "the new node is found");
    }

    [Fact]
    public async Task NodeThatIsEvicted_IsNotWrittenDownAgain()
    {
        await DeviceAsync(Agent.Listing("7,n2\n8,n3\n"));
        await NodesAsync("n1", "n2", "n3");
        StartLists();
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is written down");
        await DeleteAsync(Keys.Node("n3"), Keys.FenceDeviceStatus("virt"));
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is written down anew");
        Assert.Equal(["n2"], Status.Hosts.Keys);
    }

    [Fact]
    public async Task WhoDoesNotCoordinate_AsksNobody()
    {
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 2, Holder = "n3", HolderEpoch = 1 });
        await DeviceAsync(Agent.Listing("7,n2"));
        await NodesAsync("n1", "n2");
        var time = new ManualTime();
        StartLists(time);
        await PackageNodes.UntilAsync(() => time.Waits.Contains(TimeSpan.FromSeconds(5)), "it has looked");

        // An agent that it had started would have ended before these.
        await Agent.Devices().StatusAsync(Agent.Device("other"), "n2", Token);
        await Agent.Devices().StatusAsync(Agent.Device("other"), "n2", Token);
        Assert.Equal(2, Agent.Log.Length);
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 3, Holder = "n1", HolderEpoch = 3 });
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is asked then");
    }

    [Fact]
    public async Task DeviceWhosePlugsWereNamed_IsAskedWhetherItAnswers_AgainAndAgain_AndItsTroubleIsTold()
    {
        await DeleteAsync(Keys.Fence("n2"));
        await DeviceAsync(Agent.Device(mode: "fail"));
        await NodesAsync("n1", "n2");
        var time = new ManualTime();
        StartLists(time);
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is written down");
        FenceDeviceStatus pdu = View.Current.FenceDeviceStatuses["pdu"].Value;
        Assert.Equal(("n1", null), (pdu.AskedBy, pdu.ListedAt));
        Assert.StartsWith("it does not answer: exit code 3: login failed with ", pdu.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("Geheim1", pdu.Trouble, StringComparison.Ordinal);
        Assert.Equal(["monitor   0"], Agent.Log);

        // It is another device now, and asked at once.
        await DeviceAsync(Agent.Device());
        await PackageNodes.UntilAsync(
            () => View.Current.FenceDeviceStatuses["pdu"].Value.Trouble.Length == 0, "it is well again");
        await PackageNodes.UntilAsync(
            () =>
            {
                // An agent that runs has a longer time-out than the loop waits.
                if (time.Waits is { Count: > 0 } waits && waits.Max() <= TimeSpan.FromSeconds(5))
                {
                    time.Advance(TimeSpan.FromMinutes(6));
                }

                return Agent.Log.Length >= 4;
            },
            "it is asked again and again");
    }

    [Fact]
    public async Task DeviceWhosePlugsWereNamed_IsNotAsked_WhileSomebodyIsToBePoweredOff()
    {
        await DeviceAsync(Agent.Device());
        await NodesAsync("n1", "n2");
        var time = new ManualTime();
        StartLists(time);
        await PackageNodes.UntilAsync(() => time.Waits.Contains(TimeSpan.FromSeconds(5)), "it has looked");

        // An agent that it had started would have ended before this.
        await Agent.Devices().StatusAsync(Agent.Device("other"), "n2", Token);
        Assert.Single(Agent.Log);
        await DeleteAsync(Keys.Fence("n2"));
        await PackageNodes.UntilAsync(() => View.Current.FenceDeviceStatuses.Count == 1, "it is asked then");
    }

    [Fact]
    public async Task DeviceThatHangsWhenItIsAsked_HoldsUpNoPowerOff()
    {
        FenceDevices devices = Agent.Devices();
        FenceDeviceConfig device = Agent.Device(mode: "hangmonitor");
        Task<AgentAnswer?> check = devices.GiveWayAsync(device, devices.MonitorAsync, Token);
        await PackageNodes.UntilAsync(() => Agent.Log.Length == 1, "the device is asked");
        Assert.True((await devices.OffAsync(device, "n2", () => true, Token)).IsDone);
        Assert.Null(await check);
        Assert.Equal(["monitor   0", "off pdu-2 n2 0"], Agent.Log);
    }

    private static async Task<string?> PlugAsync(
        FenceDevices devices, FenceDeviceConfig device, params string[] nodes)
    {
        (FenceDeviceConfig? found, _) =
            await devices.Lists.WithPlugAsync(device, "n2", nodes.Length > 0 ? nodes : ["n2"], Token);
        return found?.Hosts["n2"];
    }

    /// <summary>A device that had n2 as plug 5 when it was asked some time ago.</summary>
    private async Task ListedAsync(FenceDeviceConfig device)
    {
        await NodesAsync("n1", "n2", "n3");
        await DeviceAsync(device);
        await PutAsync(Keys.FenceDeviceStatus(device.Name), new FenceDeviceStatus
        {
            Device = device.Name, AskedBy = "n9", Hosts = device.Hosts.Set("n2", "5"),
            ListedAt = DateTimeOffset.UnixEpoch,
        });
    }

    private async Task NodesAsync(params string[] nodes)
    {
        foreach (string node in nodes)
        {
            await PutAsync(Keys.Node(node), new NodeConfig { Name = node });
        }
    }
}
