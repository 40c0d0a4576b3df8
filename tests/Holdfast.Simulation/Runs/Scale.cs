namespace Holdfast.Simulation.Runs;

/// <summary>How large the cluster of a run is.</summary>
/// <param name="Nodes">How many nodes; null lets the seed say: two to four.</param>
/// <param name="Groups">How many groups, of two or three resources each.</param>
/// <param name="Shapes">Whether a seed may draw parallel groups, dependencies among groups, and suspends.</param>
internal sealed record Scale(int? Nodes, int Groups, bool Shapes)
{
    public static Scale Small { get; } = new(null, 3, Shapes: true);

    /// <summary>What the speed is measured with.</summary>
    public static Scale Large { get; } = new(5, 50, Shapes: false);
}
