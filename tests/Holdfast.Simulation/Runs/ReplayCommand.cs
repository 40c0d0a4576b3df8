namespace Holdfast.Simulation.Runs;

/// <summary><c>replay FILE [--without]</c>: the log of a script's run, with its mutant or without it.</summary>
internal static class ReplayCommand
{
    public static int Execute(string[] args)
    {
        ScriptFile script = ScriptFile.Read(File.ReadAllText(args[0]));
        Mutant? mutant = args.Contains("--without")
            ? null
            : Mutants.All.SingleOrDefault(one => one.Name == script.Mutant);
        RunResult run = Run.Of(script.Seed, mutant, Console.Out, script.Faults);
        Console.WriteLine(run.Violation ?? "nothing is violated");
        return run.Violation is null ? 0 : 1;
    }
}
