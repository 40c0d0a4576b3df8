using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>
/// What a monitor's death means for a resource in it. It is never the resource's failure: what may run is asked
/// again.
/// </summary>
internal static class MonitorLosses
{
    /// <summary>
    /// From this many deaths in its calls on, an entry point that crashes counts against the resource.
    /// </summary>
    private const int Patience = 3;

    /// <summary>From the second death in its call on, a resource gets a monitor of its own.</summary>
    private const int Isolating = 2;

    public static ResourceRuntime Lose(ResourceRuntime r, MonitorDeath death, BootTime now)
    {
        CallKind? during = r.Call?.Kind;
        bool blamed = death.Cause != MonitorDeathCause.Replaced && death.Calls.Contains(r.Name, StringComparer.Ordinal);
        ResourceRuntime lost = r with
        {
            Host = null,
            Call = null,
            Reopen = false,
            Ready = null,
            Monitor = MonitorPresence.Restarting,
            Cause = death.EventId,
            EarlyFailure = null,
            LostAt = r.IsDown ? null : r.LostAt ?? now,
        };
        if (blamed)
        {
            lost = Blame(lost, now);
        }

        bool byItself = blamed && death.Cause is MonitorDeathCause.Crashed or MonitorDeathCause.Hung;
        return during switch
        {
            CallKind.Open when byItself => OpenCrashed(lost, death, now),
            CallKind.Reattach when byItself && lost.Blames.Count >= Patience =>
                lost.Fail($"{death.Text}; it cannot be told whether it still runs", now) with { StopAttempts = 2 },
            CallKind.Open or CallKind.Reattach or CallKind.Close => lost,
            CallKind.Offline => lost with { Reattach = true, StopAttempts = lost.StopAttempts + 1 },
            CallKind.Terminate => lost with { StopAttempts = lost.StopAttempts + 1 },
            CallKind.Online => lost with { Reattach = true },
            _ => lost with { Reattach = lost.Reattach || (lost.State == ResourceState.Online && !lost.Terminate) },
        };
    }

    private static ResourceRuntime OpenCrashed(ResourceRuntime lost, MonitorDeath death, BootTime now)
    {
        bool mayRun = lost.Reattach || lost.Terminate;
        if (lost.Blames.Count < (mayRun ? Patience : Isolating))
        {
            return lost;
        }

        ResourceRuntime failed = lost.Fail(death.Text, now);
        return mayRun ? failed with { StopAttempts = 2 } : failed with { Terminate = false };
    }

    private static ResourceRuntime Blame(ResourceRuntime r, BootTime now)
    {
        ResourceRuntime blamed = r with
        {
            Blames = RestartPolicy.Within(r.Blames, r.Config.RestartPeriod, now).Add(now),
        };
        return blamed.Blames.Count >= Isolating && blamed.IsolatedUntil is null
            ? blamed with { IsolatedUntil = now + r.Config.RestartPeriod }
            : blamed;
    }
}
