using System.Diagnostics;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Benches;

/// <summary>
/// SIGKILL of a Generic Application until it runs again; its own start (a shell and a line in a file) is taken off.
/// </summary>
public static class ProcessKillBench
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        await using BenchScene scene = await BenchScene.StartAsync(1);
        await scene.GroupAsync("g");
        await scene.SleeperAsync("app", "g");
        await scene.OnlineAsync("g");
        double own = OwnStart();
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            await Until
                .TrueAsync("app online", async () => (await scene.Cluster.ResourceAsync("app")).State == "Online");

            // Each run is the first failure of its period: later ones wait, as they should.
            await scene.Api.Resources.ClearAsync("app", CancellationToken.None);
            int pid = await PidAsync(scene);
            int before = scene.Starts("app");
            long start = Stopwatch.GetTimestamp();
            NodeProcesses.Signal(pid, NodeProcesses.SigKill);
            await Until.TrueAsync("app started again", () => scene.Starts("app") > before, everyMs: 1);
            times.Add(Math.Max(0, Stopwatch.GetElapsedTime(start).TotalMilliseconds - own));
        }

        return [new Measurement("process-kill", "ms", times)];
    }

    /// <summary>The application's process as the host sees it; in its PID namespace it has another number.</summary>
    private static async Task<int> PidAsync(BenchScene scene)
    {
        int pid = 0;
        await Until.TrueAsync("app shows its process", async () =>
        {
            pid = (await scene.Cluster.ResourceAsync("app")).Processes.FirstOrDefault()?.Pid ?? 0;
            return pid > 0 && NodeProcesses.Exists(pid);
        });
        return pid;
    }

    /// <summary>How long the same application takes from a plain start to its line, in ms; median of five.</summary>
    private static double OwnStart()
    {
        double[] times = new double[5];
        for (int index = 0; index < times.Length; index++)
        {
            string file = Path.GetTempFileName();
            long start = Stopwatch.GetTimestamp();
            using Process shell = Process.Start("/bin/sh", ["-c", $"echo $$ >> '{file}'"]);
            shell.WaitForExit();
            times[index] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            File.Delete(file);
        }

        Array.Sort(times);
        return times[2];
    }
}
