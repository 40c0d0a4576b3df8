using System.Globalization;

namespace Holdfast.Core.Authority;

/// <summary>
/// The inequality on which exclusivity rests: W >= (1 + 0.001) * (LK / (1 - 0.10) + K).
/// </summary>
/// <remarks>
/// 0.1 % is the rate bound of the observer's raw clock; 10 % that of the kernel's slewed clock on which a guard's timer
/// runs, the kernel's own limit. The proof is in docs/authority.md. A profile that violates it must not be used.
/// </remarks>
public static class LeaseInequality
{
    /// <summary>Rate bound of the clock that observers measure silence with.</summary>
    public const double ObserverDrift = 0.001;

    /// <summary>Rate bound of the clock that guards' kernel timers run on.</summary>
    public const double TimerDrift = 0.10;

    private const long Microsecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>The smallest W for a lease, rounded up to a microsecond.</summary>
    public static TimeSpan RequiredWait(TimeSpan kill, TimeSpan killTime)
    {
        double ticks = (1 + ObserverDrift) * (kill.Ticks / (1 - TimerDrift) + killTime.Ticks);
        return TimeSpan.FromTicks(((long)Math.Ceiling(ticks) + Microsecond - 1) / Microsecond * Microsecond);
    }

    public static bool Holds(LeaseProfile profile) => Check(profile).Count == 0;

    /// <summary>Everything that is wrong with a profile; empty if it may be used.</summary>
    public static IReadOnlyList<LeaseError> Check(LeaseProfile profile)
    {
        var errors = new List<LeaseError>();
        if (profile.Heartbeat <= TimeSpan.Zero || profile.KillTime < TimeSpan.Zero)
        {
            errors.Add(new("HF2101", $"profile {profile.Name}: H must be above 0 and K not below; " +
                $"H is {Text(profile.Heartbeat)}, K is {Text(profile.KillTime)}."));
        }

        if (profile.Heartbeat.Ticks * 3 > profile.Authority.Ticks)
        {
            errors.Add(new("HF2102", $"profile {profile.Name}: a node must be able to renew three times within L; " +
                $"H is {Text(profile.Heartbeat)}, L is {Text(profile.Authority)}. Shorten H or lengthen L."));
        }

        if (profile.Kill <= profile.Authority)
        {
            errors.Add(new("HF2103", $"profile {profile.Name}: LK must be longer than L, so that resources can stop " +
                $"in good order first; LK is {Text(profile.Kill)}, L is {Text(profile.Authority)}."));
        }

        if (profile.Wait < RequiredWait(profile.Kill, profile.KillTime))
        {
            errors.Add(new("HF2104", $"profile {profile.Name}: {Arithmetic(profile)}. Lengthen W or shorten LK or K."));
        }

        return errors;
    }

    /// <summary>The inequality with a profile's numbers filled in, for people.</summary>
    public static string Arithmetic(LeaseProfile profile)
    {
        TimeSpan required = RequiredWait(profile.Kill, profile.KillTime);
        string verdict = profile.Wait >= required ? "holds" : "is violated";
        return $"W >= (1 + 0.001) * (LK / (1 - 0.10) + K) {verdict}: {Text(profile.Wait)} against 1.001 * " +
            $"({Text(profile.Kill)} / 0.9 + {Text(profile.KillTime)}) = {Text(required)}";
    }

    private static string Text(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s");
}

/// <summary>Something wrong with a lease profile.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record LeaseError(string Code, string Message);
