using System.Text.Json;

namespace Holdfast.Simulation.Runs;

/// <summary>
/// <c>mutants [--seed S] [--runs N] [--only NAME] [--save FOLDER]</c>; without a seed, each from the one where the
/// tests begin. Saved is a script for each: the fewest faults that show it.
/// </summary>
internal static class MutantsCommand
{
    public static int Execute(string[] args)
    {
        long limit = SimulateCommand.Number(args, "--runs", 3000);
        string? only = SimulateCommand.Text(args, "--only");
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
            if (found is not null && SimulateCommand.Text(args, "--save") is { } folder)
            {
                SimulateCommand.Save(new Minimizer(found.Seed, mutant).Minimize(found), mutant, folder);
            }

            lines.Add(JsonSerializer.Serialize(new { mutant = mutant.Name, found = found is not null, runs }));
        }

        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }

        return all ? 0 : 1;
    }
}
