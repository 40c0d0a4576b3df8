using System.Text.Json;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The command line against real nodes: what the README promises, and what a wrong word gets.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Cli_FromRegistrationToMove_DoesWhatTheReadmeSays()
    {
        await using CaseScene scene = await CaseScene.StartAsync(2);
        LabNode node = scene.Cluster.Nodes[0];
        await Cli.OkAsync(node, "type", "register", Programs.CounterPackage);
        await Cli.OkAsync(node, "group", "create", "ledger");
        await Cli.OkAsync(
            node, "resource", "create", "l", "--group", "ledger", "--type", CaseScene.CounterType,
            "--set", $"Port={TestPorts.Next()}", "--set", $"Folder={Path.Combine(scene.Cluster.Folder, "ledger")}");
        await Cli.OkAsync(node, "group", "online", "ledger", "--wait");
        string status = await Cli.OkAsync(node, "status");
        Assert.Contains(CaseScene.CounterType, status, StringComparison.Ordinal);
        Assert.Contains("Sample.Counter.dll", status, StringComparison.Ordinal);
        Assert.Contains("Online", status, StringComparison.Ordinal);
        JsonElement shown = JsonElement.Parse(await Cli.OkAsync(node, "resource", "show", "l", "-o", "json"));
        Assert.True(NodeProcesses.Exists(shown.GetProperty("monitor").GetProperty("pid").GetInt32()));
        string owner = (await scene.Cluster.GroupAsync("ledger")).Owner!;
        string target = owner == "n1" ? "n2" : "n1";
        await Cli.OkAsync(node, "group", "move", "ledger", "--to", target, "--wait");
        Assert.Equal(target, (await scene.Cluster.GroupAsync("ledger")).Owner);
        string events = await Cli.OkAsync(node, "event", "list");
        Assert.Contains("ledger", events, StringComparison.Ordinal);
        JsonElement processes = JsonElement.Parse(await Cli.OkAsync(node, "node", "show", target, "-o", "json"));
        Assert.Contains(
            processes.GetProperty("processes").EnumerateArray(), item =>
                item.GetProperty("role").GetString() == "service");
    }

    [Fact]
    public async Task Cli_WrongName_SuggestsTheNearOneAndExitsWith4()
    {
        await using CaseScene scene = await CaseScene.StartAsync(1);
        LabNode node = scene.Cluster.Nodes[0];
        await Cli.OkAsync(node, "group", "create", "ledger");
        (int code, _, string error) = await Cli.RunAsync(node, "group", "online", "ledgr");
        Assert.Equal(4, code);
        Assert.Contains("HF1203", error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"ledger\"?", error, StringComparison.Ordinal);
    }
}
