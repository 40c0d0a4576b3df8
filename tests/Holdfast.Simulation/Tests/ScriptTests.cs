using Holdfast.Simulation.Runs;
using Xunit;

namespace Holdfast.Simulation.Tests;

/// <summary>Replays <c>Scripts/</c>: what once failed, reduced to the faults that it takes.</summary>
public sealed class ScriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scripts");

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order()];

    /// <summary>With the fault planted it fails as it did; the product as it is passes.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Replayed_ItFailsWithItsMutantOnly(string name)
    {
        ScriptFile script = Read(name);
        RunResult run = Run.Of(script.Seed, script: script.Faults);
        Assert.True(run.Violation is null, run.Report());
        if (script.Mutant is { } planted)
        {
            Mutant mutant = Mutants.All.Single(one => one.Name == planted);
            RunResult broken = Run.Of(script.Seed, mutant, script: script.Faults);
            Assert.Equal(script.Violates, ScriptFile.RuleOf(broken.Violation));
        }
    }

    [Fact]
    public void EveryMutant_HasItsScript() => Assert.Equal(
        [],
        Mutants.All.Select(mutant => mutant.Name).Except(Directory.GetFiles(Folder, "*.txt")
            .Select(path => ScriptFile.Read(File.ReadAllText(path)).Mutant)));

    [Fact]
    public void Written_ItReadsBackTheSame()
    {
        foreach (string path in Directory.GetFiles(Folder, "*.txt"))
        {
            ScriptFile script = ScriptFile.Read(File.ReadAllText(path));
            ScriptFile again = ScriptFile.Read(script.Write("again"));
            Assert.Equal(script.Faults, again.Faults);
            Assert.Equal(script with { Faults = [] }, again with { Faults = [] });
        }
    }

    [Fact]
    public void NoLineOfAScript_IsRefusedWithTheLine() => Assert.Contains(
        "at noon", Assert.Throws<FormatException>(() => ScriptFile.Read("seed 1\nat noon everything fails")).Message);

    private static ScriptFile Read(string name) =>
        ScriptFile.Read(File.ReadAllText(Path.Combine(Folder, $"{name}.txt")));
}
