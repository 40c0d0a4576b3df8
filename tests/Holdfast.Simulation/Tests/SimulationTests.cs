using Holdfast.Simulation.Owners;
using Holdfast.Simulation.Runs;
using Holdfast.Simulation.World;
using Xunit;

namespace Holdfast.Simulation.Tests;

/// <summary>A bounded part of what <c>make simulate</c> and <c>make mutants</c> do at length.</summary>
public sealed class SimulationTests
{
    private const int Runs = 400;

    /// <summary>Seeds that get to see what is rare.</summary>
    private static readonly int[] Rare = [1471];

    [Fact]
    public void ManySeeds_WithFaults_ViolateNothingAndReachEverything()
    {
        var campaign = new Campaign();
        foreach (int seed in Enumerable.Range(1, Runs).Concat(Rare))
        {
            campaign.Add(seed);
        }

        string report = string.Join("\n\n", campaign.Failing.Take(3).Select(run => run.Report()));
        Assert.True(campaign.Failing.Count == 0, report);
        Assert.All(Counters.Names, name => Assert.True(campaign.Counters[name] > 0, $"{name} was never reached"));
    }

    [Fact]
    public void SameSeed_Twice_GivesTheSameLog()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            Assert.Equal(Run.Of(seed).Hash, Run.Of(seed).Hash);
        }
    }

    [Fact]
    public void DifferentSeeds_GiveDifferentLogs() => Assert.NotEqual(Run.Of(1).Hash, Run.Of(2).Hash);

    [Fact]
    public void FailingRun_IsMinimisedToAScriptThatFailsTheSameWay()
    {
        Mutant mutant = Mutants.All.Single(one => one.Name == nameof(OwnerFaults.MonitorDeathUnasked));
        RunResult found = Mutants.Hunt(mutant, seed: 1, limit: 500, out _)!;
        RunResult minimal = new Minimizer(found.Seed, mutant).Minimize(found);
        Assert.Equal(ScriptFile.RuleOf(found.Violation), ScriptFile.RuleOf(minimal.Violation));
        Assert.InRange(minimal.Faults.Count, 1, Math.Min(5, found.Faults.Count - 1));
        Assert.Equal(minimal.Hash, Run.Of(found.Seed, mutant, script: minimal.Faults).Hash);
        Assert.Null(Run.Of(found.Seed, script: minimal.Faults).Violation);
    }

    [Theory]
    [MemberData(nameof(MutantNames))]
    public void PlantedFault_IsFound(string name)
    {
        Mutant mutant = Mutants.All.Single(one => one.Name == name);
        RunResult? found = Mutants.Hunt(mutant, mutant.Near, limit: 3000, out long runs);
        Assert.True(found is not null, $"{name} was not found in {runs} runs");
    }

    public static TheoryData<string> MutantNames() => [.. Mutants.All.Select(mutant => mutant.Name)];
}
