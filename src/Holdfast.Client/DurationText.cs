using System.Globalization;

namespace Holdfast.Client;

/// <summary>Durations as people write them: <c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>, <c>2d</c>; whole
/// numbers, one unit.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("min", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>The text in the largest unit that gives a whole number; parts of a millisecond are dropped.</summary>
    public static string Format(TimeSpan value)
    {
        foreach ((string unit, long ticks) in Units.OrderByDescending(each => each.Ticks)
            .SkipWhile(each => each.Unit == "d"))
        {
            if (value.Ticks != 0 && value.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
            }
        }

        return value == TimeSpan.Zero ? "0s"
            : string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / TimeSpan.TicksPerMillisecond}ms");
    }

    /// <summary>Reads a duration; false for anything else, also for negative ones and those over 10,000 days.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        foreach ((string unit, long ticks) in Units)
        {
            if (text is not null && text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None,
                    CultureInfo.InvariantCulture, out long number)
                && number <= TimeSpan.TicksPerDay * 10_000 / ticks)
            {
                value = TimeSpan.FromTicks(number * ticks);
                return true;
            }
        }

        return false;
    }
}
