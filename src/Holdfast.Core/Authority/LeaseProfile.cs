namespace Holdfast.Core.Authority;

/// <summary>
/// The times of the lease protocol (safety.md 2.3): how often a node renews, how long its authority lasts, and how long
/// an observer waits before it may count a silent node as stopped.
/// </summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Heartbeat">H: time between renewals.</param>
/// <param name="Authority">L: how long after the send time of a renewal the service may run resources.</param>
/// <param name="Kill">LK: when the guard's kernel timer kills what is left, counted from the same send time; more
/// than L.</param>
/// <param name="KillTime">K: the longest that killing takes.</param>
/// <param name="Wait">W: an observer's silence before a fence.</param>
public sealed record LeaseProfile(
    string Name, TimeSpan Heartbeat, TimeSpan Authority, TimeSpan Kill, TimeSpan KillTime, TimeSpan Wait)
{
    /// <summary>One machine, or a LAN whose pauses were measured small.</summary>
    public static LeaseProfile Fast { get; } = Of("fast", 0.25, 1.4, 1.55, 0.3, 2.1);

    public static LeaseProfile Standard { get; } = Of("standard", 0.5, 4, 4.5, 0.5, 5.6);

    /// <summary>Virtual machines with long pauses.</summary>
    public static LeaseProfile Patient { get; } = Of("patient", 1, 10, 11.5, 1, 14);

    public static LeaseProfile Wide { get; } = Of("wide", 3, 20, 24, 1, 28);

    public static IReadOnlyList<LeaseProfile> All { get; } = [Fast, Standard, Patient, Wide];

    private static LeaseProfile Of(string name, double h, double l, double lk, double k, double w) =>
        new(name, Seconds(h), Seconds(l), Seconds(lk), Seconds(k), Seconds(w));

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);
}
