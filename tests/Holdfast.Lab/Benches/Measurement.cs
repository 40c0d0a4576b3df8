using System.Globalization;

namespace Holdfast.Lab.Benches;

/// <summary>Figures of one measurement, and its line.</summary>
public sealed record Measurement(string Name, string Unit, IReadOnlyList<double> Values)
{
    public double Median
    {
        get
        {
            double[] sorted = [.. Values.Order()];
            int middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /// <summary>The line that COMMANDS asks for.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"bench":"{{Name}}","unit":"{{Unit}}","n":{{Values.Count}},{{Figures}}}""");

    private string Figures => string.Create(
        CultureInfo.InvariantCulture,
        $"\"median\":{Round(Median)},\"min\":{Round(Values.Min())},\"max\":{Round(Values.Max())}");

    private static double Round(double value) => Math.Round(value, Math.Abs(value) < 1 ? 4 : 2);
}
