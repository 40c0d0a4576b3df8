using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Memory;
using Holdfast.Service.Groups;

namespace Holdfast.Service.Tests.Api;

/// <summary>What only the owner of a resource can do, asked of any node.</summary>
public sealed class OwnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnotherNodeOwns_FailClearControl_ReachTheOwnerWithTheAskersName()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode asked = await ApiNode.StartAsync("n1", database);
        await using ApiNode owner = await ApiNode.StartAsync("n2", database);
        await Sample.SeedAsync(asked);
        await Sample.RunAsync(asked, "n2");
        await PublishAsync(asked, owner);
        owner.Operations.Result = new OperationResult(true, null, JsonElement.Parse("""{"rows":3}"""));

        await asked.Client.Resources.FailAsync("l", null, Token);
        await asked.Client.Resources.ClearAsync("l", Token);
        ControlDto control =
            await asked.Client.Resources.ControlAsync("l", "snapshot", JsonElement.Parse("[1]"), Token);

        Assert.Equal("""{"rows":3}""", control.Output?.GetRawText());
        Assert.Empty(asked.Operations.Calls);
        Assert.Equal(3, owner.Operations.Calls.Count);
        Assert.StartsWith(
            "fail l: failed on request of user ", owner.Operations.Calls.First(), StringComparison.Ordinal);
        Assert.Equal("control l snapshot [1]", owner.Operations.Calls.Last());
    }

    [Fact]
    public async Task AnotherNodeOwns_ItsPolls_AreToldByTheOwner()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode asked = await ApiNode.StartAsync("n1", database);
        await using ApiNode owner = await ApiNode.StartAsync("n2", database);
        await Sample.SeedAsync(asked);
        Assert.Equal(ErrorCodes.ResourceNotOwned, (await Assert.ThrowsAsync<HoldfastException>(
            () => asked.Client.Resources.PollsAsync("l", Token))).Code);
        await Sample.RunAsync(asked, "n2");
        await PublishAsync(asked, owner);
        owner.Operations.Result = new OperationResult(true, null, JsonElement.Parse(
            """
            {"since":"2026-01-01T00:00:00Z","polls":
             [{"at":"2026-01-01T00:00:01Z","kind":"IsAlive","health":"Degraded","text":"slow","tookMs":1.5}]}
            """));

        PollHistoryDto history = await asked.Client.Resources.PollsAsync("l", Token);

        PollDto poll = Assert.Single(history.Polls);
        Assert.Equal(("IsAlive", "Degraded", "slow", 1.5), (poll.Kind, poll.Health, poll.Text, poll.TookMs));
        Assert.Equal("polls l", Assert.Single(owner.Operations.Calls));
        Assert.Empty(asked.Operations.Calls);
    }

    [Fact]
    public async Task AnotherNodeOwns_ItsProcesses_AreLookedAtByTheOwner()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode asked = await ApiNode.StartAsync("n1", database);
        await using ApiNode owner = await ApiNode.StartAsync("n2", database);
        await Sample.SeedAsync(asked);
        await Sample.RunAsync(asked, "n2");
        await PublishAsync(asked, owner);
        int self = Environment.ProcessId;
        owner.Operations.Processes =
        [
            new NodeProcess(self, "monitor", "m1", ["l", "other"]), new NodeProcess(self, "guard", "ledger", []),
            new NodeProcess(self, "guard", "elsewhere", ["other"]),
            new NodeProcess(int.MaxValue, "resource", "l", ["l"]),
        ];

        IReadOnlyList<RunningProcessDto> found = (await asked.Client.Resources.ProcessesAsync("l", Token)).Processes;

        Assert.Equal([("monitor", "m1"), ("guard", "ledger")], found.Select(each => (each.Role, each.Id)));
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        double age = (DateTime.Now - process.StartTime).TotalSeconds;
        Assert.InRange(found[0].UptimeSeconds, age - 2, age + 2);
        Assert.InRange(found[0].MemoryBytes, 10 << 20, 4L << 30);
    }

    [Fact]
    public async Task LoadOfAnyNode_IsToldByItself_AndOneThatIsSilentIsSaid()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode asked = await ApiNode.StartAsync("n1", database);
        await using ApiNode other = await ApiNode.StartAsync("n2", database);
        await Sample.SeedAsync(asked);
        await PublishAsync(asked, other);

        NodeLoadDto own = await asked.Client.Nodes.LoadAsync("n1", Token);
        NodeLoadDto there = await asked.Client.Nodes.LoadAsync("n2", Token);

        Assert.Equal(("n1", "n2"), (own.Node, there.Node));
        Assert.Equal((Environment.ProcessorCount, own.MemoryBytes), (there.Processors, there.MemoryBytes));
        Assert.InRange(own.LoadAverage, 0, 10_000);
        Assert.InRange(own.MemoryUsedBytes, 1 << 20, own.MemoryBytes);
        await PublishAsync(asked, "n2", "/nowhere.sock");
        HoldfastException silent =
            await Assert.ThrowsAsync<HoldfastException>(() => asked.Client.Nodes.LoadAsync("n2", Token));
        Assert.Equal(ErrorCodes.OwnerNotReachable, silent.Code);
    }

    [Fact]
    public async Task OwnerRefuses_AskedThroughAnotherNode_TheReasonComesThrough()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode asked = await ApiNode.StartAsync("n1", database);
        await using ApiNode owner = await ApiNode.StartAsync("n2", database);
        await Sample.SeedAsync(asked);
        await Sample.RunAsync(asked, "n2");
        await PublishAsync(asked, owner);
        owner.Operations.Result = new OperationResult(false, "it is Offline");

        HoldfastException refused =
            await Assert.ThrowsAsync<HoldfastException>(() => asked.Client.Resources.FailAsync("l", "drill", Token));

        Assert.Equal(
            (ErrorCodes.OperationFailed, 409, "it is Offline"), (refused.Code, refused.Status, refused.Detail));
    }

    [Fact]
    public async Task OwnerMovedMeanwhile_ForwardedRequest_IsNotForwardedAgain()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode first = await ApiNode.StartAsync("n1", database);
        await using ApiNode second = await ApiNode.StartAsync("n2", database);
        await Sample.SeedAsync(first);
        await Sample.RunAsync(first, "n2");
        await PublishAsync(first, "n2", first.Options.ApiSocket);

        HoldfastException refused =
            await Assert.ThrowsAsync<HoldfastException>(() => first.Client.Resources.ClearAsync("l", Token));

        Assert.Equal(ErrorCodes.ResourceNotOwned, refused.Code);
    }

    [Fact]
    public async Task NoOwnerOrNoAnswerOrNoControl_Call_IsRefusedWithItsOwnCode()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        Assert.Equal((ErrorCodes.ResourceNotOwned, 409), await CallAsync("snapshot"));

        await Sample.RunAsync(node, "n2");
        await PublishAsync(node, "n2", "/tmp/nobody-listens-here.sock");
        Assert.Equal((ErrorCodes.OwnerNotReachable, 503), await CallAsync("snapshot"));
        Assert.Equal((ErrorCodes.NoControl, 404), await CallAsync("snapshoot"));

        async Task<(string, int)> CallAsync(string control)
        {
            HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
                () => node.Client.Resources.ControlAsync("l", control, JsonElement.Parse("{}"), Token));
            return (refused.Code, refused.Status);
        }
    }

    [Fact]
    public async Task ResourceOfAParallelGroup_OneInstanceIsNamed_ReachesItsOwner()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.PutAsync(Keys.Group("ledger"), new GroupConfig { Name = "ledger", Instances = 2 });
        await node.PutAsync(Keys.GroupState("ledger:1"), new GroupState
        {
            Group = "ledger:1", Owner = "n1", OwnerEpoch = 1, Generation = 7, Reason = "",
        });

        await node.Client.Resources.FailAsync("l:1", "drill", Token);

        Assert.Equal(["fail l:1: drill"], node.Operations.Calls);
        HoldfastException base0 =
            await Assert.ThrowsAsync<HoldfastException>(() => node.Client.Resources.FailAsync("l", "drill", Token));
        Assert.Equal(ErrorCodes.InstanceNeeded, base0.Code);
        Assert.EndsWith("in one of its instances: l:0, l:1", base0.Detail, StringComparison.Ordinal);
        HoldfastException unowned =
            await Assert.ThrowsAsync<HoldfastException>(() => node.Client.Resources.FailAsync("l:0", "drill", Token));
        Assert.Equal(ErrorCodes.ResourceNotOwned, unowned.Code);
    }

    [Fact]
    public async Task ResourceOfAParallelGroup_OnlineInOneInstance_IsNotDeleted()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.PutAsync(Keys.Group("ledger"), new GroupConfig { Name = "ledger", Instances = 2 });
        await node.PutAsync(Keys.GroupState("ledger:1"), new GroupState
        {
            Group = "ledger:1", Owner = "n1", OwnerEpoch = 1, Generation = 7, Reason = "",
        });
        await node.PutAsync(Keys.GroupStatus("ledger:1"), new GroupStatus
        {
            Group = "ledger:1", Node = "n1", Epoch = 1, Generation = 7, Phase = GroupPhase.Active,
            Resources = [new() { Name = "l:1", Type = "Acme.Ledger", State = ResourceState.Online }],
        });

        HoldfastException refused =
            await Assert.ThrowsAsync<HoldfastException>(() => node.Client.Resources.DeleteAsync("l", null, Token));

        Assert.Equal(ErrorCodes.ResourceNotOffline, refused.Code);
        Assert.Contains("\"l\" is Online", refused.Detail, StringComparison.Ordinal);
    }

    /// <summary>Says where the owner is reached; it has seen by then all that was stored.</summary>
    private static async Task PublishAsync(ApiNode asked, ApiNode owner)
    {
        await PublishAsync(asked, owner.Name, owner.Options.ApiSocket);
        await owner.View.ReachAsync(asked.View.Current.Revision, Token);
    }

    private static Task PublishAsync(ApiNode node, string name, string socket) => node.PutAsync(
        Keys.NodeStatus(name), new NodeStatus { Node = name, Epoch = 1, ApiSocket = socket, Packages = [Sample.Hash] });
}
