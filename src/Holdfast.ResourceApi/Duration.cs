using System.Globalization;

namespace Holdfast.ResourceApi;

/// <summary>
/// Durations as Holdfast writes them everywhere: <c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>, <c>2d</c>.
/// </summary>
public static class Duration
{
    /// <summary>The regular expression that every duration matches, as it stands in JSON Schemas.</summary>
    public const string Pattern = @"^\d+(\.\d+)?(ms|s|min|h|d)$";

    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("min", 60_000), ("s", 1_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">A number with a unit: ms, s, min, h or d.</param>
    /// <param name="value">The duration; zero if the text is none.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        foreach (var (unit, milliseconds) in Units)
        {
            if (text is null || !text.EndsWith(unit, StringComparison.Ordinal))
            {
                continue;
            }

            if (!double.TryParse(
                text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out var number)
                || number * milliseconds > TimeSpan.MaxValue.TotalMilliseconds / 2)
            {
                return false;
            }

            value = TimeSpan.FromTicks((long)Math.Round(number * milliseconds * TimeSpan.TicksPerMillisecond));
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration in the largest unit that gives a whole number.</summary>
    /// <param name="value">A duration that is not negative.</param>
    public static string Format(TimeSpan value)
    {
        foreach (var (unit, ticks) in (ReadOnlySpan<(string, long)>)
            [("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute),
                ("s", TimeSpan.TicksPerSecond)])
        {
            if (value.Ticks > 0 && value.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds}ms");
    }
}
