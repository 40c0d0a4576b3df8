using System.Text.Json;

namespace Holdfast.Simulation.Runs;

/// <summary>
/// <c>mutants [--seed S] [--runs N] [--only NAME]</c>; without a seed, each from the one where the tests begin.
/// </summary>
internal static class MutantsCommand
{
    public static int Execute(string[] args)
    {
        long limit = SimulateCommand.Number(args, "--runs", 3000);
        int at = Array.IndexOf(args, "--only");
        string? only = at >= 0 ? args[at + 1] : null;
        var lines = new List<string>();
        bool all = true;
        foreach (Mutant mutant in Mutants.All.Where(mutant => only is null || mutant.Name == only))
        {
            long seed = SimulateCommand.Number(args, "--seed", mutant.Near);
            RunResult? found = Mutants.Hunt(mutant, seed, limit, out long runs);
            all &= found is not null;
            Console.WriteLine(found is null
                ? $"{mutant.Name}: not found in {runs} runs"
                : $"{mutant.Name}: found by seed {found.Seed}: {found.Violation}");
            lines.Add(JsonSerializer.Serialize(new { mutant = mutant.Name, found = found is not null, runs }));
        }

        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }

        return all ? 0 : 1;
    }
}
