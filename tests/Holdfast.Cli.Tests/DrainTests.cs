using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary><c>node pause --drain --wait</c>.</summary>
public sealed class DrainTests
{
    private static readonly NodeDto Drained = Sample.Node with { Wanted = "Drained", State = "Paused" };
    private static readonly GroupDto OnN1 = Sample.Group with { Owner = "n1" };

    [Fact]
    public async Task GroupsLeave_Wait_ShowsWhatIsLeftThenSaysSo()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/nodes/n1/pause", Drained, ClientJson.Default.NodeDto);
        node.OnEach("GET /api/v1/cluster/status", ClientJson.Default.ClusterStatusDto,
            Status(OnN1 with { MovingTo = "n2" }), Status(Sample.Group));
        CommandLine.Result result = await CommandLine.RunAsync(node, "node", "pause", "n1", "--drain", "--wait");
        Assert.Equal(0, result.Exit);
        Assert.Equal("1 left: ledger → n2\n", result.Error);
        Assert.Matches(@"^node n1 drained, 1 moved away, \d\.\d s\n$", result.Out);
    }

    [Fact]
    public async Task NothingCanLeave_Wait_GivesUpWithEachReason()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/nodes/n1/pause", Drained, ClientJson.Default.NodeDto);
        node.On("GET /api/v1/cluster/status",
            Status(OnN1 with { Hindrance = "n1 is being drained, but it has nowhere to go: n2 is down" }),
            ClientJson.Default.ClusterStatusDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "node", "pause", "n1", "--drain", "--wait");
        Assert.Equal(1, result.Exit);
        Assert.Contains(
            "HF1107: node n1 is not drained: ledger stays: n1 is being drained, but it has nowhere to go: n2 is down\n",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResumedMeanwhile_Wait_GivesUp()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/nodes/n1/pause", Drained, ClientJson.Default.NodeDto);
        node.On("GET /api/v1/cluster/status", Sample.Status with { Groups = [OnN1] },
            ClientJson.Default.ClusterStatusDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "node", "pause", "n1", "--drain", "--wait");
        Assert.Equal(1, result.Exit);
        Assert.Contains("no longer to be drained", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstanceOfEveryNode_Wait_StaysAndIsNamed()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        NodeDto paused = Drained with { Groups = ["web:n1"] };
        node.On("POST /api/v1/nodes/n1/pause", paused, ClientJson.Default.NodeDto);
        GroupDto web = Sample.Group with
        {
            Name = "web", Owner = null, InstanceCount = "every-node",
            Instances =
            [
                new GroupInstanceDto
                {
                    Name = "web:n1", State = "Online", Owner = "n1", Generation = 1, Role = null, WantedRole = null,
                    Wanted = true, Since = null, Reason = "", Hindrance = "nowhere to go", MovingTo = null,
                    Failovers = [], LastMoveId = "", LastMoveRefusal = "", Guard = null, Resources = [],
                },
            ],
        };
        node.On("GET /api/v1/cluster/status", Sample.Status with { Nodes = [paused], Groups = [web] },
            ClientJson.Default.ClusterStatusDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "node", "pause", "n1", "--drain", "--wait");
        Assert.Equal(0, result.Exit);
        Assert.Contains("its own web:n1 stays", result.Out, StringComparison.Ordinal);
    }

    private static ClusterStatusDto Status(GroupDto group) => Sample.Status with
    {
        Nodes = [Drained with { Groups = group.Owner == "n1" ? [group.Name] : [] }], Groups = [group],
    };
}
