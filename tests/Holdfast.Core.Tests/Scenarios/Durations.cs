using System.Globalization;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>Durations as people write them (<c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>, <c>2d</c>).</summary>
internal static class Durations
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("min", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    public static TimeSpan Parse(string text)
    {
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], CultureInfo.InvariantCulture, out double count))
            {
                return length * count;
            }
        }

        throw new ScenarioException($"\"{text}\" is not a duration; write 250ms, 10s, 5min or 1h");
    }

    /// <summary>Time since a block began: <c>+0.030s</c>, <c>+15m00.030s</c>, <c>+1h00m00.030s</c>.</summary>
    public static string Offset(TimeSpan span)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string seconds = (span.Ticks % TimeSpan.TicksPerMinute / (double)TimeSpan.TicksPerSecond)
            .ToString(span.TotalMinutes < 1 ? "0.000" : "00.000", culture);
        int hours = (int)span.TotalHours;
        return hours > 0 ? string.Create(culture, $"+{hours}h{span.Minutes:00}m{seconds}s")
            : span.TotalMinutes >= 1 ? string.Create(culture, $"+{span.Minutes}m{seconds}s")
            : $"+{seconds}s";
    }
}
