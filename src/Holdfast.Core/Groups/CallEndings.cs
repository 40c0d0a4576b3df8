using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>What the end of a call means for its resource.</summary>
internal static class CallEndings
{
    /// <summary>How soon a missing DLL is looked for again if nobody says that it is back.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

    public static ResourceRuntime End(ResourceRuntime r, GroupEvent.CallEnded e, BootTime now)
    {
        if (r.Call is not { } call || call.Id != e.Call)
        {
            return r;
        }

        if (e.Result is CallResult.MonitorDied died)
        {
            return MonitorLosses.Lose(r, died.Death, now);
        }

        ResourceRuntime ended = r with { Call = null };
        return call.Kind switch
        {
            CallKind.Open => Opened(ended, call, e.Result, now),
            CallKind.Online => Online(ended, e.Result, now),
            CallKind.Offline => Offline(ended, e.Result, now),
            CallKind.Terminate => Terminated(ended, e.Result, now),
            CallKind.Reattach => Reattached(ended, e.Result, now),
            CallKind.Close => ended with { Host = null, Reopen = false, Monitor = MonitorPresence.None },
            CallKind.Set => Set(ended, call, e.Result),
            CallKind.Promote => RoleChanges.Promoted(ended, e.Result, now),
            CallKind.Demote => RoleChanges.Demoted(ended, e.Result, now),
            CallKind.Prepare => e.Result is CallResult.Ok
                ? ended with { Ready = call.Settings!.Place }
                : ended with { Ready = null, RetryAt = now + LookAgain },
            CallKind.StopProcesses => ProcessesStopped(ended, call, e.Result, now),
            _ => throw new ArgumentException($"unknown call {call.Kind}", nameof(e)),
        };
    }

    internal static string Why(CallResult result) => result switch
    {
        CallResult.Failed f => f.Reason,
        CallResult.Gone g => g.Reason,
        CallResult.Unknown u => u.Reason,
        CallResult.DllMissing m => m.Reason,
        CallResult.NoMonitor n => n.Reason,
        _ => "an answer that this call does not have",
    };

    private static ResourceRuntime Opened(ResourceRuntime r, ResourceCall call, CallResult result, BootTime now)
    {
        bool mayRun = r.Reattach || r.Terminate;
        switch (result)
        {
            case CallResult.Ok:
                // Open alone supervises nothing: what must be reattached has its monitor back only when that is done.
                ResourceRuntime open = r with
                {
                    Monitor = r.Reattach ? MonitorPresence.Restarting : MonitorPresence.Running,
                    MissingPackage = null,
                    RetryAt = null,
                };
                return r is { MissingPackage: not null, State: ResourceState.Failed } && !mayRun
                    ? open.Enter(ResourceState.Offline, "its DLL is back", now)
                    : open;
            case CallResult.DllMissing missing:
                return r.Enter(ResourceState.Failed, missing.Reason, now) with
                {
                    Host = null,
                    Monitor = MonitorPresence.None,
                    MissingPackage = call.Settings!.Place.PackageHash,
                    RetryAt = now + LookAgain,
                    FailedAt = now,
                    Failure = missing.Reason,
                };
            case CallResult.NoMonitor none when mayRun:
                return r with { Host = null, RetryAt = now + TryAgain, Reason = none.Reason };
            default:
                ResourceRuntime failed = r.Fail($"Open failed: {Why(result)}", now) with
                {
                    Host = null, Monitor = MonitorPresence.None,
                };
                return mayRun ? failed with { StopAttempts = 2 } : failed with { Terminate = false };
        }
    }

    private static ResourceRuntime Online(ResourceRuntime r, CallResult result, BootTime now)
    {
        if (result is not CallResult.Ok)
        {
            return r.Fail($"Online failed: {Why(result)}", now);
        }

        return r.EarlyFailure is { } early
            ? r.Fail(early, now)
            : r.Enter(ResourceState.Online, r.Reason, now) with
            {
                Health = "Ok", StatusText = "", Reattach = r.Reopen, RetryAt = null, ThresholdPassed = false,
                StopAttempts = 0,
            };
    }

