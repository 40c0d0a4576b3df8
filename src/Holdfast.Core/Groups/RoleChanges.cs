using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>How the resources of an instance of a parallel group are promoted and demoted.</summary>
/// <remarks>
/// Promoted from the bottom of the dependencies upwards, once all are online; demoted from the top downwards. A
/// resource counts as promoted from when it is told so; that it is demoted only its own answer, or its end, can say.
/// </remarks>
internal static class RoleChanges
{
    public static ResourceRuntime Promoted(ResourceRuntime r, CallResult result, BootTime now) =>
        result is CallResult.Ok
            ? r with { Role = InstanceRole.Promoted, RoleTold = true }
            : r.Fail($"Promote failed: {CallEndings.Why(result)}", now);

    public static ResourceRuntime Demoted(ResourceRuntime r, CallResult result, BootTime now) =>
        result is CallResult.Ok
            ? r with { Role = InstanceRole.Unpromoted, RoleTold = true }
            : r.Fail($"Demote failed: {CallEndings.Why(result)}", now);

    /// <summary>The call that an online resource needs for its role now; null if none.</summary>
    public static CallKind? Needed(ResourceRuntime r, DecisionWork work)
    {
        if (work.Plan.RoleToken == 0)
        {
            return null;
        }

        if (work.Plan.Role == InstanceRole.Promoted)
        {
            return (r.Role != InstanceRole.Promoted || !r.RoleTold) && MayBePromoted(r, work) ? CallKind.Promote : null;
        }

        return r.Role == InstanceRole.Promoted && work.Graph.Dependents(r.Name)
            .All(name => !work.Has(name) || work[name].Role != InstanceRole.Promoted)
            ? CallKind.Demote
            : null;
    }

    /// <summary>
    /// Whether the wanted role is carried out: every resource was promoted, or none of them is, or is about to be; nor
    /// anything of an earlier guard, which may be dying still until the next one has the group's lock.
    /// </summary>
    public static bool IsCarriedOut(DecisionWork work) => work.Plan.Role == InstanceRole.Promoted
        ? work.Names.Count > 0 && work.Names.All(name => work[name] is
            { Role: InstanceRole.Promoted, RoleTold: true, State: ResourceState.Online, Call: null })
        : work.Group.GuardSeen && work.Names.All(name => work[name].Role == InstanceRole.Unpromoted);

    /// <summary>Whether a guard is to be started only to know that nothing of an earlier one is promoted.</summary>
    public static bool IsInDoubt(DecisionWork work) =>
        work.Group.RoleToken != work.Plan.RoleToken && !work.Group.GuardSeen
        && work.Plan is { Role: InstanceRole.Unpromoted, Wanted: not GroupWanted.Stop, Locked: null };

    private static bool MayBePromoted(ResourceRuntime r, DecisionWork work) =>
        work.Names.All(name => work[name].IsOnline || !work.IsWanted(work[name]))
        && work.Graph.Needs(r.Name).SelectMany(any => any)
            .All(name => !work.Has(name) || work[name] is { Role: InstanceRole.Promoted, Call: null });
}
