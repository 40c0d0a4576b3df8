using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Observation;

namespace Holdfast.Lab.Benches;

/// <summary>
/// SIGKILL of a resource's monitor: until it is supervised by another, and how long its client was not served.
/// </summary>
public static class MonitorKillBench
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs, bool loaded)
    {
        await using CaseScene scene = await CaseScene.StartAsync(1);
        await scene.RegisterAsync(Programs.CounterPackage);
        await scene.NeighbourAsync();
        using var load = new CpuLoad(loaded ? Environment.ProcessorCount : 0);
        CounterClient client = scene.Client!;
        var again = new List<double>();
        var interruption = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            ResourceDto before = await scene.Cluster.ResourceAsync(CaseScene.Neighbour);
            await SpareReadyAsync(scene.Cluster.Nodes[0]);
            long failures = client.Failures;
            long start = Stopwatch.GetTimestamp();
            NodeProcesses.Signal(before.Monitor.Pid!.Value, NodeProcesses.SigKill);
            await Until
                .TrueAsync("supervised again", async () => await scene.Cluster.ResourceAsync(CaseScene.Neighbour) is
                { State: "Online", Monitor: { State: "Running", Pid: { } pid } }
                    && pid != before.Monitor.Pid, everyMs: 1);
            again.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            interruption.Add(client.InterruptionMs(start, failures));
        }

        return loaded
            ? [new Measurement("monitor-kill-loaded", "ms", again)]
            : [new Measurement("monitor-kill", "ms", again),
                new Measurement("monitor-kill-interruption", "ms", interruption)];
    }

    /// <summary>
    /// Each run starts from the same place: the node's spare monitor is there and at rest, done with warming itself up.
    /// </summary>
    private static async Task SpareReadyAsync(LabNode node)
    {
        double used = -1;
        await Until.TrueAsync("a spare monitor at rest", async () =>
        {
            int? spare = (await node.Api.Nodes.ShowAsync(node.Name, CancellationToken.None)).Processes
                .FirstOrDefault(process => process is { Role: "monitor", Hosts.Count: 0 })?.Pid;
            double before = used;
            used = spare is { } pid ? NodeProcesses.CpuSeconds(pid) : -1;
            return spare is not null && used == before;
        }, everyMs: 200);
    }
}
