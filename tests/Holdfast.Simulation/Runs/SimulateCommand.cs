using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Runs;

/// <summary>
/// <c>simulate --seed S --runs N [--mutant NAME] [--log] [--save FOLDER]</c>; a single run that fails is minimised, and
/// saved as a script if asked.
/// </summary>
internal static class SimulateCommand
{
    public static int Execute(string[] args)
    {
        long seed = Number(args, "--seed", 1);
        long runs = Number(args, "--runs", 1);
        TextWriter? log = args.Contains("--log") ? Console.Out : null;
        long started = Stopwatch.GetTimestamp();
        Mutant? mutant = Mutants.Named(args);
        var campaign = new Campaign(mutant);
        for (long i = seed; i < seed + runs; i++)
        {
            RunResult run = campaign.Add(i, log);
            if (run.Violation is not null)
            {
                Console.WriteLine(run.Report());
                if (runs == 1)
                {
                    Minimise(run, mutant, Text(args, "--save"));
                }
            }
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{runs} runs, {campaign.Events} events, {campaign.SimulatedSeconds:0} simulated seconds in " +
            $"{seconds:0.0} s, {campaign.Failing.Count} violations"));
        Console.WriteLine(string.Join(", ", Counters.Names.Select(name => $"{name} {campaign.Counters[name]}")));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            seed,
            runs,
            events = campaign.Events,
            violations = campaign.Failing.Count,
            takeovers = campaign.Counters.Takeovers,
            fences = campaign.Counters.Fences,
            failingSeeds = campaign.Failing.Select(run => run.Seed),
            hash = campaign.Hash,
        }));
        return campaign.Failing.Count == 0 ? 0 : 1;
    }

    private static void Minimise(RunResult run, Mutant? mutant, string? folder)
    {
        var minimizer = new Minimizer(run.Seed, mutant);
        RunResult minimal = minimizer.Minimize(run);
        Console.WriteLine(
            $"minimal: {minimal.Faults.Count} of {run.Faults.Count} faults, found in {minimizer.Runs} runs");
        Console.WriteLine(minimal.Report());
        if (folder is not null)
        {
            Save(minimal, mutant, folder);
        }
    }

    /// <summary>Writes the script under the name of its mutant, or of its seed.</summary>
    internal static void Save(RunResult minimal, Mutant? mutant, string folder)
    {
        string name = mutant?.Name ?? string.Create(CultureInfo.InvariantCulture, $"seed-{minimal.Seed}");
        string path = Path.Combine(folder, $"{name}.txt");
        File.WriteAllText(path, ScriptFile.Of(minimal, mutant).Write(minimal.Violation!));
        Console.WriteLine($"saved as {path}");
    }

    internal static string? Text(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    internal static long Number(string[] args, string name, long otherwise)
    {
        return Text(args, name) is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : otherwise;
    }
}
