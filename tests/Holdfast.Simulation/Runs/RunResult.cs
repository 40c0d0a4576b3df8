using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Owners;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Runs;

/// <summary>What came of a run.</summary>
internal sealed record RunResult(
    long Seed, long Events, long SimulatedNanoseconds, Counters Counters, string Hash, IReadOnlyList<Fault> Faults)
{
    /// <summary>What was violated; null if nothing was.</summary>
    public string? Violation { get; init; }

    /// <summary>The end of the log.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];

    /// <summary>The violation with the faults that led to it and the end of the log.</summary>
    public string Report() =>
        $"seed {Seed}: {Violation}\n  faults:\n{Lines(Faults.Select(fault => fault.ToString()))}\n" +
        $"  log:\n{Lines(LastLines)}";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => $"    {line}"));
}

/// <summary>The product with a fault planted in it.</summary>
internal sealed record Mutant(string Name, Core.Authority.PlantedFaults Protocol, OwnerFaults Owner)
{
    /// <summary>The seed from which it is looked for: one that found it, where that takes many runs.</summary>
    public long Near { get; init; } = 1;
}
