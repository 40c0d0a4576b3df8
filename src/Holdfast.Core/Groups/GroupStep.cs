using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>
/// What an event changes in what the owner knows. It decides nothing: that is <see cref="GroupDecider"/>.
/// </summary>
/// <remarks>An event about a call, a monitor or a resource that is not the present one changes nothing, so late and
/// repeated
/// events are harmless, and the order of events about different resources does not matter.</remarks>
public static class GroupStep
{
    /// <summary>How long a guard's deaths count for the delay before the next guard.</summary>
    public static TimeSpan GuardPeriod { get; } = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstGuardDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EndAgain = TimeSpan.FromSeconds(2);

    public static GroupRuntime Step(GroupRuntime runtime, GroupEvent happened, BootTime now) => happened switch
    {
        GroupEvent.CallSent e => Change(runtime, e.Resource, r => Sent(r, e, now)),
        GroupEvent.CallEnded e => Change(runtime, e.Resource, r => CallEndings.End(r, e, now)),
        GroupEvent.StatusReported e => Change(runtime, e.Resource, r => Reported(r, e, now)),
        GroupEvent.FailureReported e => Change(runtime, e.Resource, r => Failed(r, e, now)),
        GroupEvent.HealthChanged e => Change(runtime, e.Resource, r =>
            IsFrom(r, e.MonitorId) && r.State == ResourceState.Online ? Healthy(r, e.Health, now) : r),
        GroupEvent.NodeFitnessReported e => Change(runtime, e.Resource, r =>
            MaySay(r, e.MonitorId) && !string.Equals(r.NodeUnfit, e.Unfit, StringComparison.Ordinal)
                ? r with { NodeUnfit = e.Unfit }
                : r),
        GroupEvent.PromotionScored e => Change(runtime, e.Resource, r =>
            MaySay(r, e.MonitorId) && r.PromotionScore != e.Score ? r with { PromotionScore = e.Score } : r),
        GroupEvent.MonitorLost e => All(runtime, r =>
            IsFrom(r, e.MonitorId) ? MonitorLosses.Lose(r, e.Death, now) : r),
        GroupEvent.GuardReady e => runtime with
        {
            Guard = GuardPresence.Running, GuardPid = e.Pid, GuardRetryAt = null, GuardFailure = null, GuardSeen = true,
        },
        GroupEvent.GuardFailed e => GuardGone(runtime, now) with { GuardFailure = e.Reason },
        GroupEvent.GuardLost e => GuardLost(runtime, e, now),
        GroupEvent.GuardEnded e => GuardEnded(runtime, e, now),
        GroupEvent.PackageFound e => All(runtime, r =>
            string.Equals(r.MissingPackage, e.PackageHash, StringComparison.Ordinal) ? r with { RetryAt = now } : r),
        GroupEvent.OperatorFailed e => Change(runtime, e.Resource, r => OperatorFailed(r, e, now)),
        GroupEvent.OperatorCleared e => Change(runtime, e.Resource, r => Cleared(r, now)),
        GroupEvent.StopReportLost => runtime with { StopReported = false },
        GroupEvent.Adopted e => Adopt(runtime, e, now),
        GroupEvent.Looked => runtime,
        _ => throw new ArgumentException($"unknown event {happened.GetType().Name}", nameof(happened)),
    };

    private static GroupRuntime Change(GroupRuntime runtime, string name, Func<ResourceRuntime, ResourceRuntime> change)
    {
        if (!runtime.Resources.TryGetValue(name, out ResourceRuntime? resource))
        {
            return runtime;
        }

        ResourceRuntime changed = change(resource);
        return ReferenceEquals(changed, resource)
            ? runtime
            : runtime with { Resources = runtime.Resources.Set(name, changed) };
    }

    private static GroupRuntime All(GroupRuntime runtime, Func<ResourceRuntime, ResourceRuntime> change) =>
        runtime.Resources.Keys.Aggregate(runtime, (all, name) => Change(all, name, change));

    private static bool IsFrom(ResourceRuntime resource, string monitorId) =>
        resource.Host is { } host && string.Equals(host.MonitorId, monitorId, StringComparison.Ordinal);

    /// <summary>What it says holds until it is stopped; a late word must not hold beyond that.</summary>
    private static bool MaySay(ResourceRuntime r, string monitorId) =>
        IsFrom(r, monitorId) && !r.Terminate && r.State is ResourceState.Online or ResourceState.OnlinePending;

    private static ResourceRuntime Sent(ResourceRuntime r, GroupEvent.CallSent e, BootTime now)
    {
        if (r.Call is not { } call || call.Id != e.Call)
        {
            return r;
        }

        // Open has no host before it has ended, but from here on its monitor can be lost or hang.
        Hosting? host = call is { Kind: CallKind.Open, Settings: { } settings }
            ? new(e.MonitorId, e.MonitorPid, settings)
            : r.Host;
        return r with { Call = call with { SentAt = now }, Host = host };
    }

    private static ResourceRuntime Reported(ResourceRuntime r, GroupEvent.StatusReported e, BootTime now) =>
        !IsFrom(r, e.MonitorId) ? r : r with
        {
            StatusText = e.Text,
            Call = r.Call is { Pending: true } call ? call with { ReportedAt = now } : r.Call,
        };

    /// <summary>Degraded is a failure only where EmbeddedFailureAction says so.</summary>
    private static ResourceRuntime Healthy(ResourceRuntime r, string health, BootTime now) =>
        r.Config.EmbeddedFailureAction == EmbeddedFailureAction.Recover && !r.Reattach
        && health.StartsWith("Degraded", StringComparison.Ordinal)
            ? r.Fail($"it is {health} (EmbeddedFailureAction is Recover)", now)
            : r with { Health = health };

