using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>A change worth an event.</summary>
/// <param name="Kind">One of <see cref="EventKinds"/>.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Resource">The resource; null for the group.</param>
/// <param name="Message">A whole sentence.</param>
/// <param name="Cause">Id of the event that caused it.</param>
public sealed record GroupTransition(string Kind, string Level, string? Resource, string Message, string? Cause = null);

/// <summary>The events of a step or a decision: one for each transition, with its cause.</summary>
public static class GroupTransitions
{
    public static ValueList<GroupTransition> Between(GroupRuntime before, GroupRuntime after, BootTime now)
    {
        var found = new List<GroupTransition>();
        if (!ReferenceEquals(before.Resources, after.Resources))
        {
            foreach (ResourceRuntime resource in after.Resources.Values)
            {
                // One that was not known before was offline: it may be started in the very step that takes it in.
                bool known = before.Resources.TryGetValue(resource.Name, out ResourceRuntime? was);
                Compare(known ? was! : new() { Config = resource.Config }, resource, now, found);
            }
        }

        if (after.GuardFailure is { } failure && before is { GuardFailure: null, Guard: GuardPresence.Ending })
        {
            found.Add(new(EventKinds.GroupStopFailed, "error", null,
                $"Group {after.Group} could not be stopped: {failure}."));
        }

        if (before.Guard == GuardPresence.Starting && after is { Guard: GuardPresence.None, GuardFailure: { } why }
            && !string.Equals(before.GuardFailure, why, StringComparison.Ordinal))
        {
            string again = after.GuardRetryAt > now
                ? $"in {Spoken.Duration(after.GuardRetryAt.Value - now)}"
                : "at once";
            found.Add(new(EventKinds.GuardNotStarted, "error", null,
                $"The guard of group {after.Group} could not be started: {why}; it is tried again {again}."));
        }

        return found.ToValueList();
    }

    private static void Compare(ResourceRuntime was, ResourceRuntime r, BootTime now, List<GroupTransition> found)
    {
        if (ReferenceEquals(was, r))
        {
            return;
        }

        if (was.State != r.State)
        {
            found.Add(Entered(was, r, now) with { Cause = r.Cause });
        }
        else if (r.State == ResourceState.Failed && r.FailedAt != was.FailedAt && r.MissingPackage is null)
        {
            found.Add(new(EventKinds.ResourceFailed, "error", r.Name, $"{r.Name} failed: {r.Failure}.", r.Cause));
        }

        if (was.LostAt is { } lost && r is { LostAt: null, State: ResourceState.Online, Host: { } host })
        {
            found.Add(new(EventKinds.ResourceSupervisedAgain, "info", r.Name,
                $"{r.Name} is supervised again after {Seconds(now - lost)}, "
                + $"by monitor {host.MonitorId} (pid {host.MonitorPid})"
                + (was.State == ResourceState.Online ? "; it ran on without interruption." : "."),
                r.Cause));
        }

        if (was.IsolatedUntil is null && r.IsolatedUntil is { } until)
        {
            found.Add(new(EventKinds.ResourceIsolated, "warning", r.Name,
                $"{r.Name} gets a monitor of its own for {Spoken.Duration(until - now)}: "
                + $"a monitor died or hung in its calls {r.Blames.Count} times "
                + $"within {Spoken.Duration(r.Config.RestartPeriod)}.",
                r.Cause));
        }

        CompareRole(was, r, found);
        CompareHealth(was, r, found);
        if (was.StopFailure is null && r.StopFailure is { } failure)
        {
            found.Add(new(EventKinds.GroupStopFailed, "error", r.Name, $"{r.Name} could not be stopped: {failure}.",
                r.Cause));
        }
    }

    /// <summary>
    /// Told when the resource has answered; that it was stopped says by itself that it is not promoted.
    /// </summary>
    private static void CompareRole(ResourceRuntime was, ResourceRuntime r, List<GroupTransition> found)
    {
        if (r is { State: ResourceState.Online, Role: InstanceRole.Promoted, RoleTold: true }
            && was is not { Role: InstanceRole.Promoted, RoleTold: true })
        {
            found.Add(new(EventKinds.ResourcePromoted, "info", r.Name, $"{r.Name} is Promoted."));
        }
        else if (r is { State: ResourceState.Online, Role: InstanceRole.Unpromoted }
            && was.Role == InstanceRole.Promoted)
        {
            found.Add(new(EventKinds.ResourceDemoted, "info", r.Name, $"{r.Name} is Promoted no more."));
        }
    }

    private static void CompareHealth(ResourceRuntime was, ResourceRuntime r, List<GroupTransition> found)
    {
        bool degraded = r.Health.StartsWith("Degraded", StringComparison.Ordinal);
        if (r.State != ResourceState.Online || string.Equals(was.Health, r.Health, StringComparison.Ordinal))
        {
            return;
        }

        if (r.Config.EmbeddedFailureAction == EmbeddedFailureAction.None)
        {
            return;
        }

        if (degraded)
        {
            found.Add(new(EventKinds.ResourceDegraded, "warning", r.Name, $"{r.Name} is {r.Health}."));
        }
        else if (was.Health.StartsWith("Degraded", StringComparison.Ordinal))
        {
            found.Add(new(EventKinds.ResourceDegraded, "info", r.Name, $"{r.Name} is {r.Health} again."));
        }
    }

    private static GroupTransition Entered(ResourceRuntime was, ResourceRuntime r, BootTime now) => r.State switch
    {
        ResourceState.OnlinePending when r.Restarts.Count > was.Restarts.Count =>
            new(EventKinds.ResourceRestarting, "warning", r.Name, $"{r.Name} is started again: {r.Reason}."),
        ResourceState.OnlinePending =>
            new(EventKinds.ResourcePending, "info", r.Name, $"{r.Name} is brought online: {r.Reason}."),
        ResourceState.Online when was.State == ResourceState.OnlinePending =>
            new(EventKinds.ResourceOnline, "info", r.Name,
                $"{r.Name} is Online after {Seconds(now - was.Since)}: {r.Reason}."),
        ResourceState.Online => new(EventKinds.ResourceOnline, "info", r.Name, $"{r.Name} is Online: {r.Reason}."),
        ResourceState.OfflinePending =>
            new(EventKinds.ResourcePending, "info", r.Name, $"{r.Name} is taken offline: {r.Reason}."),
        ResourceState.Offline => new(EventKinds.ResourceOffline, "info", r.Name, $"{r.Name} is Offline: {r.Reason}."),
        _ => new(EventKinds.ResourceFailed, "error", r.Name, $"{r.Name} failed: {r.Reason}."),
    };

    private static string Seconds(TimeSpan span) => span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalMilliseconds):0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");
}
