namespace Holdfast.Simulation.Monitors;

/// <summary>How often the calls of resource DLLs go wrong, and how.</summary>
/// <param name="Fails">Share of calls that fail.</param>
/// <param name="Hangs">Share of calls that never end.</param>
/// <param name="Crashes">Share of calls that take their monitor with them.</param>
/// <param name="Longest">The longest that a call takes, ms.</param>
internal sealed record DllBehaviour(double Fails, double Hangs, double Crashes, double Longest)
{
    public static DllBehaviour Good { get; } = new(0, 0, 0, 60);

    public static DllBehaviour Drawn(int detail) => new(
        detail % 3 == 0 ? 0 : detail % 10 * 0.05,
        detail / 10 % 3 == 0 ? 0.08 : 0,
        detail / 100 % 3 == 0 ? 0.08 : 0,
        detail % 4 == 0 ? 2_500 : 200);
}