    private static ResourceRuntime Offline(ResourceRuntime r, CallResult result, BootTime now) =>
        result is CallResult.Ok
            ? Stopped(r, now)
            : r with
            {
                Terminate = true, StopAttempts = 1,
                Reason = $"{r.Reason}; Offline failed ({Why(result)}), so it is terminated",
            };

    private static ResourceRuntime Terminated(ResourceRuntime r, CallResult result, BootTime now) =>
        result is CallResult.Ok
            ? Stopped(r, now)
            : r with
            {
                StopAttempts = Math.Max(2, r.StopAttempts + 1),
                Reason = r.StopFailure is null
                    ? $"{r.Reason}; Terminate failed ({Why(result)}), so the guard kills its processes"
                    : r.Reason,
            };

    private static ResourceRuntime ProcessesStopped(
        ResourceRuntime r, ResourceCall call, CallResult result, BootTime now)
    {
        if (result is CallResult.Ok && call.ProcessesOnly)
        {
            return Stopped(r, now);
        }

        string failure = result is CallResult.Ok
            ? "Terminate failed, and its type holds more than the processes that the guard killed"
            : $"its processes could not be stopped: {Why(result)}";
        return r with
        {
            StopFailure = failure, HoldsMore = !call.ProcessesOnly, StopAttempts = 1, Terminate = true,
            RetryAt = now + TryAgain,
        };
    }

    private static ResourceRuntime Reattached(ResourceRuntime r, CallResult result, BootTime now)
    {
        ResourceRuntime known = r with
        {
            Reattach = false, EarlyFailure = null, Monitor = MonitorPresence.Running, RoleTold = false,
        };
        switch (result)
        {
            case CallResult.Running or CallResult.Ok when r.EarlyFailure is { } early:
                return known.Fail(early, now);
            case CallResult.Running or CallResult.Ok:
                ResourceRuntime online = r.State == ResourceState.Online
                    ? known
                    : known.Enter(ResourceState.Online, "it was found running", now);
                return online with
                {
                    Reattach = r.Reopen,
                    LostAt = r.Reopen ? r.LostAt : null,
                    Health = online.Health.Length == 0 ? "Ok" : online.Health,
                };
            case CallResult.Gone when r.State == ResourceState.OfflinePending:
                return Stopped(known, now);
            case CallResult.Gone gone:
                // It has been down since its guard was lost, and its delay counts from then.
                return known.Fail(gone.Reason, now) with { FailedAt = r.LostAt ?? now, LostAt = null };
            default:
                string text = $"it cannot be told whether it still runs: {Why(result)}";
                return r.State == ResourceState.OfflinePending
                    ? known with { Terminate = true, LostAt = null }
                    : known.Fail(text, now) with { LostAt = null };
        }
    }

    private static ResourceRuntime Set(ResourceRuntime r, ResourceCall call, CallResult result) =>
        result is CallResult.Ok && r.Host is { } host
            ? r with
            {
                Host = host with { Settings = call.Settings! }, Effective = call.Settings!.Properties, Refused = null,
            }
            : r with { Refused = call.Settings };

    /// <summary>Nothing of it runs: a failed one stays Failed, any other is Offline.</summary>
    public static ResourceRuntime Stopped(ResourceRuntime r, BootTime now)
    {
        ResourceRuntime clean = r with
        {
            Terminate = false, Reattach = false, StopAttempts = 0, StopFailure = null, HoldsMore = false,
            RetryAt = null, Effective = null,
            Health = "", StatusText = "", LostAt = null, FromNextOnline = [], Refused = null,
            NodeUnfit = "", PromotionScore = null, Role = InstanceRole.Unpromoted, RoleTold = false,
        };
        return r.State == ResourceState.Failed ? clean : clean.Enter(ResourceState.Offline, r.Reason, now);
    }
}
