using System.Diagnostics;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>How long the command line takes for what people ask most, from the start of its process to its
/// end.</summary>
public static class CliBench
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        await using BenchScene scene = await BenchScene.StartAsync(3);
        for (int group = 0; group < 20; group++)
        {
            await scene.GroupAsync($"g{group}", $"n{group % 3 + 1}");
            await scene.SleeperAsync($"r{group}", $"g{group}");
            await scene.OnlineAsync($"g{group}");
        }

        await StatusAsync(scene);
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            times.Add(await StatusAsync(scene));
        }

        return [new Measurement("cli-status", "ms", times)];
    }

    private static async Task<double> StatusAsync(BenchScene scene)
    {
        var start = new ProcessStartInfo(Programs.Cli, ["status"]) { RedirectStandardOutput = true };
        start.Environment["HOLDFAST_NODE"] = scene.Cluster.Nodes[0].ApiSocket;
        long begun = Stopwatch.GetTimestamp();
        using Process cli = Process.Start(start)!;
        string output = await cli.StandardOutput.ReadToEndAsync();
        await cli.WaitForExitAsync();
        double took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return cli.ExitCode == 0 && output.Contains("r19", StringComparison.Ordinal)
            ? took
            : throw new InvalidOperationException($"holdfast status: exit {cli.ExitCode}\n{output}");
    }
}
