using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>
/// When a failed resource is started again: RestartAction, RestartThreshold, RestartPeriod, RestartDelay,
/// RetryPeriodOnFailure.
/// </summary>
public static class RestartPolicy
{
    /// <summary>The longest delay between restarts.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromSeconds(30);

    /// <summary>What follows from a failure.</summary>
    /// <param name="At">When it is started; null means not by itself.</param>
    /// <param name="ThresholdPassed">RestartThreshold is used up.</param>
    /// <param name="Text">In words.</param>
    public sealed record Verdict(BootTime? At, bool ThresholdPassed, string Text);

    /// <summary>
    /// The times of <paramref name="times"/> that are within <paramref name="period"/> before <paramref name="now"/>.
    /// </summary>
    public static ValueList<BootTime> Within(ValueList<BootTime> times, TimeSpan period, BootTime now) =>
        times.Count == 0 || times[0] + period > now ? times : times.Where(at => at + period > now).ToValueList();

    /// <summary>
    /// None before the first try, then <paramref name="first"/>, doubling up to <see cref="LongestDelay"/>.
    /// </summary>
    public static TimeSpan Delay(int before, TimeSpan first)
    {
        if (before == 0)
        {
            return TimeSpan.Zero;
        }

        double delay = first.TotalMilliseconds * Math.Pow(2, Math.Min(before - 1, 30));
        return delay >= LongestDelay.TotalMilliseconds ? LongestDelay : TimeSpan.FromMilliseconds(delay);
    }

    /// <summary>That it is restarted no more, in words.</summary>
    public static string UsedUp(ResourceConfig config)
    {
        string period = Spoken.Duration(config.RestartPeriod);
        return config.RestartThreshold switch
        {
            <= 0 => "no restart is allowed (RestartThreshold is 0)",
            1 => $"its one restart within {period} is used up",
            { } threshold => $"its {threshold} restarts within {period} are used up",
        };
    }

    /// <summary>When a resource that failed at <paramref name="failedAt"/> is started again.</summary>
    /// <param name="config">Its settings.</param>
    /// <param name="restarts">Its restarts, oldest first.</param>
    /// <param name="failedAt">When it failed.</param>
    public static Verdict After(ResourceConfig config, ValueList<BootTime> restarts, BootTime failedAt)
    {
        if (config.RestartAction == RestartAction.DontRestart)
        {
            return new(null, false, "RestartAction is DontRestart");
        }

        int used = Within(restarts, config.RestartPeriod, failedAt).Count;
        if (used < config.RestartThreshold)
        {
            TimeSpan delay = Delay(used, config.RestartDelay);
            return new(failedAt + delay, false,
                $"restart {used + 1} of {config.RestartThreshold} within {Spoken.Duration(config.RestartPeriod)}"
                + (delay > TimeSpan.Zero ? $" after {Spoken.Duration(delay)}" : ""));
        }

        string passed = UsedUp(config);
        if (config.RetryPeriodOnFailure is not { } retry)
        {
            return new(null, true, $"{passed}; RetryPeriodOnFailure is never");
        }

        TimeSpan wait = retry > config.RestartPeriod ? retry : config.RestartPeriod;
        return new(failedAt + wait, true, $"{passed}; tried again {Spoken.Duration(wait)} after the failure");
    }
}
