using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>The faults of a run as an explicit list, drawn from its seed.</summary>
/// <remarks>Each run draws weights of its own (swarm testing), so that some runs see much of a few kinds and nothing of
/// others.</remarks>
internal static class FaultScript
{
    /// <summary>What happens to machines and to groups of more than one instance: drawn apart from the rest.</summary>
    public static IReadOnlyList<FaultKind> More { get; } =
        [FaultKind.Suspend, FaultKind.ScoreChange, FaultKind.ParallelEdit, FaultKind.DependencyEdit];

    /// <summary>What happens between nodes that help each other: drawn apart from the rest.</summary>
    public static IReadOnlyList<FaultKind> OfLinks { get; } =
        [FaultKind.LinkCut, FaultKind.OnlyDatabaseCut, FaultKind.PartCut, FaultKind.Isolated];

    public static IReadOnlyList<FaultKind> Usual { get; } =
        [.. Enum.GetValues<FaultKind>().Except(More).Except(OfLinks)];

    public static IReadOnlyList<Fault> Draw(Chance chance, long until, IReadOnlyList<FaultKind> kinds)
    {
        double[] weights = [.. kinds.Select(_ => chance.Happens(0.45) ? chance.Between(0.2, 1) : 0)];
        if (weights.Sum() == 0)
        {
            weights[kinds.Count > 2 ? 2 : 0] = 1;
        }

        var faults = new List<Fault>();
        double pace = chance.Between(300, 2500);
        long at = (long)2e9;
        while (true)
        {
            at += chance.Milliseconds(20, pace * 2);
            if (at >= until)
            {
                return faults;
            }

            FaultKind kind = Draw(chance, kinds, weights);
            faults.Add(new(kind, at, Length(chance), chance.Below(1000), chance.Below(1000)));
        }
    }

    private static FaultKind Draw(Chance chance, IReadOnlyList<FaultKind> kinds, double[] weights)
    {
        double point = chance.Fraction() * weights.Sum();
        for (int i = 0; i < kinds.Count; i++)
        {
            point -= weights[i];
            if (point < 0)
            {
                return kinds[i];
            }
        }

        return kinds[^1];
    }

    /// <summary>Shorter than L, about as long as L and W, or much longer.</summary>
    private static long Length(Chance chance) => chance.Below(3) switch
    {
        0 => chance.Milliseconds(20, 1_200),
        1 => chance.Milliseconds(1_000, 3_000),
        _ => chance.Milliseconds(2_000, 9_000),
    };
}
