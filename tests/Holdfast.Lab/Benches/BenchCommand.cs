using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Benches;

/// <summary>The <c>bench</c> command: measures on real processes; what each counts is in docs/benchmarks.md.</summary>
public static class BenchCommand
{
    /// <summary>Benches in the order in which they run; one may give several lines.</summary>
    private static readonly IReadOnlyList<(string[] Names, Func<int, Task<IReadOnlyList<Measurement>>> Run)> All =
    [
        (["monitor-kill", "monitor-kill-interruption"], runs => MonitorKillBench.RunAsync(runs, loaded: false)),
        (["monitor-kill-loaded"], runs => MonitorKillBench.RunAsync(runs, loaded: true)),
        (["process-kill"], ProcessKillBench.RunAsync),
        (["move"], MoveBench.RunAsync),
        (["node-kill-proof"], runs => NodeKillBench.RunAsync("node-kill-proof", runs, prove: true)),
        (["node-kill-lease"], runs => NodeKillBench.RunAsync("node-kill-lease", runs, prove: false)),
        (["start-300"], StartBench.RunAsync),
        (["poll-1000"], PollBench.RunAsync),
        (["idle", "memory-service", "memory-monitor", "memory-guard"], IdleBench.RunAsync),
        (["cli-status"], CliBench.RunAsync),
        (["watch-latency", "commit"], DatabaseBench.RunAsync),
        .. new[] { "plan-1000", "plan-5000", "plan-50000", "plan-unchanged-50000", "plan-growth" }
            .Select(name => (new[] { name }, (Func<int, Task<IReadOnlyList<Measurement>>>)(
                runs => ProcessBench.PlanAsync(name, runs)))),
        (["simulation-speed"], ProcessBench.SimulationAsync),
        (["etcd-commit"], EtcdBenches.CommitAsync),
        (["etcd-node-kill-standard"], runs => EtcdNodeKillBench.RunAsync("standard", runs)),
        (["etcd-node-kill-fast"], runs => EtcdNodeKillBench.RunAsync("fast", runs)),
        (["etcd-partition-overlap"], EtcdBenches.PartitionAsync),
        (["etcd-leader-kill-stops"], EtcdBenches.LeaderKillAsync),
        (["etcd-idle-writes", "etcd-idle-cpu", "etcd-idle-cpu-most"], EtcdBenches.IdleAsync),
        (["etcd-agents-100"], EtcdBenches.AgentsAsync),
    ];

    /// <summary>What is a promise and no speed: anything but 0 is a failure.</summary>
    private static readonly string[] MustBeZero = ["etcd-partition-overlap", "etcd-leader-kill-stops"];

    public static async Task<int> RunAsync(string only, int runs)
    {
        string[] wanted = only.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] unknown = [.. wanted.Except(All.SelectMany(bench => bench.Names))];
        if (unknown.Length > 0)
        {
            await Console.Error.WriteLineAsync(
                $"no bench {string.Join(", ", unknown)}; there are {string
                    .Join(", ", All.SelectMany(bench => bench.Names))}");
            return 2;
        }

        bool missed = false;
        bool broken = false;
        foreach ((string[] names, Func<int, Task<IReadOnlyList<Measurement>>> run) in All)
        {
            if (wanted.Length > 0 && !names.Intersect(wanted).Any())
            {
                continue;
            }

            if (names[0].StartsWith("etcd-", StringComparison.Ordinal) && await LabNetwork.WhyNotAsync() is { } whyNot)
            {
                await Console.Error.WriteLineAsync($"{names[0]} is not measured: {whyNot}");
                missed = true;
                continue;
            }

            await Console.Error.WriteLineAsync($"measuring {string.Join(", ", names)}…");
            foreach (Measurement measured in await run(runs))
            {
                broken |= MustBeZero.Contains(measured.Name) && measured.Values.Any(value => value > 0);
                if (wanted.Length == 0 || wanted.Contains(measured.Name))
                {
                    await Console.Out.WriteLineAsync(measured.Line);
                    await Console.Out.FlushAsync();
                }
            }
        }

        return broken || (missed && wanted.Length > 0) ? 1 : 0;
    }
}
