using System.Diagnostics;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>
/// From the command to move a group until its application has started on the target; the application stops and
/// starts at once.
/// </summary>
public static class MoveBench
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        await using BenchScene scene = await BenchScene.StartAsync(2);
        await scene.GroupAsync("g", "n1");
        await scene.SleeperAsync("app", "g");
        await scene.OnlineAsync("g");
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            string owner = (await scene.Cluster.GroupAsync("g")).Owner!;
            string target = owner == "n1" ? "n2" : "n1";
            int before = scene.Starts("app");
            long start = Stopwatch.GetTimestamp();
            await scene.Api.Groups.MoveAsync("g", target, CancellationToken.None);
            await Until.TrueAsync("started on the target", () => scene.Starts("app") > before, everyMs: 1);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await scene.Cluster.OwnedByAsync("g", target);
        }

        return [new Measurement("move", "ms", times)];
    }
}
