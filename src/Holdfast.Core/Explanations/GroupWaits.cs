using Holdfast.Core.Failover;
using Holdfast.Core.Groups;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Explanations;

/// <summary>What the cluster waits for before it goes on with a group.</summary>
internal static class GroupWaits
{
    public static IEnumerable<Waiting> Of(GroupCase group, GroupVerdict verdict)
    {
        foreach (Waiting owner in Owner(group))
        {
            yield return owner;
        }

        if (group.State is { WantedStop: true, Owner: { } stopping })
        {
            yield return new($"{stopping} to stop it");
        }

        GroupPlan plan = GroupPlan.From(group.Snapshot, group.Name);
        if (plan is { Wanted: GroupWanted.Online, WaitsFor: { } waits } && !IsUp(group))
        {
            yield return new(waits.StartsWith("it waits for ", StringComparison.Ordinal) ? waits[13..] : waits);
        }

        foreach (ResourceStatus resource in group.Status?.Resources ?? [])
        {
            if (resource.State is ResourceState.OnlinePending or ResourceState.OfflinePending)
            {
                yield return new($"{resource.Name}, which is {resource.State}: {resource.Reason}");
            }
            else if (resource.RetryAt is { } retry)
            {
                yield return new($"the next try of {resource.Name}", retry);
            }
        }

        if (verdict.WakeAt is { } at && at > group.Now && group.State.Owner is not null
            && group.State.Hindrance.Length > 0)
        {
            yield return new("the hindrance to end, or to be looked at again", group.WallClock + (at - group.Now));
        }
    }

    private static IEnumerable<Waiting> Owner(GroupCase group)
    {
        if (group.OwnerMember is not { } member || member.Epoch != group.State.OwnerEpoch)
        {
            yield break;
        }

        Observer observer = group.Observer;
        if (member.Detached)
        {
            DateTimeOffset until = group.WallClock + (observer.SilentAt(member) - group.Now);
            yield return new($"the service of {member.Node}, which was stopped; what it runs goes on", until);
        }
        else if (observer.SilenceOf(member, group.Now) is null && observer.IsSuspect(member, group.Now))
        {
            DateTimeOffset until = group.WallClock + (observer.SilentAt(member) - group.Now);
            yield return new(
                $"{member.Node}, which is silent; after that time, or with proof, nothing of it can run", until);
        }
    }

    private static bool IsUp(GroupCase group) =>
        group.Status?.Resources.Any(resource => resource.State == ResourceState.Online) == true;
}