    private static ResourceRuntime Failed(ResourceRuntime r, GroupEvent.FailureReported e, BootTime now)
    {
        if (!IsFrom(r, e.MonitorId) || r.Terminate)
        {
            return r;
        }

        return r switch
        {
            { State: ResourceState.Online, Reattach: false,
                Call: null or { Kind: CallKind.Set or CallKind.Prepare or CallKind.Promote or CallKind.Demote } } =>
                r.Fail(e.Reason, now),
            { Call.Kind: CallKind.Online or CallKind.Reattach } => r with { EarlyFailure = e.Reason },
            _ => r,
        };
    }

    private static ResourceRuntime OperatorFailed(ResourceRuntime r, GroupEvent.OperatorFailed e, BootTime now) =>
        r is { State: ResourceState.Online,
            Call: null or { Kind: CallKind.Set or CallKind.Prepare or CallKind.Promote or CallKind.Demote } }
            or { Call.Kind: CallKind.Online }
            ? (r.Fail(e.Reason, now) with { Cause = null })
            : r;

    private static ResourceRuntime Cleared(ResourceRuntime r, BootTime now)
    {
        ResourceRuntime cleared = r with
        {
            Restarts = [], Blames = [], IsolatedUntil = null, ThresholdPassed = false, Refused = null,
            StopFailure = null,
            StopAttempts = r.StopFailure is null ? r.StopAttempts : 1, Cause = null,
            RetryAt = r.RetryAt is null ? null : now,
        };
        return r is { State: ResourceState.Failed, Reattach: false, MissingPackage: null }
            ? cleared.Enter(
                r.Terminate ? ResourceState.OfflinePending : ResourceState.Offline, "its failures were cleared", now)
                with { RetryAt = null }
            : cleared;
    }

    private static GroupRuntime GuardGone(GroupRuntime runtime, BootTime now)
    {
        ValueList<BootTime> deaths = RestartPolicy.Within(runtime.GuardDeaths, GuardPeriod, now);
        return runtime with
        {
            Guard = GuardPresence.None,
            GuardPid = null,
            GuardDeaths = deaths.Add(now),
            GuardRetryAt = now + RestartPolicy.Delay(deaths.Count, FirstGuardDelay),
        };
    }

    /// <summary>
    /// The resources are opened with the next guard and asked whether they still run: those that live in processes do
    /// not,
    /// others may.
    /// </summary>
    private static GroupRuntime GuardLost(GroupRuntime runtime, GroupEvent.GuardLost e, BootTime now)
    {
        if (runtime.Guard is GuardPresence.None)
        {
            return runtime;
        }

        GroupRuntime all = All(runtime, r => r with
        {
            Reopen = r.Host is not null || r.Call is { Kind: CallKind.Open },
            Reattach = r.Reattach || r is { State: ResourceState.Online, Terminate: false },
            Call = r.Call is { Kind: CallKind.StopProcesses } ? null : r.Call,
            StopAttempts = 0,
            StopFailure = null,
            Cause = e.EventId,
            LostAt = r.State == ResourceState.Online ? r.LostAt ?? now : r.LostAt,
        });
        return GuardGone(all, now) with { GuardFailure = e.Reason };
    }

    private static GroupRuntime GuardEnded(GroupRuntime runtime, GroupEvent.GuardEnded e, BootTime now)
    {
        if (runtime.Guard != GuardPresence.Ending)
        {
            return runtime;
        }

        return e.Failure is { } failure
            ? runtime with { Guard = GuardPresence.Running, GuardFailure = failure, GuardRetryAt = now + EndAgain }
            : All(runtime, r => r is { StopFailure: not null, HoldsMore: false } ? StoppedWithGuard(r, now) : r) with
            {
                Guard = GuardPresence.None, GuardPid = null, GuardFailure = null, GuardRetryAt = null,
            };
    }

    /// <summary>It may still be open in its monitor, with the guard that is gone: it is opened with the next.</summary>
    private static ResourceRuntime StoppedWithGuard(ResourceRuntime r, BootTime now) =>
        CallEndings.Stopped(r, now) with { Reopen = r.Host is not null };

    private static GroupRuntime Adopt(GroupRuntime runtime, GroupEvent.Adopted e, BootTime now)
    {
        bool up = e.State is not (ResourceState.Offline or ResourceState.Failed) || !e.Certain;
        var adopted = new ResourceRuntime
        {
            Config = e.Config,
            State = e.State,
            Since = e.Since ?? now,
            Reason = e.Certain ? "adopted as it was found" : "found by the service when it started again",
            Cause = e.Cause,
            Host = e.Host,
            Monitor = e.Host is null ? up ? MonitorPresence.Restarting : MonitorPresence.None : MonitorPresence.Running,
            Effective = up ? e.Effective ?? e.Config.Properties : null,
            Reattach = up && (!e.Certain || e.Host is null),
            LostAt = up && e.Host is null ? now : null,
            Restarts = Enumerable.Repeat(now, e.Restarts).ToValueList(),
            IsolatedUntil = e.IsolatedUntil,
            Health = e.State == ResourceState.Online ? "Ok" : "",
            Role = e.Role,
            PromotionScore = e.PromotionScore,
            NodeUnfit = e.NodeUnfit,
            FailedAt = now,
            Failure = e.State == ResourceState.Failed ? "it had failed before the service started again" : "",
        };
        return runtime with
        {
            Resources = runtime.Resources.Set(e.Config.Name, adopted), Started = runtime.Started || up,
        };
    }
}
