using System.Diagnostics;
using Holdfast.Client.Requests;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>
/// 300 Generic Applications in 60 groups of 5 on one node, from the command to all online. Counted in seconds.
/// </summary>
public static class StartBench
{
    private const int Groups = 60;
    private const int PerGroup = 5;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        var times = new List<double>();
        for (int run = 0; run < Math.Max(1, runs / 5); run++)
        {
            times.Add(await OnceAsync());
        }

        return [new Measurement("start-300", "ms", times)];
    }

    private static async Task<double> OnceAsync()
    {
        await using BenchScene scene = await BenchScene.StartAsync(1);
        for (int group = 0; group < Groups; group++)
        {
            await scene.GroupAsync($"g{group}");
            for (int item = 0; item < PerGroup; item++)
            {
                await scene.ResourceAsync(
                    $"r{group}-{item}", $"g{group}", "GenericApplication",
                    new { FileName = "/bin/sleep", Arguments = new[] { "1000000" } });
            }
        }

        long start = Stopwatch.GetTimestamp();
        await Parallel
            .ForAsync(0, Groups, async (group, token) => await scene.Api.Groups.OnlineAsync($"g{group}", token));
        await Until.TrueAsync(
            "all groups online",
            async () =>
                (await scene.Api.StatusAsync(CancellationToken.None)).Groups.All(group => group.State == "Online"),
            TimeSpan.FromSeconds(120), everyMs: 50);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
