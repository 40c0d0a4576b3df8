using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Database.Documents;

/// <summary>
/// Durations as people write them everywhere in Holdfast: <c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>.
/// </summary>
/// <remarks>A duration is written in the largest unit that says it exactly; what is finer than a millisecond uses
/// <c>us</c> and
/// <c>ns</c> (100 ns at least). Reading takes any of these units and days (<c>d</c>), whole numbers or decimals, e.g.
/// <c>1.5s</c>.</remarks>
public static class Durations
{
    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("h", TimeSpan.TicksPerHour), ("min", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>The duration as text that <see cref="TryParse"/> reads back exactly.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        foreach ((string suffix, long ticks) in Units)
        {
            if (value.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{suffix}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(Int128)value.Ticks * 100}ns");
    }

    /// <summary>
    /// Reads <c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>; also decimals, and <c>us</c> and <c>ns</c>.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        ReadOnlySpan<char> span = text.AsSpan().Trim();
        int digits = 0;
        while (digits < span.Length && (char.IsAsciiDigit(span[digits]) || span[digits] is '.' or '-'))
        {
            digits++;
        }

        if (!TryTicksPerUnit(span[digits..].Trim(), out decimal unit)
            || !decimal.TryParse(
                span[..digits], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        return TryMultiply(number, unit, out value);
    }

    /// <summary>
    /// As <see cref="TryParse"/>, or throws <see cref="FormatException"/> with what to write instead.
    /// </summary>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out TimeSpan value)
            ? value
            : throw new FormatException($"\"{text}\" is not a duration. Write a number with its unit: 250ms, 10s, "
                + "5min or 1h.");

    private static bool TryTicksPerUnit(ReadOnlySpan<char> suffix, out decimal ticks)
    {
        foreach ((string name, long unit) in Units)
        {
            if (suffix.Equals(name, StringComparison.Ordinal))
            {
                ticks = unit;
                return true;
            }
        }

        bool days = suffix.Equals("d", StringComparison.Ordinal);
        ticks = days ? TimeSpan.TicksPerDay : 0.01m;
        return days || suffix.Equals("ns", StringComparison.Ordinal);
    }

    private static bool TryMultiply(decimal number, decimal unit, out TimeSpan value)
    {
        value = default;
        if (Math.Abs(number) > long.MaxValue)
        {
            return unit < 1 && TryRound(number * unit, out value);
        }

        return TryRound(number * unit, out value);
    }

    private static bool TryRound(decimal ticks, out TimeSpan value)
    {
        value = default;
        ticks = Math.Round(ticks);
        if (ticks is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        value = new TimeSpan((long)ticks);
        return true;
    }
}
