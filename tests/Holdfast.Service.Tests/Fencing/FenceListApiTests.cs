using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Tests.Api;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>Devices that list their nodes themselves, over the API.</summary>
public sealed class FenceListApiTests : FenceNodeTests
{
    [Fact]
    public async Task DeviceWithoutHosts_IsAskedForThem_WhereItsAgentCanList()
    {
        FenceDeviceDto added = await AddAsync("7,n2");
        Assert.Equal(("List", 0, "", null), (added.HostCheck, added.Hosts.Count, added.Trouble, added.ListedAt));
        Assert.Equal(FenceHostCheck.List, Node.View.Current.FenceDevices["virt"].Value.HostCheck);

        FenceDeviceDto named = await Node.Client.Fence.AddAsync(
            Request() with { Name = "named", Hosts = new Dictionary<string, string?> { ["n2"] = "5" } }, Token);
        Assert.Equal(("Static", "5"), (named.HostCheck, named.Hosts["n2"]));
    }

    [Fact]
    public async Task Show_HasTheNodesThatItListedLast_AndWhatIsWrong()
    {
        await AddAsync("7,n2");
        await SaidAsync("n2", "7", "it did not list its plugs: exit code 1");
        FenceDeviceDto device = await Node.Client.Fence.ShowAsync("virt", Token);
        Assert.Equal(("7", "n1", "it did not list its plugs: exit code 1"),
            (device.Hosts["n2"], device.AskedBy, device.Trouble));
        Assert.Equal("7", Assert.Single(await Node.Client.Fence.ListAsync(Token)).Hosts["n2"]);
        Assert.Equal("Intended", (await Node.Client.Fence.FenceAsync("n2", false, Token)).Phase);
    }

    [Fact]
    public async Task Test_AsksForThePlugs_AndForTheStatusOfEachNodeAmongThem()
    {
        await AddAsync("7,n2\n8,printer");
        FenceTestDto test = await Node.Client.Fence.TestAsync("virt", Token);
        FenceTestHostDto host = Assert.Single(test.Hosts);
        Assert.Equal((true, "", "n2", "7", "On"), (test.Works, test.Trouble, host.Node, host.Plug, host.Power));
        Assert.Equal(["monitor   0", "list   0", "status 7 n2 0"], Agent.Log);
    }

