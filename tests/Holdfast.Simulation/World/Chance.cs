namespace Holdfast.Simulation.World;

/// <summary>A stream of random numbers that depends on its seed and name only (SplitMix64).</summary>
/// <remarks>Each concern draws from a stream of its own, so that taking away one fault does not reshuffle the
/// rest.</remarks>
internal sealed class Chance
{
    private ulong _state;

    public Chance(long seed, string stream)
    {
        _state = (ulong)seed * 0x9E3779B97F4A7C15;
        foreach (char letter in stream)
        {
            _state = (_state ^ letter) * 0xBF58476D1CE4E5B9;
        }

        Next();
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>At least 0, below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>At least 0, below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Fraction());

    public bool Happens(double probability) => Fraction() < probability;

    /// <summary>A span between two numbers of milliseconds, small ones being the likelier.</summary>
    public long Milliseconds(double low, double high)
    {
        double skewed = Fraction();
        return (long)((low + ((high - low) * skewed * skewed)) * 1e6);
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
