using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>Parallel groups as they are printed and waited for.</summary>
public sealed class ParallelTests
{
    private static readonly GroupDto Web = Sample.Group with
    {
        Name = "web", Owner = null, Generation = 0, Guard = null, InstanceCount = "2", Promoted = 1,
        Resources =
        [
            Resource("r", null, "web") with
            {
                Owner = null, Instances = [Resource("r:0", "n1", "web:0"), Resource("r:1", "n2", "web:1")],
            },
        ],
        Instances = [Instance("0", "n1", "Promoted"), Instance("1", "n2", "Unpromoted")],
    };

    [Theory]
    [InlineData("group list")]
    [InlineData("status")]
    public async Task List_NamesEachInstanceWithOwnerAndRole(string line)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/groups", [Web], ClientJson.Default.IReadOnlyListGroupDto);
        node.On("GET /api/v1/cluster/status", Sample.Status with { Groups = [Web] },
            ClientJson.Default.ClusterStatusDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, line.Split(' '));
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Matches(@"(?m)^web +Online +Online +n1, n2 ", result.Out);
        Assert.Matches(@"(?m)^  web:0 +Online, promoted +n1 ", result.Out);
        Assert.Matches(@"(?m)^  web:1 +Online, unpromoted +n2 ", result.Out);
        Assert.Contains("2 of 2 instances online", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupShow_ListsInstances_AndResourcesInThem()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/groups/web", Web, ClientJson.Default.GroupDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "show", "web");
        Assert.Contains("instances        2, at most 1 on a node, 1 promoted\n", result.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^web:0 +Online, promoted +n1 +4 ", result.Out);
        Assert.Matches(@"(?m)^  r:0 +web:0 +Online +Online +n1 +Acme\.Ledger +Acme\.Ledger\.dll", result.Out);
    }

    [Fact]
    public async Task ResourceShow_ListsItsInstances()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/resources/r", Web.Resources[0], ClientJson.Default.ResourceDto);
        node.On("GET /api/v1/resources/r:1", Resource("r:1", "n2", "web:1") with
        {
            Role = "Promoted", PromotionScore = 10, NodeUnfit = "the disk is full",
        }, ClientJson.Default.ResourceDto);
        CommandLine.Result whole = await CommandLine.RunAsync(node, "resource", "show", "r");
        CommandLine.Result one = await CommandLine.RunAsync(node, "resource", "show", "r:1");
        Assert.Matches(@"(?m)^r:1 +web:1 +Online +Online +n2 +Acme\.Ledger", whole.Out);
        Assert.Contains("role         Promoted, promotion score 10\n", one.Out, StringComparison.Ordinal);
        Assert.Contains("node unfit   the disk is full\n", one.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Online_Wait_EndsWhenEveryInstanceIs()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        GroupDto pending = Web with
        {
            State = "Pending",
            Resources = [Web.Resources[0] with { State = "OnlinePending" }],
        };
        node.On("POST /api/v1/groups/web/online", pending, ClientJson.Default.GroupDto);
        node.OnEach("GET /api/v1/groups/web", ClientJson.Default.GroupDto, pending, Web);
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "online", "web", "--wait");
        Assert.Equal(0, result.Exit);
        Assert.Matches(@"^Online on n1, n2, \d\.\d s\n$", result.Out);
    }

    [Fact]
    public async Task MoveOfAnInstance_Wait_LooksAtTheInstance()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/web:0/move", new MoveDto { Id = "m1", Group = "web:0", Target = "n2" },
            ClientJson.Default.MoveDto);
        node.On("GET /api/v1/groups/web:0", Sample.Group with { Name = "web:0", Owner = "n2", LastMoveId = "m1" },
            ClientJson.Default.GroupDto);
        CommandLine.Result result =
            await CommandLine.RunAsync(node, "group", "move", "web:0", "--to", "n2", "--wait");
        Assert.Equal(0, result.Exit);
        Assert.StartsWith("Online on n2, ", result.Out, StringComparison.Ordinal);
    }

    private static ResourceDto Resource(string name, string? owner, string group) =>
        Sample.Resource with { Name = name, Group = group, Owner = owner };

    private static GroupInstanceDto Instance(string suffix, string owner, string role) => new()
    {
        Name = "web:" + suffix, State = "Online", Owner = owner, Generation = 4, Role = role, WantedRole = role,
        Wanted = true, Since = DateTimeOffset.UnixEpoch, Reason = "", Hindrance = "", MovingTo = null, Failovers = [],
        LastMoveId = "", LastMoveRefusal = "", Guard = null,
        Resources = [Resource("r:" + suffix, owner, "web:" + suffix)],
    };
}
