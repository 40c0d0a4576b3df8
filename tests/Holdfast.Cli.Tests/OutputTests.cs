using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>What is printed, for people and for programs.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("status")]
    [InlineData("group list")]
    [InlineData("group show ledger")]
    [InlineData("resource list")]
    [InlineData("resource show l")]
    [InlineData("type list")]
    [InlineData("type show Acme.Ledger")]
    public async Task EveryListAndPage_NamesTheTypeAndItsDll(string line)
    {
        await using FakeNode node = await ClusterAsync();
        CommandLine.Result table = await CommandLine.RunAsync(node, line.Split(' '));
        CommandLine.Result json = await CommandLine.RunAsync(node, [.. line.Split(' '), "-o", "json"]);
        foreach (CommandLine.Result result in new[] { table, json })
        {
            Assert.Equal((0, ""), (result.Exit, result.Error));
            Assert.Contains("Acme.Ledger ", result.Out.Replace('"', ' ').Replace(',', ' ').Replace(':', ' '),
                StringComparison.Ordinal);
            Assert.Contains("Acme.Ledger.dll", result.Out, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\u001b', table.Out);
        Assert.All(table.Out.Split('\n'), text => Assert.Equal(text.TrimEnd(), text));
    }

    [Theory]
    [InlineData("resource list", "MONITOR", "Running (pid 42)")]
    [InlineData("group list", "GENERATION", "7")]
    [InlineData("node list", "PROTECTIONS", "")]
    [InlineData("type list", "SHA-256", Sample.Hash)]
    [InlineData("status", "DEPENDS ON", Sample.Hash)]
    public async Task Wide_ShowsMore_AndFoldsNoLine(string line, string head, string cell)
    {
        await using FakeNode node = await ClusterAsync();
        var dumb = new Dictionary<string, string> { ["TERM"] = "dumb" };
        CommandLine.Result table = await CommandLine.RunAsync(node, dumb, terminal: true, line.Split(' '));
        CommandLine.Result wide = await CommandLine.RunAsync(
            node, dumb, terminal: true, [.. line.Split(' '), "-o", "wide"]);
        Assert.Equal((0, ""), (wide.Exit, wide.Error));
        Assert.DoesNotContain(head, table.Out, StringComparison.Ordinal);
        Assert.Contains(head, wide.Out, StringComparison.Ordinal);
        Assert.Contains(cell, wide.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resource show l", "monitor.pid", "42")]
    [InlineData("resource show l", "guard.pid", "50")]
    [InlineData("resource show l", "processes.0.pid", "51")]
    [InlineData("resource show l", "type", "Acme.Ledger")]
    [InlineData("resource show l", "dll", "Acme.Ledger.dll")]
    [InlineData("resource show l", "packageHash", Sample.Hash)]
    [InlineData("resource show l", "policy.isAlivePollInterval", "1min")]
    [InlineData("node show n1", "processes.0.role", "monitor")]
    [InlineData("node show n1", "processes.0.hosts.0", "l")]
    [InlineData("node show n1", "processes.0.id", "m1")]
    [InlineData("group show ledger", "owner", "n2")]
    [InlineData("group show ledger", "movingTo", "")]
    [InlineData("group list", "0.types.0.dll", "Acme.Ledger.dll")]
    [InlineData("type show Acme.Ledger", "availability.0.available", "True")]
    [InlineData("status", "groups.0.resources.0.monitor.state", "Running")]
    public async Task Json_MembersThatScriptsUse_StayTheSame(string line, string path, string expected)
    {
        await using FakeNode node = await ClusterAsync();
        CommandLine.Result result = await CommandLine.RunAsync(node, [.. line.Split(' '), "-o", "json"]);
        JsonElement at = JsonElement.Parse(result.Out);
        foreach (string step in path.Split('.'))
        {
            at = int.TryParse(step, out int index) ? at[index] : at.GetProperty(step);
        }

        Assert.Equal(expected, at.ToString());
    }

    [Fact]
    public async Task Colour_OnlyOnATerminal_AndNotWithNoColor()
    {
        await using FakeNode node = await ClusterAsync();
        var none = new Dictionary<string, string>();
        var noColour = new Dictionary<string, string> { ["NO_COLOR"] = "1" };
        const string Green = "\u001b[32m";
        Assert.Contains(
            Green, (await CommandLine.RunAsync(node, none, true, "node", "list")).Out, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Green, (await CommandLine.RunAsync(node, noColour, true, "node", "list")).Out, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Green, (await CommandLine.RunAsync(node, none, true, "node", "list", "-o", "json")).Out,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task ControlCharacters_InNamesAndReasons_DoNotReachTheTerminal()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        ResourceDto evil = Sample.Resource with { Reason = "\u001b]0;owned\u0007 it\r\nfailed", State = "Failed" };
        node.On("GET /api/v1/resources", [evil], ClientJson.Default.IReadOnlyListResourceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "resource", "list");
        Assert.DoesNotContain('\u001b', result.Out);
        Assert.DoesNotContain('\u0007', result.Out);
        Assert.DoesNotContain('\r', result.Out);
        Assert.Equal(3, result.Out.Split('\n').Length);
    }

    [Fact]
    public async Task MonitorRestarting_List_KeepsTheResourceOnline()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        ResourceDto alone =
            Sample.Resource with { Monitor = new MonitorDto { State = "Restarting", Pid = null, Id = null } };
        node.On("GET /api/v1/resources", [alone], ClientJson.Default.IReadOnlyListResourceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "resource", "list");
        Assert.Contains("Online, monitor restarting", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task YamlAndNames_SayWhatJsonSays()
    {
        await using FakeNode node = await ClusterAsync();
        CommandLine.Result json = await CommandLine.RunAsync(node, "resource", "show", "l", "-o", "json");
        CommandLine.Result yaml = await CommandLine.RunAsync(node, "resource", "show", "l", "-o", "yaml");
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse(json.Out), Configurations.YamlDocument.Read("f", yaml.Out).Json), yaml.Out);
        Assert.Equal("l\n", (await CommandLine.RunAsync(node, "resource", "list", "-o", "name")).Out);
        Assert.Equal("ledger\n", (await CommandLine.RunAsync(node, "group", "show", "ledger", "-o", "name")).Out);
    }

    [Fact]
    public async Task Version_NeedsNoNode()
    {
        Assert.StartsWith("holdfast ", (await CommandLine.RunAsync(null, "version")).Out, StringComparison.Ordinal);
        CommandLine.Result json = await CommandLine.RunAsync(null, "version", "-o", "json");
        Assert.False(string.IsNullOrEmpty(JsonElement.Parse(json.Out).GetProperty("version").GetString()));
    }

    private static async Task<FakeNode> ClusterAsync()
    {
        FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/cluster/status", Sample.Status, ClientJson.Default.ClusterStatusDto);
        node.On("GET /api/v1/nodes", [Sample.Node], ClientJson.Default.IReadOnlyListNodeDto);
        node.On("GET /api/v1/nodes/n1", Sample.Node, ClientJson.Default.NodeDto);
        node.On("GET /api/v1/groups", [Sample.Group], ClientJson.Default.IReadOnlyListGroupDto);
        node.On("GET /api/v1/groups/ledger", Sample.Group, ClientJson.Default.GroupDto);
        node.On("GET /api/v1/resources", [Sample.Resource], ClientJson.Default.IReadOnlyListResourceDto);
        node.On("GET /api/v1/resources/l", Sample.Resource, ClientJson.Default.ResourceDto);
        node.On("GET /api/v1/types", [Sample.Type], ClientJson.Default.IReadOnlyListTypeDto);
        node.On("GET /api/v1/types/Acme.Ledger", Sample.Type, ClientJson.Default.TypeDto);
        return node;
    }
}
