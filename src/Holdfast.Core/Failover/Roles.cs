using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Failover;

/// <summary>
/// Which instances of a parallel group are promoted: as many as wanted, those with the highest promotion score, which
/// their resources set.
/// </summary>
/// <remarks>
/// An instance counts as promoted from when it is told so until its owner said, with the same role token, that it is
/// demoted, or until nothing of its generation runs. So there are never more promoted ones than wanted.
/// </remarks>
internal static class Roles
{
    public static IEnumerable<GroupAction> Decide(FailoverPass pass, IReadOnlyList<GroupAction> actions)
    {
        HashSet<string> busy = [.. actions.Select(action => action.Group)];
        foreach (Row<GroupConfig> row in pass.Snapshot.Groups.Values)
        {
            GroupConfig group = row.Value;
            if (group.Instances is null || (group.Promoted == 0 && !AnyPromoted(pass, group)))
            {
                continue;
            }

            List<Instance> all = [.. AllOf(pass, group).Select(one => Look(pass, one))];
            foreach (GroupAction action in Decide(pass, group, all, busy))
            {
                yield return action;
            }
        }
    }

    private static IEnumerable<GroupAction> Decide(
        FailoverPass pass, GroupConfig group, List<Instance> all, HashSet<string> busy)
    {
        int promoted = all.Count(one => pass.Observer.Faults.DemotionNotAwaited
            ? one.IsToBePromoted
            : one.MayBePromoted);
        List<Instance> settled = [.. all.Where(one => !busy.Contains(one.Name) && one.Owned
            && Locks.Of(pass.Snapshot, group, one.State!.Owner) is null)];

        // Those that were told to give the role up are counted no more, or one too many would be told with each look.
        int kept = all.Count(one => one is { Owned: true, IsToBePromoted: true });
        foreach (Instance one in settled.Where(one => one.IsToBePromoted)
            .OrderBy(one => one.Score ?? int.MinValue)
            .ThenByDescending(one => one.Name, StringComparer.Ordinal))
        {
            string? why = one.Score is null ? "it may not be promoted any more"
                : kept > group.Promoted ? TooMany(group.Promoted)
                : null;
            if (why is not null)
            {
                kept--;
                yield return Set(one, InstanceRole.Unpromoted, why);
            }
        }

        foreach (Instance one in settled.Where(one => one is { MayBePromoted: false, Score: not null, Settled: true })
            .OrderByDescending(one => one.Score)
            .ThenBy(one => Preference(group, one.State!.Owner!))
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .Take(Math.Max(0, group.Promoted - promoted)))
        {
            string why = string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"its promotion score {one.Score} is the highest");
            yield return Set(one, InstanceRole.Promoted, why);
        }
    }

    private static GroupAction.SetRole Set(Instance one, InstanceRole role, string why) => new(
        one.Name,
        new(ReasonKind.Role, why) { Group = one.Name, Node = one.State!.Owner },
        one.State with { Role = role, RoleToken = one.State.RoleToken + 1 });

    private static string TooMany(int promoted) => promoted switch
    {
        0 => "none of its instances is to be promoted",
        1 => "only one of its instances is to be promoted",
        _ => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"only {promoted} of its instances are to be promoted"),
    };

    private static int Preference(GroupConfig group, string node)
    {
        int place = group.PreferredOwners.TakeWhile(
            owner => !string.Equals(owner, node, StringComparison.Ordinal)).Count();
        return place;
    }

    /// <summary>Also those that are to go: one that is promoted counts until it has gone.</summary>
    private static IEnumerable<GroupInstance> AllOf(FailoverPass pass, GroupConfig group) =>
        pass.Observer.Faults.LeftoverRolesIgnored
            ? pass.Placement.InstancesOf(group.Name)
            : pass.Placement.InstancesOf(group.Name).Concat(pass.Placement.LeftoversOf(group.Name));

    private static bool AnyPromoted(FailoverPass pass, GroupConfig group) => AllOf(pass, group)
        .Any(one => pass.Snapshot.GroupStates.TryGetValue(one.Name, out Row<GroupState>? state)
            && state.Value.Role == InstanceRole.Promoted);

    private static Instance Look(FailoverPass pass, GroupInstance instance)
    {
        pass.Snapshot.GroupStates.TryGetValue(instance.Name, out Row<GroupState>? state);
        pass.Snapshot.GroupStatuses.TryGetValue(instance.Name, out Row<GroupStatus>? row);
        GroupStatus? status = row?.Value.Generation == state?.Value.Generation ? row?.Value : null;
        bool owned = state?.Value is { Owner: { } owner, WantedStop: false } held
            && pass.Snapshot.Members.TryGetValue(owner, out Row<MemberState>? member)
            && member.Value.Alive && !member.Value.Detached && member.Value.Epoch == held.OwnerEpoch
            && !pass.Observer.IsSuspect(member.Value, pass.Now);
        bool online = status is { Phase: GroupPhase.Active, Resources.Count: > 0 }
            && status.Resources.All(resource => resource.State == ResourceState.Online);
        return new(
            instance.Name,
            state?.Value,
            owned,
            Settled: status is not null && status.RoleToken == state!.Value.RoleToken,
            Demoted: status?.Role == InstanceRole.Unpromoted,
            online ? status!.Resources.Max(resource => resource.PromotionScore) : null);
    }

    /// <summary>An instance as far as roles go.</summary>
    /// <param name="Owned">Its owner is up, and it is not about to leave it.</param>
    /// <param name="Settled">Its owner answered the last change of its role.</param>
    /// <param name="Demoted">Its owner says that it is not promoted.</param>
    /// <param name="Score">How willing it is to be promoted; null if it must not be.</param>
    private sealed record Instance(
        string Name, GroupState? State, bool Owned, bool Settled, bool Demoted, int? Score)
    {
        public bool IsToBePromoted => State?.Role == InstanceRole.Promoted;

        /// <summary>It is or may be promoted: only an answer to the last demotion says that it is not.</summary>
        public bool MayBePromoted =>
            State?.Owner is not null && (IsToBePromoted || (State.RoleToken > 0 && !(Settled && Demoted)));
    }
}
