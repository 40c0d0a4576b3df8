using System.Diagnostics;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>1,000 IsAlive polls a second without I/O in one monitor: CPU seconds of that monitor per second.</summary>
public static class PollBench
{
    private const int Resources = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        await using BenchScene scene = await BenchScene.StartAsync(1);
        await scene.Api.Types.RegisterAsync(Programs.FaultPackage, CancellationToken.None);
        for (int group = 0; group < 10; group++)
        {
            await scene.GroupAsync($"g{group}");
        }

        await Parallel.ForAsync(0, Resources, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (index, _) =>
            await scene.ResourceAsync($"r{index}", $"g{index % 10}", "Fault", new { }, new PolicyRequest
            {
                IsAlivePollInterval = "1s",
                LooksAlivePollInterval = "1h",
            }));
        for (int group = 0; group < 10; group++)
        {
            await scene.OnlineAsync($"g{group}", TimeSpan.FromSeconds(120));
        }

        int monitor = (await scene.Cluster.ResourceAsync("r0")).Monitor.Pid!.Value;
        await Task.Delay(TimeSpan.FromSeconds(3));
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            double before = NodeProcesses.CpuSeconds(monitor);
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(Window);
            times.Add((NodeProcesses.CpuSeconds(monitor) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return [new Measurement("poll-1000", "s/s", times)];
    }
}
