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

    /// <summary>Each run starts from the same place: the node at rest, its spare monitor there.</summary>
    private static Task SpareReadyAsync(LabNode node) => Until.TrueAsync("a spare monitor", async () =>
        (await node.Api.Nodes.ShowAsync(node.Name, CancellationToken.None)).Processes
            .Count(process => process is { Role: "monitor", Hosts.Count: 0 }) >= 1);
}
