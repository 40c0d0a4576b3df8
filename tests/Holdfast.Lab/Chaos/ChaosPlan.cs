namespace Holdfast.Lab.Chaos;

/// <summary>Whom a fault is for, as a role that is looked up when it is its turn.</summary>
public enum ChaosTarget
{
    Owner,
    Coordinator,
    Leader,
    Any,
}

/// <summary>One fault of a run.</summary>
/// <param name="At">When it is injected, from the beginning of the run.</param>
/// <param name="Fault">The name of the fault.</param>
/// <param name="Target">Whom it is for.</param>
/// <param name="Pick">Which one, where there are several.</param>
/// <param name="Hold">How long until it is taken back.</param>
public sealed record ChaosStep(TimeSpan At, string Fault, ChaosTarget Target, int Pick, TimeSpan Hold);

/// <summary>What is done when in a run: the same for the same seed.</summary>
public static class ChaosPlan
{
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1);

    /// <summary>Draws faults until the time is over; the last may be held for a while after it.</summary>
    /// <param name="weights">Each fault, and how often it is drawn compared with the others.</param>
    public static IReadOnlyList<ChaosStep> Draw(
        int seed, TimeSpan length, IReadOnlyList<(string Fault, int Weight)> weights)
    {
        var random = new Random(seed);
        var steps = new List<ChaosStep>();
        for (TimeSpan at = Begin; at < length; at += Pause(random))
        {
            steps.Add(new ChaosStep(
                at, Fault(random, weights), Target(random), random.Next(1000), Hold(random)));
        }

        return steps;
    }

    private static string Fault(Random random, IReadOnlyList<(string Fault, int Weight)> weights)
    {
        int left = random.Next(weights.Sum(each => each.Weight));
        foreach ((string fault, int weight) in weights)
        {
            left -= weight;
            if (left < 0)
            {
                return fault;
            }
        }

        throw new ArgumentException("no fault has a weight", nameof(weights));
    }

    /// <summary>The owner is what matters most.</summary>
    private static ChaosTarget Target(Random random) => random.Next(10) switch
    {
        < 4 => ChaosTarget.Owner,
        < 6 => ChaosTarget.Coordinator,
        < 8 => ChaosTarget.Leader,
        _ => ChaosTarget.Any,
    };

    /// <summary>Shorter than a renewal, about a lease, or longer than a takeover takes.</summary>
    private static TimeSpan Hold(Random random)
    {
        (double from, double to) = random.Next(3) switch
        {
            0 => (0.2, 1.5),
            1 => (2.0, 6.0),
            _ => (6.0, 12.0),
        };
        return TimeSpan.FromSeconds(from + ((to - from) * random.NextDouble()));
    }

    private static TimeSpan Pause(Random random) => TimeSpan.FromSeconds(0.5 + (9 * random.NextDouble()));
}
