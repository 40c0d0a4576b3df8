using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Explanations;
using Holdfast.Core.Membership;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// Which nodes the coordinator wants powered off: those that are fenced in the database, of which a group is blocked
/// all the same, and that a device can switch off. A pure function.
/// </summary>
/// <remarks>
/// It only says what is wanted; the record is committed before anything is done, so a minority can never power a node
/// off. The wall clock is for pauses, which no setting of it makes longer than they are at most, and for words.
/// </remarks>
public static class StonithPass
{
    /// <param name="snapshot">The cluster, with the fences that are committed in the same transaction in it.</param>
    /// <param name="observer">What this coordinator has seen of the members and of power-offs.</param>
    /// <param name="self">The coordinator's node.</param>
    /// <param name="wallClock">For pauses and words.</param>
    /// <param name="now">The safety clock.</param>
    public static StonithDecision Decide(
        ClusterSnapshot snapshot, Observer observer, string self, DateTimeOffset wallClock, BootTime now)
    {
        if (snapshot.FenceDevices.Count == 0 && snapshot.Fences.Count == 0)
        {
            return StonithDecision.Nothing;
        }

        var wanted = new List<StonithWish>();
        BootTime? wakeAt = null;
        foreach ((string node, Row<MemberState> member) in snapshot.Members)
        {
            snapshot.Fences.TryGetValue(node, out Row<FenceState>? fence);
            (Reason? blocked, bool waits) = Blocked(node, member.Value, snapshot, observer, now);
            TimeSpan? held = StonithCap.HeldUntil(snapshot, observer, now) - now;
            (FenceState? next, DateTimeOffset? at) =
                FromHere(snapshot, fence?.Value, member.Value, blocked is not null || waits, self, wallClock)
                    is { } fromHere ? (fromHere, null)
                : blocked is null ? (Unwanted(fence?.Value, member.Value, waits, self, wallClock), null)
                : Wanted(snapshot, fence?.Value, member.Value, blocked, self, wallClock + held, wallClock);
            wakeAt = Wake.Earlier(wakeAt, at is { } time ? now + (time - wallClock) : null);
            if (next is not null)
            {
                wanted.Add(new(node, member, fence, next));
                snapshot = snapshot with { Fences = snapshot.Fences.Set(node, new(next, fence?.Revision ?? 0)) };
            }
        }

        bool begins = wanted.Any(wish => wish.Next.Phase == FencePhase.Intended);
        wanted.AddRange(Struck(snapshot, wanted, observer, now));
        return new(
            wanted.ToValueList(),
            begins ? StonithCap.Guards(snapshot).ToValueList() : [],
            Wake.Earlier(wakeAt, StonithCap.NextEnd(snapshot, observer, now)));
    }

    /// <summary>
    /// The records without what counts for the cap no more: who coordinates next, and has not seen how old it is, must
    /// not count it anew.
    /// </summary>
    private static IEnumerable<StonithWish> Struck(
        ClusterSnapshot snapshot, IReadOnlyCollection<StonithWish> wanted, Observer observer, BootTime now) =>
        from row in snapshot.Fences
        where wanted.All(wish => !string.Equals(wish.Node, row.Key, StringComparison.Ordinal))
        let next = StonithCap.Strike(row.Value.Value, observer, now)
        where next is not null
        select new StonithWish(row.Key, Member: null, row.Value, next);

    /// <summary>Why something that is wanted online cannot be taken from the node, null if nothing is so, or no device
    /// can help; and whether something waits for it that may yet be found to be so.</summary>
    private static (Reason? Reason, bool Waits) Blocked(
        string node, MemberState member, ClusterSnapshot snapshot, Observer observer, BootTime now)
    {
        if (member.Alive || StonithSteps.DevicesOf(snapshot, node).Count == 0)
        {
            return (null, false);
        }

        bool waits = false;
        var resources = ResourceIndex.Of(snapshot);
        foreach (Row<GroupState> row in snapshot.GroupStates.Values)
        {
            string name = GroupInstance.GroupOf(row.Value.Group);
            if (string.Equals(row.Value.Owner, node, StringComparison.Ordinal)
                && snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? group)
                && group.Value.WantedOnline && Locks.Of(snapshot, group.Value, node) is null)
            {
                var release = Release.Of(row.Value, snapshot, observer, now, resources.ResourcesOf(name));
                if (release is Release.Blocked blocked)
                {
                    return (blocked.Reason with { Group = row.Value.Group }, true);
                }

                waits |= release is Release.Held;
            }
        }

