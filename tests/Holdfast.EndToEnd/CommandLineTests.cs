using System.Diagnostics;
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
        await OkAsync(node, "type", "register", Programs.CounterPackage);
        await OkAsync(node, "group", "create", "ledger");
        await OkAsync(
            node, "resource", "create", "l", "--group", "ledger", "--type", CaseScene.CounterType,
            "--set", $"Port={CaseScene.FreePort()}", "--set", $"Folder={Path.Combine(scene.Cluster.Folder, "ledger")}");
        await OkAsync(node, "group", "online", "ledger", "--wait");
        string status = await OkAsync(node, "status");
        Assert.Contains(CaseScene.CounterType, status, StringComparison.Ordinal);
        Assert.Contains("Sample.Counter.dll", status, StringComparison.Ordinal);
        Assert.Contains("Online", status, StringComparison.Ordinal);
        JsonElement shown = JsonElement.Parse(await OkAsync(node, "resource", "show", "l", "-o", "json"));
        Assert.True(NodeProcesses.Exists(shown.GetProperty("monitor").GetProperty("pid").GetInt32()));
        string owner = (await scene.Cluster.GroupAsync("ledger")).Owner!;
        string target = owner == "n1" ? "n2" : "n1";
        await OkAsync(node, "group", "move", "ledger", "--to", target, "--wait");
        Assert.Equal(target, (await scene.Cluster.GroupAsync("ledger")).Owner);
        string events = await OkAsync(node, "event", "list");
        Assert.Contains("ledger", events, StringComparison.Ordinal);
        JsonElement processes = JsonElement.Parse(await OkAsync(node, "node", "show", target, "-o", "json"));
        Assert.Contains(
            processes.GetProperty("processes").EnumerateArray(), item =>
                item.GetProperty("role").GetString() == "service");
    }

    [Fact]
    public async Task Cli_WrongName_SuggestsTheNearOneAndExitsWith4()
    {
        await using CaseScene scene = await CaseScene.StartAsync(1);
        LabNode node = scene.Cluster.Nodes[0];
        await OkAsync(node, "group", "create", "ledger");
        (int code, _, string error) = await RunAsync(node, "group", "online", "ledgr");
        Assert.Equal(4, code);
        Assert.Contains("HF1203", error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"ledger\"?", error, StringComparison.Ordinal);
    }

    private static async Task<string> OkAsync(LabNode node, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(node, arguments);
        Assert.True(code == 0, $"holdfast {string.Join(' ', arguments)}: exit {code}\n{output}\n{error}");
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(LabNode node, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var start = new ProcessStartInfo(Programs.Cli, arguments) { RedirectStandardError = true,
            RedirectStandardOutput = true };
        start.Environment["HOLDFAST_NODE"] = node.ApiSocket;
        start.Environment["COLUMNS"] = "200";
        using Process cli = Process.Start(start)!;
        Task<string> error = cli.StandardError.ReadToEndAsync(limit.Token);
        string output = await cli.StandardOutput.ReadToEndAsync(limit.Token);
        await cli.WaitForExitAsync(limit.Token);
        return (cli.ExitCode, output, await error);
    }
}
