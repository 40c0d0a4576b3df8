using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Three nodes with 20 resources at rest: CPU seconds per second of all their processes, and memory by role.
/// </summary>
public static class IdleBench
{
    /// <summary>Until the runtime has compiled again what is called all the time.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        await using BenchScene scene = await BenchScene.StartAsync(3);
        for (int group = 0; group < 20; group++)
        {
            await scene.GroupAsync($"g{group}", $"n{group % 3 + 1}");
            await scene.SleeperAsync($"r{group}", $"g{group}");
            await scene.OnlineAsync($"g{group}");
        }

        await Task.Delay(Settle);
        var idle = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            double before = Cpu(scene);
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(Window);
            idle.Add((Cpu(scene) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        List<ProcessDto> processes = [];
        foreach (LabNode node in scene.Cluster.Nodes)
        {
            processes.AddRange((await node.Api.Nodes.ShowAsync(node.Name, CancellationToken.None)).Processes);
        }

        return
        [
            new Measurement("idle", "s/s", idle), Memory("memory-service", "service", processes),
            Memory("memory-monitor", "monitor", processes), Memory("memory-guard", "guard", processes),
        ];
    }

    private static double Cpu(BenchScene scene) => scene.Cluster.Nodes
        .SelectMany(node => NodeProcesses.Holding(node.AlivePath))
        .Distinct().Sum(NodeProcesses.CpuSeconds);

    private static Measurement Memory(string name, string role, IEnumerable<ProcessDto> processes) => new(
        name, "MiB", [.. processes.Where(process => process.Role == role)
            .Select(process => NodeProcesses.ResidentMiB(process.Pid))]);
}
