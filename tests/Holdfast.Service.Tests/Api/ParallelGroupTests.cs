using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Events;
using Holdfast.Client.Requests;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Service.Tests.Api;

/// <summary>Parallel groups: how their instances are shown, named and moved.</summary>
public sealed class ParallelGroupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoInstances_Show_EachWithItsOwnerAndResources_AndWhatTheyComeTo()
    {
        await using ApiNode node = await WebAsync(promoted: 1);
        await RunAsync(node, "web:0", "n1", ResourceState.Online, InstanceRole.Promoted);
        await RunAsync(node, "web:1", "n2", ResourceState.Online);

        GroupDto group = await node.Client.Groups.ShowAsync("web", Token);

        Assert.Equal(("Online", null, "2"), (group.State, group.Owner, group.InstanceCount));
        Assert.Equal(
            [("web:0", "n1", "Online", "Promoted"), ("web:1", "n2", "Online", "Unpromoted")],
            group.Instances.Select(each => (each.Name, each.Owner!, each.State, each.Role!)));
        ResourceDto inside = Assert.Single(group.Instances[1].Resources);
        Assert.Equal(("r:1", "web:1", "n2", "Online"), (inside.Name, inside.Group, inside.Owner, inside.State));
        Assert.Equal(("Acme.Ledger", "Acme.Ledger.dll"), (inside.Type, inside.Dll));
        Assert.Equal("""{"Label":"a1"}""", inside.Properties.GetRawText());
        ResourceDto whole = Assert.Single(group.Resources);
        Assert.Equal(("r", "web", "Online"), (whole.Name, whole.Group, whole.State));
        Assert.Equal(["r:0", "r:1"], whole.Instances.Select(each => each.Name));
        Assert.Equal(["web:0"], (await node.Client.Nodes.ShowAsync("n1", Token)).Groups);
    }

    [Theory]
    [InlineData(ResourceState.Online, "PartialOnline", "PartialOnline")]
    [InlineData(ResourceState.Failed, "Failed", "Failed")]
    [InlineData(ResourceState.OnlinePending, "Pending", "OnlinePending")]
    public async Task OneInstanceOnly_States_FollowTheFieldsOrder(ResourceState first, string state, string resource)
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:0", "n1", first);
        Assert.Equal(state, (await node.Client.Groups.ShowAsync("web", Token)).State);
        Assert.Equal(resource, (await node.Client.Resources.ShowAsync("r", Token)).State);
    }

    [Fact]
    public async Task InstanceNames_Show_ResourceAndGroupAsTheyAreThere()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:1", "n2", ResourceState.Online);

        GroupDto group = await node.Client.Groups.ShowAsync("web:1", Token);
        ResourceDto resource = await node.Client.Resources.ShowAsync("r:1", Token);

        Assert.Equal(("web:1", "n2", "Online"), (group.Name, group.Owner, group.State));
        Assert.Equal(("r:1", "n2", "Online"), (resource.Name, resource.Owner, resource.State));
        HoldfastException group2 = await Refused(() => node.Client.Groups.ShowAsync("web:2", Token));
        Assert.Equal((ErrorCodes.NoGroup, "web"), (group2.Code, group2.DidYouMean));
        HoldfastException resource2 = await Refused(() => node.Client.Resources.ShowAsync("r:9", Token));
        Assert.Equal((ErrorCodes.NoResource, "r"), (resource2.Code, resource2.DidYouMean));
        Assert.Equal("web", (await Refused(() => node.Client.Groups.OnlineAsync("web:0", Token))).DidYouMean);
        Assert.Equal(ErrorCodes.NoGroup, (await Refused(() => node.Client.Groups.ShowAsync("ledger:0", Token))).Code);
    }

    [Fact]
    public async Task Move_AnInstance_IsStoredUnderItsName_TheWholeGroupIsRefusedWithThem()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:0", "n1", ResourceState.Online);

        MoveDto move = await node.Client.Groups.MoveAsync("web:0", "n2", Token);
        HoldfastException refused = await Refused(() => node.Client.Groups.MoveAsync("web", "n2", Token));

        Assert.Equal("web:0", move.Group);
        Assert.Equal("n2", node.View.Current.Moves["web:0"].Value.Target);
        Assert.Equal("n2", (await node.Client.Groups.ShowAsync("web", Token)).Instances[0].MovingTo);
        Assert.Equal((ErrorCodes.InstanceNeeded, 409), (refused.Code, refused.Status));
        Assert.Contains("web:0 on n1, web:1", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnersCalls_ByInstance_ClearAlsoForAll()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:0", "n1", ResourceState.Online);
        await RunAsync(node, "web:1", "n1", ResourceState.Online);

        await node.Client.Resources.FailAsync("r:0", "drill", Token);
        await node.Client.Resources.ClearAsync("r", Token);
        HoldfastException refused = await Refused(() => node.Client.Resources.FailAsync("r", "drill", Token));
        await node.Client.Groups.ClearAsync("web", Token);

        Assert.Equal(
            ["fail r:0: drill", "clear r:0", "clear r:1", "clear r:0", "clear r:1"], node.Operations.Calls);
        Assert.Equal(ErrorCodes.InstanceNeeded, refused.Code);
        Assert.Contains("r:0, r:1", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunsInOneInstance_DeleteResource_IsRefused()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:1", "n2", ResourceState.Online);
        HoldfastException refused = await Refused(() => node.Client.Resources.DeleteAsync("r", null, Token));
        Assert.Equal(ErrorCodes.ResourceNotOffline, refused.Code);
        await RunAsync(node, "web:1", "n2", ResourceState.Offline);
        await node.Client.Resources.DeleteAsync("r", null, Token);
    }

    [Fact]
    public async Task EveryNode_OneIsDown_GroupIsOnlineWithoutIt()
    {
        await using ApiNode node = await WebAsync("every-node");
        await RunAsync(node, "web:n1", "n1", ResourceState.Online);
        await node.PutAsync(Keys.Member("n2"), new MemberState { Node = "n2", Epoch = 1, Alive = false, Sequence = 2 });

        GroupDto group = await node.Client.Groups.ShowAsync("web", Token);

        Assert.Equal("Online", group.State);
        Assert.Equal(["web:n1", "web:n2"], group.Instances.Select(each => each.Name));
        HoldfastException refused = await Refused(() => node.Client.Groups.MoveAsync("web:n1", "n2", Token));
        Assert.Equal(ErrorCodes.MoveRefused, refused.Code);
    }

    [Fact]
    public async Task FewerInstances_ThoseOnTheirWayOut_AreShownAsUnwanted()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:1", "n2", ResourceState.Online);
        GroupDto fewer = await node.Client.Groups.UpdateAsync(
            "web", new UpdateGroupRequest { InstanceCount = "1" }, null, Token);
        Assert.Equal([("web:0", true), ("web:1", false)], fewer.Instances.Select(each => (each.Name, each.Wanted)));
    }

    [Fact]
    public async Task OrdinaryGroup_BecomesParallel_OnlyWhileItIsOffline()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");
        var parallel = new UpdateGroupRequest { InstanceCount = "2" };

        HoldfastException refused =
            await Refused(() => node.Client.Groups.UpdateAsync("ledger", parallel, null, Token));
        await Sample.RunAsync(node, "n1", ResourceState.Offline);
        GroupDto changed = await node.Client.Groups.UpdateAsync("ledger", parallel, null, Token);

        Assert.Equal(ErrorCodes.GroupNotOffline, refused.Code);
        Assert.Equal(["ledger:0", "ledger:1", "ledger"], changed.Instances.Select(each => each.Name));
        GroupDto back = await node.Client.Groups.UpdateAsync(
            "ledger", new UpdateGroupRequest { InstanceCount = "none" }, null, Token);
        Assert.Empty(back.Instances);
    }

    [Fact]
    public async Task Events_OfTheWholeGroup_ContainThoseOfItsInstances()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:0", "n1", ResourceState.Online);
        await node.Client.Groups.MoveAsync("web:0", "n2", Token);

        EventListDto whole = await node.Client.Events.ListAsync(new EventFilter { Group = "web" }, Token);
        EventListDto one = await node.Client.Events.ListAsync(new EventFilter { Group = "web:0" }, Token);

        Assert.Contains(whole.Events, told => told.Group == "web:0");
        Assert.Contains(whole.Events, told => told.Group == "web");
        Assert.Equal("web:0", Assert.Single(one.Events).Group);
    }

    [Fact]
    public async Task StatusPage_NamesInstancesAndTheirTypes()
    {
        await using ApiNode node = await WebAsync();
        await RunAsync(node, "web:0", "n1", ResourceState.Online);
        using HttpClient http = node.Unix();
        string page = await http.GetStringAsync("/status", Token);
        Assert.Contains("<b>web:0</b>", page, StringComparison.Ordinal);
        Assert.Contains("<td>r:0</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>r:1</td>", page, StringComparison.Ordinal);
    }

    /// <summary>The sample, and group web with resource r in several instances.</summary>
    private static async Task<ApiNode> WebAsync(string instances = "2", int promoted = 0)
    {
        ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.CreateAsync(
            new CreateGroupRequest { Name = "web", InstanceCount = instances, Promoted = promoted }, Token);
        await node.PutAsync(Keys.Resource("r"), new ResourceConfig
        {
            Name = "r", Group = "web", Type = "Acme.Ledger", Properties = """{"Label":"a${instance}"}""",
        });
        return node;
    }

    private static async Task RunAsync(
        ApiNode node, string instance, string owner, ResourceState state, InstanceRole role = InstanceRole.Unpromoted)
    {
        string resource = "r" + instance["web".Length..];
        await node.PutAsync(Keys.GroupState(instance), new GroupState
        {
            Group = instance, Owner = owner, OwnerEpoch = 1, Generation = 7, Reason = "preferred", Role = role,
        });
        await node.PutAsync(Keys.GroupStatus(instance), new GroupStatus
        {
            Group = instance, Node = owner, Epoch = 1, Generation = 7, Phase = GroupPhase.Active, Role = role,
            Resources = new[]
            {
                new ResourceStatus { Name = resource, Type = "Acme.Ledger", State = state, Role = role, Health = "Ok" },
            }.ToValueList(),
        });
    }

    private static Task<HoldfastException> Refused(Func<Task> act) => Assert.ThrowsAsync<HoldfastException>(act);
}