    [Theory]
    [InlineData("ok", "8,printer", "it lists 8 (printer)")]
    [InlineData("ok", "7,n2\n8,n2", "n2 may be each of the plugs 7, 8")]
    [InlineData("nolist", "7,n2", "no route to the device")]
    public async Task TestThatFindsNoNode_HasFailed_AndSaysWhy(string mode, string plugs, string why)
    {
        await AddAsync(plugs, mode);
        FenceTestDto test = await Node.Client.Fence.TestAsync("virt", Token);
        Assert.False(test.Works);
        Assert.Empty(test.Hosts);
        Assert.Contains(why, test.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeviceThatIsRemoved_OrHadANodeThatIsEvicted_HasItNoMore()
    {
        await AddAsync("7,n2");
        await Node.PutAsync(Keys.FenceDeviceStatus("virt"), new FenceDeviceStatus
        {
            Device = "virt", ListedAt = DateTimeOffset.UnixEpoch, Unclear = ["n2", "n3"],
            Hosts = ValueMap<string>.Empty.Set("n2", "7").Set("n1", "6"),
        });
        await Node.PutAsync(
            Keys.Member("n2"), new MemberState { Node = "n2", Epoch = 1, Alive = false, Sequence = 1 });
        await Node.Client.Nodes.EvictAsync("n2", null, Token);

        // What it said of others stays: it may be one of two devices of their level.
        FenceDeviceStatus left = Node.View.Current.FenceDeviceStatuses["virt"].Value;
        Assert.Equal(["n1"], left.Hosts.Keys);
        Assert.Equal(["n3"], left.Unclear);
        Assert.Equal(DateTimeOffset.UnixEpoch, left.ListedAt);
        await Node.Client.Fence.RemoveAsync("virt", Token);
        Assert.Empty(Node.View.Current.FenceDeviceStatuses);
    }

    [Theory]
    [InlineData("fence_fabric", "Coordinator")]
    [InlineData("fence_target", "Node")]
    [InlineData("fence_fake", "None")]
    public async Task DeviceWhoseAgentLetsNodesInAgain_IsKnownByItsMetadata(string agent, string unfencing)
    {
        Agent.Install(agent);
        FenceDeviceDto added = await Node.Client.Fence.AddAsync(Named(agent), Token);
        Assert.Equal(unfencing, added.Unfencing);
    }

    [Fact]
    public async Task DeviceThatCutsOff_HasNoReboot()
    {
        Agent.Install("fence_fabric");
        var refused = await Assert.ThrowsAsync<HoldfastException>(
            () => Node.Client.Fence.AddAsync(Named("fence_fabric") with { Action = "Reboot" }, Token));
        ErrorDto error = Assert.Single(refused.Errors);
        Assert.Equal("action", error.Path);
        Assert.StartsWith("\"Reboot\" is not for fence_fabric", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("write Off, or leave it out", error.Message, StringComparison.Ordinal);
        FenceDeviceDto power =
            await Node.Client.Fence.AddAsync(Named("fence_fake") with { Action = "Reboot" }, Token);
        Assert.Equal("Reboot", power.Action);
    }

    [Fact]
    public async Task NodeThatIsStillCutOff_IsShown_AndSaidWhenItsDeviceIsRemoved()
    {
        Agent.Install("fence_fabric");
        await Node.Client.Fence.AddAsync(Named("fence_fabric"), Token);
        await Node.PutAsync(Keys.Fence("n2"), new FenceState
        {
            Node = "n2", Epoch = 1, Id = "x", Phase = FencePhase.Confirmed, CutBy = ["d"], LetInTrouble = "no route",
        });
        FenceDto fence = Assert.Single(await Node.Client.Fence.HistoryAsync(Token));
        Assert.Equal(("d", "no route"), (Assert.Single(fence.CutBy), fence.LetInTrouble));
        PlanDto plan = (await Assert.ThrowsAsync<Client.PlanAnswer>(
            () => Node.Client.Imagining().Fence.RemoveAsync("d", Token))).Plan;
        Assert.Contains(plan.Steps, step =>
            step.Message.Contains("it cut n2 off, which must be let in by hand", StringComparison.Ordinal));
        await Node.Client.Fence.RemoveAsync("d", Token);
        Assert.Empty(Assert.Single(await Node.Client.Fence.HistoryAsync(Token)).CutBy);
    }

    private FenceDeviceRequest Named(string agent) => Request() with
    {
        Name = "d", Agent = agent, Hosts = new Dictionary<string, string?> { ["n2"] = "5" },
    };

    private Task SaidAsync(string node, string plug, string trouble = "") =>
        Node.PutAsync(Keys.FenceDeviceStatus("virt"), new FenceDeviceStatus
        {
            Device = "virt", AskedBy = "n1", Trouble = trouble, ListedAt = DateTimeOffset.UnixEpoch,
            Hosts = ValueMap<string>.Empty.Set(node, plug),
        });

    private Task<FenceDeviceDto> AddAsync(string plugs, string mode = "ok")
    {
        Agent.Listing(plugs);
        return Node.Client.Fence.AddAsync(Request(mode), Token);
    }

    private FenceDeviceRequest Request(string mode = "ok")
    {
        Agent.Install("fence_list");
        return new()
        {
            Name = "virt", Agent = "fence_list", Retries = 0,
            Parameters = new Dictionary<string, string?> { ["folder"] = Agent.Folder, ["mode"] = mode },
        };
    }
}
