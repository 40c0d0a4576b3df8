using System.Diagnostics;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Every process of the owner killed at once, until the application has started on another node: with proof of
/// death by the
/// kernel, and without it by the lease alone.
/// </summary>
public static class NodeKillBench
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(string name, int runs, bool prove)
    {
        await using BenchScene scene = await BenchScene.StartAsync(3, prove ? [] : ["--no-proof"]);
        // A node that is lost so often would be put in quarantine, and the group would have nowhere to go.
        await scene.Cluster.Api.Cluster.UpdateAsync(
            new UpdateClusterRequest { QuarantineThreshold = 0 }, revision: null, CancellationToken.None);
        await scene.GroupAsync("g");
        await scene.SleeperAsync("app", "g");
        await scene.OnlineAsync("g");
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            LabNode owner = await scene.Cluster.OwnerAsync("g");
            int before = scene.Starts("app");
            long start = Stopwatch.GetTimestamp();
            await owner.KillAsync();
            await Until.TrueAsync("started elsewhere", () => scene.Starts("app") > before, everyMs: 1);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            owner.Start();
            await owner.ReadyAsync();
            await scene.Cluster.GroupStateAsync("g", "Online");
        }

        return [new Measurement(name, "ms", times)];
    }
}
