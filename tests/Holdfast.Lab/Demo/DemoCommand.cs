using System.Text.Json;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Demo;

/// <summary>The <c>demo</c> command: plays the story in .demo; with <c>--once</c> ends by itself.</summary>
public static class DemoCommand
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<int> RunAsync(bool once)
    {
        string folder = Path.Combine(Programs.Root, ".demo");
        await EndEarlierAsync(folder);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        using var term = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            });
        await using var cluster = new LabCluster(3, folder) { ServiceOptions = once ? ["--no-tcp"] : ["--port", "0"] };
        await Console.Out.WriteLineAsync("starting three nodes…");
        var story = new DemoStory(cluster, Console.Out);
        await story.PrepareAsync();
        DemoResult result = await story.PlayAsync();
        if (once)
        {
            await cluster.DisposeAsync();
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, Format));
            return result.Held ? 0 : 1;
        }

        await StayAsync(cluster, folder, stop.Token);
        return result.Held ? 0 : 1;
    }

    private static async Task StayAsync(LabCluster cluster, string folder, CancellationToken stop)
    {
        LabNode down = cluster.Nodes.First(node => !node.ServiceRuns);
        down.Start();
        await down.ReadyAsync();
        LabNode first = cluster.Nodes[0];
        await File.WriteAllTextAsync(
            Path.Combine(folder, "env"),
            $"export HOLDFAST_NODE={first.ApiSocket}\nexport PATH={Path.GetDirectoryName(Programs.Cli)}:$PATH\n",
                CancellationToken.None);
        string page = (await first.Api.PageLinkAsync(CancellationToken.None)).Url;
        await Console.Out.WriteLineAsync("all three nodes are up again; Ctrl+C ends them");
        await Console.Out.WriteLineAsync($"Page: {page}        Shell: . .demo/env");
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// A demo that was itself killed may have left nodes: they are ended first, by their alive files.
    /// </summary>
    private static async Task EndEarlierAsync(string folder)
    {
        foreach (string node in new[] { "n1", "n2", "n3" })
        {
            string alive = Path.Combine(folder, node, "alive");
            if (File.Exists(alive))
            {
                await NodeProcesses.KillAllAsync(alive);
            }
        }
    }
}
