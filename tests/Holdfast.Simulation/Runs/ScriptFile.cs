using System.Globalization;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Runs;

/// <summary>
/// A run that once failed, as a text that people read and tests replay: its seed, what it violated, the fault that was
/// planted if there was one, and the fewest faults that lead there.
/// </summary>
/// <remarks>What is after a <c>#</c> is for people. Times are seconds of true time.</remarks>
internal sealed record ScriptFile(long Seed, string? Mutant, string Violates, IReadOnlyList<Fault> Faults)
{
    private const long Second = 1_000_000_000;

    /// <summary>What a violation begins with: the rule that was broken.</summary>
    public static string RuleOf(string? violation) => violation?.Split(':')[0] ?? "";

    /// <exception cref="FormatException">A line is none of a script; the message names it.</exception>
    public static ScriptFile Read(string text)
    {
        (long seed, string? mutant, string violates) = (0, null, "");
        var faults = new List<Fault>();
        foreach (string line in text.Split('\n')
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["seed", var number]:
                    seed = long.Parse(number, CultureInfo.InvariantCulture);
                    break;
                case ["mutant", var name]:
                    mutant = name;
                    break;
                case ["violates", .. var rule]:
                    violates = string.Join(' ', rule);
                    break;
                case ["at", var at, var kind, "target", var target, "detail", var detail, "lasts", var lasts]:
                    var what = Enum.Parse<FaultKind>(kind);
                    faults.Add(new(what, Nanoseconds(at), Nanoseconds(lasts), Number(target), Number(detail)));
                    break;
                default:
                    throw new FormatException($"\"{line}\" is no line of a script");
            }
        }

        return new(seed, mutant, violates, faults);
    }

    /// <summary>As short as it still fails the same way: times in ms if that will do.</summary>
    public static ScriptFile Of(RunResult minimal, Mutant? mutant)
    {
        string rule = RuleOf(minimal.Violation);
        foreach (long unit in (long[])[1_000_000, 1_000])
        {
            Fault[] rounded = [.. minimal.Faults.Select(fault => fault with
            {
                At = fault.At / unit * unit, Lasts = fault.Lasts / unit * unit,
            })];
            if (RuleOf(Run.Of(minimal.Seed, mutant, script: rounded).Violation) == rule
                && (mutant is null || Run.Of(minimal.Seed, script: rounded).Violation is null))
            {
                return new(minimal.Seed, mutant?.Name, rule, rounded);
            }
        }

        return new(minimal.Seed, mutant?.Name, rule, minimal.Faults);
    }

    /// <param name="comment">What happens, for people.</param>
    public string Write(string comment) => string.Join('\n',
    [
        $"# {comment}",
        $"seed {Seed.ToString(CultureInfo.InvariantCulture)}",
        .. Mutant is null ? Array.Empty<string>() : [$"mutant {Mutant}"],
        $"violates {Violates}",
        .. Faults.Select(Line),
        "",
    ]);

    private static string Line(Fault fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"at {Seconds(fault.At)} {fault.Kind} target {fault.Target} detail {fault.Detail} " +
        $"lasts {Seconds(fault.Lasts)}");

    private static string Seconds(long nanoseconds) =>
        ((decimal)nanoseconds / Second).ToString("0.000######", CultureInfo.InvariantCulture);

    private static long Nanoseconds(string seconds) =>
        (long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * Second);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
