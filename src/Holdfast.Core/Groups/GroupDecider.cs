using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>
/// Decides what the owner of a group does next: the restart policy, the order of dependencies, time-outs, isolation.
/// </summary>
/// <remarks>
/// Level-triggered: it compares what is wanted with what is, whatever happened in between. The actions it gives are
/// noted as begun in
/// the runtime it returns, so deciding again without new input gives nothing new. Resources go online from the bottom
/// of
/// the dependencies upwards and offline from the top downwards; independent branches go at the same time.
/// </remarks>
public static class GroupDecider
{
    /// <summary>
    /// After so many deaths of guards within <see cref="GroupStep.GuardPeriod"/> another node should try.
    /// </summary>
    private const int GuardTries = 6;

    public static GroupDecision Decide(GroupPlan plan, GroupRuntime runtime, BootTime now)
    {
        var work = new DecisionWork(plan, runtime, now);
        foreach (ResourceConfig config in plan.Resources.Values)
        {
            work.Take(config);
        }

        foreach (string name in work.Names)
        {
            work[name] = Expire(work[name], now);
        }

        if (work.Group.Started && plan.Wanted != GroupWanted.Online && work.Names.All(name => work[name].IsDown))
        {
            work.Group = work.Group with { Started = false };
        }

        var resources = new ResourceDecider(work, DownSet.Of(work));
        foreach (string name in work.Graph.BottomUp)
        {
            resources.Decide(name);
        }

        DecideGuard(work);
        if (work.Group.RoleToken != plan.RoleToken && RoleChanges.IsCarriedOut(work))
        {
            work.Group = work.Group with { RoleToken = plan.RoleToken };
        }

        string? failover = plan.Wanted == GroupWanted.Online ? WantedFailover(work) : null;
        return work.Finish(failover);
    }

    /// <summary>Forgets what lies further back than RestartPeriod, and an isolation that is over.</summary>
    private static ResourceRuntime Expire(ResourceRuntime r, BootTime now)
    {
        // A verdict on a failure stands until the resource is started again, so what led to it is kept till then.
        BootTime judged = r.State == ResourceState.Failed ? r.FailedAt : now;
        ValueList<BootTime> restarts = RestartPolicy.Within(r.Restarts, r.Config.RestartPeriod, judged);
        ValueList<BootTime> blames = RestartPolicy.Within(r.Blames, r.Config.RestartPeriod, now);
        bool over = r.IsolatedUntil <= now;
        return ReferenceEquals(restarts, r.Restarts) && ReferenceEquals(blames, r.Blames) && !over
            ? r
            : r with
            {
                Restarts = restarts, Blames = over ? [] : blames, IsolatedUntil = over ? null : r.IsolatedUntil,
            };
    }

    private static void DecideGuard(DecisionWork work)
    {
        GroupRuntime group = work.Group;
        if (work.Plan.Wanted != GroupWanted.Stop && group.StopReported)
        {
            work.Group = group = group with { StopReported = false };
        }

        bool needed = work.Names.Any(name => NeedsGuard(work[name], work)) || RoleChanges.IsInDoubt(work);
        if (work.Plan.Locked is not null && group.Guard == GuardPresence.Running)
        {
            return;
        }

        switch (group.Guard)
        {
            case GuardPresence.None when needed:
                if (work.IsDue(group.GuardRetryAt))
                {
                    work.Group = group with { Guard = GuardPresence.Starting, GuardRetryAt = null };
                    string reason = group.GuardFailure ?? "resources are to be opened";
                    work.Add(new GroupAction.StartGuard { Reason = reason });
                }

                break;
            case GuardPresence.Running when !needed && work.Names.All(name => IsOver(work[name])):
                if (work.IsDue(group.GuardRetryAt))
                {
                    work.Group = group with { Guard = GuardPresence.Ending, GuardRetryAt = null };
                    work.Add(new GroupAction.EndGuard { Reason = WhyOver(work) });
                }

                break;
            case GuardPresence.None when work.Plan.Wanted == GroupWanted.Stop && !group.StopReported && !needed
                && work.Names.All(name => work[name].IsDown):
                work.Group = group with { StopReported = true, FailoverWanted = null };
                work.Add(new GroupAction.ReportStopped { Reason = work.Plan.WantedReason });
                break;
        }
    }

    private static string WhyOver(DecisionWork work) =>
        work.Plan.Wanted == GroupWanted.Online ? "none of its resources is wanted online" : work.Plan.WantedReason;

    private static bool NeedsGuard(ResourceRuntime r, DecisionWork work) =>
        (r.StopFailure is null || work.Group.Guard == GuardPresence.None)
        && !(r.IsDown && work.Frozen(r) is not null)
        && (work.IsWanted(r) || r.Host is not null || r.Call is not null || !r.IsDown);

    /// <summary>Stopped, or not to be stopped in any other way than by the guard's end.</summary>
    private static bool IsOver(ResourceRuntime r) =>
        r.Call is null && (r.IsDown || r is { StopFailure: not null, HoldsMore: false });

    private static string? WantedFailover(DecisionWork work) =>
        work.Group is
        {
            Guard: GuardPresence.None or GuardPresence.Starting,
            GuardFailure: { } failure,
            GuardDeaths.Count: >= GuardTries,
        }
            ? $"its guard cannot be kept running here: {failure}"
            : FailedForGood(work);

    private static string? FailedForGood(DecisionWork work) => work.Names
        .Select(name => work[name])
        .Where(r => r is { State: ResourceState.Failed, ThresholdPassed: true, MissingPackage: null }
            && r.Config.RestartAction == RestartAction.RestartThenFailover && work.IsWanted(r)
            && work.Frozen(r) is null)
        .Select(r => $"{r.Name} failed ({r.Failure}), and {RestartPolicy.UsedUp(r.Config)}")
        .FirstOrDefault();
}
