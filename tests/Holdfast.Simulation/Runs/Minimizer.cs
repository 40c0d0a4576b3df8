using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Runs;

/// <summary>
/// Finds a short script of faults under which a run still fails: first fewer faults, then shorter ones.
/// </summary>
/// <remarks>
/// The list is shortened by ddmin (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
/// A run counts as failing the same way if what is violated begins with the same word, and if it is the mutant that
/// fails: without it nothing does.
/// </remarks>
internal sealed class Minimizer(long seed, Mutant? mutant)
{
    private string _rule = "";

    /// <summary>How many runs it took.</summary>
    public int Runs { get; private set; }

    /// <summary>The shortest script that was found, and what came of it.</summary>
    public RunResult Minimize(RunResult failing)
    {
        _rule = ScriptFile.RuleOf(failing.Violation);
        RunResult best = Shorten(failing);
        foreach (double share in (double[])[0, 0.25, 0.5])
        {
            best = Soften(best, share);
        }

        return best;
    }

    private RunResult Shorten(RunResult best)
    {
        int parts = 2;
        while (best.Faults.Count > 1)
        {
            RunResult? shorter = Chunks(best.Faults, parts)
                .Select(left => Try(left)).FirstOrDefault(run => run is not null);
            if (shorter is not null)
            {
                best = shorter;
                parts = Math.Max(parts - 1, 2);
            }
            else if (parts >= best.Faults.Count)
            {
                break;
            }
            else
            {
                parts = Math.Min(parts * 2, best.Faults.Count);
            }
        }

        return best.Faults.Count == 1 && Try([]) is { } none ? none : best;
    }

    /// <summary>The list without one of its parts, for each part.</summary>
    private static IEnumerable<IReadOnlyList<Fault>> Chunks(IReadOnlyList<Fault> faults, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            int from = faults.Count * part / parts;
            int to = faults.Count * (part + 1) / parts;
            yield return [.. faults.Take(from), .. faults.Skip(to)];
        }
    }

    /// <summary>Each fault in turn lasts only a share of its time, if the run still fails.</summary>
    private RunResult Soften(RunResult best, double share)
    {
        for (int i = 0; i < best.Faults.Count; i++)
        {
            Fault[] softer = [.. best.Faults];
            softer[i] = softer[i] with { Lasts = (long)(softer[i].Lasts * share) };
            if (softer[i].Lasts != best.Faults[i].Lasts)
            {
                best = Try(softer) ?? best;
            }
        }

        return best;
    }

    private RunResult? Try(IReadOnlyList<Fault> faults)
    {
        Runs++;
        RunResult run = Run.Of(seed, mutant, script: faults);
        return ScriptFile.RuleOf(run.Violation) == _rule
            && (mutant is null || Run.Of(seed, script: faults).Violation is null)
                ? run
                : null;
    }
}
