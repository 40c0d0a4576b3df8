using System.Diagnostics;
using System.Text.Json;

namespace Holdfast.Simulation.Runs;

/// <summary>
/// <c>speed [--seed S] [--runs N]</c>: simulated seconds per second, with faults, of a large cluster; a line a run.
/// </summary>
internal static class SpeedCommand
{
    public static int Execute(string[] args)
    {
        long seed = SimulateCommand.Number(args, "--seed", 1);
        long runs = SimulateCommand.Number(args, "--runs", 5);
        bool right = true;
        Run.Of(seed, scale: Scale.Large);
        for (long i = seed; i < seed + runs; i++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            long started = Stopwatch.GetTimestamp();
            RunResult run = Run.Of(i, scale: Scale.Large);
            double elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            double simulated = run.SimulatedNanoseconds / 1e9;
            right &= run.Violation is null;
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                seed = i,
                events = run.Events,
                simulated,
                elapsed,
                processor = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds,
                speed = simulated / elapsed,
                violation = run.Violation,
            }));
        }

        return right ? 0 : 1;
    }
}
