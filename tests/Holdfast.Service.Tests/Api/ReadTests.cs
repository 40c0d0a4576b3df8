using System.Net.Http.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Service.Tests.Api;

/// <summary>What a node shows of the cluster.</summary>
public sealed class ReadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AuthorityLeft_IsWhatWasPublishedLessTheSilence()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        var authority = TimeSpan.FromMinutes(10);
        await node.PutAsync(Keys.Member("n1"),
            new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 2, Authority = authority });
        await node.PutAsync(Keys.Member("n2"),
            new MemberState { Node = "n2", Epoch = 1, Alive = false, Sequence = 2, Authority = authority });
        await node.PutAsync(Keys.Node("n3"), new NodeConfig { Name = "n3", Id = 3 });

        NodeDto[] nodes = [.. await node.Client.Nodes.ListAsync(Token)];

        Assert.InRange(nodes[0].AuthorityLeftMs ?? -1, 1, authority.TotalMilliseconds);
        Assert.Equal(0, nodes[1].AuthorityLeftMs);
        Assert.Null(nodes[2].AuthorityLeftMs);
        await node.PutAsync(Keys.Member("n1"),
            new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 3, Authority = TimeSpan.FromTicks(1) });
        Assert.Equal(0, (await node.Client.Nodes.ShowAsync("n1", Token)).AuthorityLeftMs);
    }

    [Fact]
    public async Task RunningGroup_Status_ShowsTypeWithDllAndHashEverywhere()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");

        ClusterStatusDto status = await node.Client.StatusAsync(Token);

        Assert.Equal(("test", "n1"), (status.Name, status.AnsweredBy));
        GroupDto group = Assert.Single(status.Groups);
        Assert.Equal(("Offline", "Online", "n1", 7L), (group.Wanted, group.State, group.Owner, group.Generation));
        Assert.Equal("Acme.Ledger.dll", Assert.Single(group.Types).Dll);
        ResourceDto resource = Assert.Single(group.Resources);
        Assert.Equal(
            ("Acme.Ledger", "Acme.Ledger.dll", Sample.Hash), (resource.Type, resource.Dll, resource.PackageHash));
        Assert.Equal((42, 50, 51), (resource.Monitor.Pid, resource.Guard!.Pid, Assert.Single(resource.Processes).Pid));
        TypeDto type = Assert.Single(status.Types);
        Assert.Equal([true, false], type.Availability.Select(each => each.Available));
        Assert.Equal("1min", type.IsAlivePollInterval);
        Assert.Equal(["l"], type.UsedBy);
        NodeDto first = status.Nodes[0];
        Assert.Equal(("n1", "Up"), (first.Name, first.State));
        Assert.Equal(["service", "monitor", "guard", "resource"], first.Processes.Select(each => each.Role));
    }

    [Theory]
    [InlineData("?group=ledger", 1)]
    [InlineData("?group=other&group=ledger&group=ledger", 1)]
    [InlineData("?group=", 0)]
    [InlineData("", 1)]
    public async Task GroupsNamed_Status_HasOnlyThose(string query, int groups)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        using HttpResponseMessage answer = await http.GetAsync("/api/v1/cluster/status" + query, Token);
        ClusterStatusDto status =
            (await answer.Content.ReadFromJsonAsync(ClientJson.Default.ClusterStatusDto, Token))!;
        Assert.Equal(groups, status.Groups.Count);
        Assert.Single(status.Types);
    }

    [Fact]
    public async Task OwnerDown_Resource_IsOfflineWithTheReason()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n2");
        await node.PutAsync(Core.State.Keys.Member("n2"),
            new Core.State.MemberState { Node = "n2", Epoch = 1, Alive = false, Sequence = 2 });

        ResourceDto resource = await node.Client.Resources.ShowAsync("l", Token);

        Assert.Equal(("Offline", "n2"), (resource.State, resource.Owner));
        Assert.Contains("n2 is down", resource.Reason, StringComparison.Ordinal);
        Assert.Equal(("Acme.Ledger", "Acme.Ledger.dll"), (resource.Type, resource.Dll));
        Assert.Equal("Down", (await node.Client.Nodes.ShowAsync("n2", Token)).State);
    }

    [Theory]
    [InlineData(ResourceState.Failed, "Failed")]
    [InlineData(ResourceState.OnlinePending, "Pending")]
    [InlineData(ResourceState.Offline, "Offline")]
    public async Task ResourceState_Group_FollowsTheFieldsOrder(ResourceState state, string expected)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1", state);
        Assert.Equal(expected, (await node.Client.Groups.ShowAsync("ledger", Token)).State);
    }
}
