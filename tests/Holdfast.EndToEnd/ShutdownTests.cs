using System.Diagnostics;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>What the unit holdfast-shutdown.service runs when the machine goes down and comes back.</summary>
public sealed class ShutdownTests
{
    private static readonly string Script =
        Path.Combine(Environment.GetEnvironmentVariable("HOLDFAST_ROOT")!, "packaging", "shutdown.sh");

    [Fact]
    public async Task MachineShutsDown_GroupsLeaveFirst_AndTheNodeTakesThemAgainWhenItIsBack()
    {
        await using CaseScene scene = await CaseScene.StartAsync(2);
        LabNode node = scene.Cluster.Nodes[0];
        await Cli.OkAsync(node, "group", "create", "web", "--preferred-owners", "n1,n2");
        await Cli.OkAsync(
            node, "resource", "create", "app", "--group", "web", "--type", "GenericApplication",
            "--set", "CommandLine=sleep 100000");
        await Cli.OkAsync(node, "group", "online", "web", "--wait");
        Assert.Equal("n1", (await scene.Cluster.GroupAsync("web")).Owner);

        await RunAsync(scene, "drain", "running");
        Assert.Equal("Active", await WantedAsync(node));

        await RunAsync(scene, "drain", "stopping");
        Assert.Equal("Drained", await WantedAsync(node));
        Assert.Equal("n2", (await scene.Cluster.GroupAsync("web")).Owner);

        await RunAsync(scene, "resume", "stopping");
        Assert.Equal("Drained", await WantedAsync(node));

        await RunAsync(scene, "resume", "running");
        Assert.Equal("Active", await WantedAsync(node));

        await Cli.OkAsync(node, "node", "pause", "n1");
        await RunAsync(scene, "drain", "stopping");
        await RunAsync(scene, "resume", "running");
        Assert.Equal("Paused", await WantedAsync(node));
    }

    private static async Task<string> WantedAsync(LabNode node) =>
        (await node.Api.Nodes.ShowAsync("n1", TestContext.Current.CancellationToken)).Wanted;

    /// <summary>Runs the script as systemd would, on a machine that systemd says is in this state.</summary>
    private static async Task RunAsync(CaseScene scene, string verb, string state)
    {
        string tools = Directory.CreateDirectory(Path.Combine(scene.Cluster.Folder, "tools")).FullName;
        string systemctl = Path.Combine(tools, "systemctl");
        await File.WriteAllTextAsync(
            systemctl, $"#!/bin/sh\necho {state}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(systemctl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string config = Path.Combine(scene.Cluster.Folder, "holdfastd.json");
        await File.WriteAllTextAsync(config, "{ \"node\": \"n1\" }\n", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Script, [verb]) { RedirectStandardError = true };
        start.Environment["PATH"] = $"{tools}:{Path.GetDirectoryName(Programs.Cli)}:/usr/bin:/bin";
        start.Environment["HOLDFAST_NODE"] = scene.Cluster.Nodes[0].ApiSocket;
        start.Environment["HOLDFAST_CONFIG"] = config;
        start.Environment["HOLDFAST_DRAINED"] = Path.Combine(scene.Cluster.Folder, "drained");
        using Process script = Process.Start(start)!;
        string error = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(script.ExitCode == 0, error);
    }
}
