using System.Globalization;

namespace Holdfast.Core.Groups;

/// <summary>Moments and durations as Holdfast writes them (<c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>), and
/// numbers in words.</summary>
public static class Spoken
{
    /// <summary>A moment, to the second, as everybody in the cluster reads it: <c>2026-01-05 08:00:37 UTC</c>.
    /// </summary>
    public static string Time(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>How often something happened: once, twice, 3 times.</summary>
    public static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} times"),
    };

    /// <summary>A duration in the largest unit that it is whole in: 15min, 2s, 250ms.</summary>
    public static string Duration(TimeSpan span)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        long ticks = span.Ticks;
        return ticks switch
        {
            0 => "0s",
            _ when ticks % TimeSpan.TicksPerHour == 0 => string.Create(culture, $"{ticks / TimeSpan.TicksPerHour}h"),
            _ when ticks % TimeSpan.TicksPerMinute == 0 =>
                string.Create(culture, $"{ticks / TimeSpan.TicksPerMinute}min"),
            _ when ticks % TimeSpan.TicksPerSecond == 0 =>
                string.Create(culture, $"{ticks / TimeSpan.TicksPerSecond}s"),
            _ when Math.Abs(ticks) > 10 * TimeSpan.TicksPerSecond =>
                string.Create(culture, $"{span.TotalSeconds:0.#}s"),
            _ => string.Create(culture, $"{span.TotalMilliseconds:0.#}ms"),
        };
    }
}
