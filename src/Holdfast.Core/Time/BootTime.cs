namespace Holdfast.Core.Time;

/// <summary>
/// A point on the machine's safety clock S(t) = CLOCK_MONOTONIC_RAW + (CLOCK_BOOTTIME - CLOCK_MONOTONIC), in
/// nanoseconds
/// since the machine started: it counts suspends and is not slewed by NTP.
/// </summary>
/// <remarks>Comparable only among processes of one machine and one boot; it means nothing on another machine.</remarks>
public readonly record struct BootTime(long Nanoseconds) : IComparable<BootTime>
{
    public static BootTime Zero => default;

    public static BootTime operator +(BootTime time, TimeSpan span) => new(time.Nanoseconds + span.Ticks * 100);

    public static BootTime operator -(BootTime time, TimeSpan span) => new(time.Nanoseconds - span.Ticks * 100);

    public static TimeSpan operator -(BootTime left, BootTime right) =>
        TimeSpan.FromTicks((left.Nanoseconds - right.Nanoseconds) / 100);

    public static bool operator <(BootTime left, BootTime right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(BootTime left, BootTime right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(BootTime left, BootTime right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(BootTime left, BootTime right) => left.Nanoseconds >= right.Nanoseconds;

    public int CompareTo(BootTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static BootTime Max(BootTime left, BootTime right) => left > right ? left : right;

    public static BootTime Min(BootTime left, BootTime right) => left < right ? left : right;

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Nanoseconds / 1e9:0.000}s");
}
