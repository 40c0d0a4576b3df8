using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>Options of settings, and the requests that they become.</summary>
public sealed class SettingsTests
{
    private static readonly ClusterDto Cluster = new()
    {
        Name = "test", Id = "c-1", Profile = "fast", Locked = false, EventsKept = 20_000, DecisionsKept = 200,
        PlacementPolicy = "Preferred",
        EnforcedAntiAffinity = false, GroupWaitDelay = "2min", IgnorePersistentStateOnStartup = false,
        GroupDependencyTimeout = "10min", QuarantineThreshold = 3, QuarantinePeriod = "1h", QuarantineDuration = "2h",
        FormedAt = null, Revision = 3,
    };

    [Fact]
    public async Task GroupSet_EveryOption_BecomesTheRequest()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("PATCH /api/v1/groups/web", Sample.Group, ClientJson.Default.GroupDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "set", "web",
            "--failback", "on", "--failback-window", "22-6", "--anti-affinity", "a,b", "--affinity", "c",
            "--depends-on", "db:local,net", "--start-delay", "30s", "--need", "cpu=4", "--need", "ram=", "--require",
            "rack=a", "--require", "!old", "--prefer", "ssd", "--on-stop-failure", "fence", "--on-database-loss",
            "stop", "--instances", "every-node", "--instances-per-node", "2", "--promoted", "1", "--priority", "3000");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        const string Body =
            """
            {"autoFailback":true,"failbackWindow":"22-6","priority":3000,"antiAffinity":["a","b"],"affinity":["c"],
            "dependsOn":[{"group":"db","scope":"Local"},{"group":"net"}],"groupStartDelay":"30s",
            "needs":{"cpu":4,"ram":null},"requires":["rack=a","!old"],"prefers":["ssd"],"onStopFailure":"FenceNode",
            "onDatabaseLoss":"Stop","instanceCount":"every-node","instancesPerNode":2,"promoted":1}
            """;
        Assert.Equal("PATCH /api/v1/groups/web " + Body.ReplaceLineEndings(""), Assert.Single(node.Requests));
    }

    [Fact]
    public async Task GroupCreate_Options_ComeWithTheName()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups", Sample.Group, ClientJson.Default.GroupDto);
        await CommandLine.RunAsync(
            node, "group", "create", "web", "--auto-failback", "true", "--instances", "3", "--require", "");
        string request = Assert.Single(node.Requests);
        Assert.Contains("\"name\":\"web\"", request, StringComparison.Ordinal);
        Assert.Contains("\"autoFailback\":true,\"requires\":[],\"instanceCount\":\"3\"", request,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("group lock ledger", "POST /api/v1/groups/ledger/lock")]
    [InlineData("group unlock ledger", "POST /api/v1/groups/ledger/unlock")]
    [InlineData("group clear ledger", "POST /api/v1/groups/ledger/clear")]
    [InlineData("resource lock l", "POST /api/v1/resources/l/lock")]
    [InlineData("resource unlock l", "POST /api/v1/resources/l/unlock")]
    [InlineData("resource clear r:0", "POST /api/v1/resources/r:0/clear")]
    [InlineData("node lock n1", "POST /api/v1/nodes/n1/lock")]
    [InlineData("node unlock n1", "POST /api/v1/nodes/n1/unlock")]
    [InlineData("node clear n1", "POST /api/v1/nodes/n1/clear")]
    [InlineData("node evict n1", "DELETE /api/v1/nodes/n1")]
    [InlineData("node confirm-dead n1 --epoch 5", """POST /api/v1/nodes/n1/confirm-dead {"epoch":5}""")]
    [InlineData("node resume n1", """POST /api/v1/nodes/n1/resume {"failback":false}""")]
    [InlineData("node resume n1 --failback", """POST /api/v1/nodes/n1/resume {"failback":true}""")]
    [InlineData("cluster lock", "POST /api/v1/cluster/lock")]
    [InlineData("cluster unlock", "POST /api/v1/cluster/unlock")]
    [InlineData("node set n1 --attribute rack=a --attribute old= --offer cpu=16",
        """PATCH /api/v1/nodes/n1 {"attributes":{"old":null,"rack":"a"},"offers":{"cpu":16}}""")]
    [InlineData("cluster set --placement-policy balanced --enforced-anti-affinity on --ignore-persistent-state off",
        """PATCH /api/v1/cluster {"placementPolicy":"Balanced","enforcedAntiAffinity":true,"""
        + "\"ignorePersistentStateOnStartup\":false}")]
    [InlineData("cluster set --group-wait-delay 0s --quarantine-threshold 5 --quarantine-period 1h",
        """PATCH /api/v1/cluster {"groupWaitDelay":"0s","quarantineThreshold":5,"quarantinePeriod":"1h"}""")]
    [InlineData("cluster set --profile standard --decisions-kept 50",
        """PATCH /api/v1/cluster {"profile":"standard","decisionsKept":50}""")]
    [InlineData("resource set l --embedded-failure-action Recover",
        """PATCH /api/v1/resources/l {"policy":{"embeddedFailureAction":"Recover"}}""")]
    public async Task Verb_Run_AsksForIt(string line, string request)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string asked = string.Join(' ', request.Split(' ').Take(2));
        if (line.StartsWith("group", StringComparison.Ordinal))
        {
            node.On(asked, Sample.Group, ClientJson.Default.GroupDto);
        }
        else if (line.StartsWith("resource", StringComparison.Ordinal))
        {
            node.On(asked, Sample.Resource, ClientJson.Default.ResourceDto);
        }
        else if (line.StartsWith("node", StringComparison.Ordinal))
        {
            node.On(asked, Sample.Node, ClientJson.Default.NodeDto);
        }
        else
        {
            node.On(asked, Cluster, ClientJson.Default.ClusterDto);
        }

        CommandLine.Result result = await CommandLine.RunAsync(node, line.Split(' '));

        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal(request, Assert.Single(node.Requests));
    }

    [Theory]
    [InlineData("node set n1 --attribute rack", "--attribute \"rack\" is not NAME=VALUE")]
    [InlineData("node set n1 --offer cpu=x", "--offer \"cpu=x\" is not NAME=NUMBER")]
    [InlineData("group set g --start-delay 30", "--start-delay \"30\" is not a duration")]
    [InlineData("group set g --failback maybe", "maybe")]
    [InlineData("node confirm-dead n1", "--epoch")]
    public async Task WrongOption_Run_IsAUsageError(string line, string expected)
    {
        CommandLine.Result result = await CommandLine.RunAsync(null, line.Split(' '));
        Assert.Equal(2, result.Exit);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClusterShow_Run_NamesEverySetting()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/cluster", Cluster with { Locked = true }, ClientJson.Default.ClusterDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "cluster", "show");
        Assert.Contains("locked: no action is taken on any group", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "quarantine                after 3 losses in 1h, for 2h\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeShow_WithOffersAndLocks_SaysWhatIsUsed()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/nodes/n1", Sample.Node with
        {
            Locked = true, State = "Quarantined", Reason = "it was lost too often",
            Attributes = new Dictionary<string, string> { ["rack"] = "a" },
            Offers = new Dictionary<string, long> { ["cpu"] = 16 },
            Used = new Dictionary<string, long> { ["cpu"] = 4 },
            Losses = [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch],
        }, ClientJson.Default.NodeDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "node", "show", "n1");
        Assert.StartsWith("node n1: Quarantined, wanted Active, locked, coordinator (it was lost too often)\n",
            result.Out, StringComparison.Ordinal);
        Assert.Contains("attributes   rack=a\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("offers       cpu 4 of 16 used\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("lost         2 times lately", result.Out, StringComparison.Ordinal);
    }
}