        return (null, waits);
    }

    /// <summary>The node's record if it must change because a group is blocked, or when to look again.</summary>
    private static (FenceState? Next, DateTimeOffset? At) Wanted(
        ClusterSnapshot snapshot,
        FenceState? fence,
        MemberState member,
        Reason blocked,
        string self,
        DateTimeOffset? heldUntil,
        DateTimeOffset wallClock)
    {
        bool same = fence?.Concerns(member) == true;
        if (same && (fence!.Phase is FencePhase.Intended or FencePhase.Running
            || (fence.Phase == FencePhase.Confirmed && !StonithSteps.CanGoOn(snapshot, fence))))
        {
            return (null, null);
        }

        if (same && fence!.Phase == FencePhase.Failed)
        {
            // The same once more: it was counted when it was begun.
            return !StonithSteps.CanDoMore(snapshot, fence) ? (null, null)
                : !StonithSteps.IsDue(fence.NextTryAt, wallClock) ? (null, fence.NextTryAt)
                : (Again(fence, self, "the power-off is to be tried again", wallClock), null);
        }

        if (heldUntil is { } until)
        {
            bool held = same && fence!.Phase == FencePhase.Held;
            return (held ? null : Hold(fence, member, self, wallClock, until), until);
        }

        return (StonithSteps.Ask(
            fence, member, self, $"group {blocked.Group} is blocked there", wallClock, automatic: true), null);
    }

    /// <summary>The record of one that failed elsewhere, and that is now tried from here.</summary>
    private static FenceState? FromHere(
        ClusterSnapshot snapshot, FenceState? fence, MemberState member, bool wanted, string self,
        DateTimeOffset wallClock) =>
        fence is not null && Handover.IsFor(fence, self, wallClock) && fence.Concerns(member)
            && (wanted || !fence.Automatic)
            && StonithSteps.CanDoMore(snapshot, fence)
            ? Again(fence, self, $"the power-off is tried from {self}", wallClock)
            : null;

    /// <summary>The same once more. Whoever had it before has ended what it began.</summary>
    private static FenceState Again(FenceState fence, string self, string text, DateTimeOffset wallClock) =>
        (fence with { Phase = FencePhase.Intended, NextTryAt = null, Holder = "", HolderEpoch = 0 })
            .Noted(wallClock, self, text);

    private static FenceState Hold(
        FenceState? before, MemberState member, string self, DateTimeOffset wallClock, DateTimeOffset until)
    {
        string text = $"{StonithCap.Reached}; it is begun at {Groups.Spoken.Time(until)}, or power it off by hand and "
            + "confirm that";
        return new FenceState
        {
            Node = member.Node, Epoch = member.Epoch, BootId = member.BootId, Phase = FencePhase.Held, By = self,
            Id = $"{member.Node}-held", AskedAt = wallClock, Begun = before?.Begun ?? [],
            HeldBefore = false,
        }.After(before).Noted(wallClock, self, text);
    }

    /// <summary>The node's record if what it says is wanted no more; null if it stays. Who coordinates since a moment
    /// ago has not seen for how long the node is silent, and does not take back what another one found.</summary>
    private static FenceState? Unwanted(
        FenceState? fence, MemberState member, bool waits, string self, DateTimeOffset wallClock)
    {
        if (fence is null)
        {
            return null;
        }

        bool over = !fence.Concerns(member)
            && fence.Phase is FencePhase.Intended or FencePhase.Held or FencePhase.Failed;
        bool idle = fence.Phase == FencePhase.Held
            || (!waits && fence.Automatic && (fence.Phase == FencePhase.Intended
                || (fence.Phase == FencePhase.Running && !fence.Switching)));
        return over || idle
            ? (fence with { Phase = FencePhase.Withdrawn, NextTryAt = null }).Noted(
                wallClock, self,
                over ? $"{fence.Node} came back before it was powered off" : "nothing is blocked there any more")
            : null;
    }
}

/// <summary>What is wanted of the nodes that must be powered off.</summary>
/// <param name="Wishes">The records to write.</param>
/// <param name="Counted">The records by which it was found that one more may be begun.</param>
/// <param name="WakeAt">When to look again even if nothing changes; null for never.</param>
public sealed record StonithDecision(
    ValueList<StonithWish> Wishes, ValueList<RowGuard> Counted, BootTime? WakeAt)
{
    public static StonithDecision Nothing { get; } = new([], [], null);

    /// <summary>Adds the writes, each compared with the member and the record that it was decided from.</summary>
    public void AddTo(PlanDraft draft)
    {
        foreach (RowGuard counted in Counted)
        {
            draft.Guard(counted.Key, counted.Revision);
        }

        foreach (StonithWish wish in Wishes)
        {
            if (wish.Member is { Value.Alive: false })
            {
                // One that lives renews all the time, and of it nothing is wanted but to let it be.
                draft.Guard(Keys.Member(wish.Node), wish.Member.Revision);
            }

            draft.Guard(Keys.Fence(wish.Node), wish.Before?.Revision ?? 0);
            draft.Put(Keys.Fence(wish.Node), wish.Next);
            if (wish.Member is not null)
            {
                draft.Announce(wish.Next.Phase switch
                {
                    FencePhase.Held => StonithSteps.Held(wish.Next),
                    FencePhase.Withdrawn => StonithSteps.Withdrawn(wish.Next),
                    _ => StonithSteps.Asked(wish.Next),
                });
            }
        }
    }
}

/// <summary>A node's power-off as it is wanted from now on.</summary>
/// <param name="Node">The node.</param>
/// <param name="Member">Its member; null where nothing is wanted of it, and only what is past is struck out.</param>
/// <param name="Before">Its record so far.</param>
/// <param name="Next">Its record from now on.</param>
public sealed record StonithWish(
    string Node, Row<MemberState>? Member, Row<FenceState>? Before, FenceState Next);
