using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// The steps of a node's power-off, each a transaction that compares what it was decided from. Null where the step may
/// not be taken.
/// </summary>
/// <remarks>
/// Intended, then Running by one holder, then Confirmed or Failed. A step of somebody who is no longer the holder finds
/// the record changed and does nothing.
/// </remarks>
public static class StonithSteps
{
    /// <summary>How long it is at most until what a device failed to do is tried again.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>Whether the member coordinates: only then it carries power-offs out.</summary>
    public static bool IsCoordinator(ClusterSnapshot snapshot, CoordinatorIdentity self) =>
        snapshot.Coordinator is { } coordinator && Election.IsHolder(coordinator.Value, self);

    /// <summary>The devices that can power a node off, by level and then by name, each with all the nodes that it has.
    /// </summary>
    public static IReadOnlyList<FenceDeviceConfig> DevicesOf(ClusterSnapshot snapshot, string node) =>
        [.. snapshot.FenceDevices.Values
            .Select(row => row.Value with { Hosts = FenceHosts.Of(snapshot, row.Value) })
            .Where(device => device.Hosts.ContainsKey(node))
            .OrderBy(device => device.Level)
            .ThenBy(device => device.Name, StringComparer.Ordinal)];

    /// <summary>The record of a power-off that is wanted from now on.</summary>
    /// <param name="before">The node's record so far; null if it has none.</param>
    /// <param name="member">The node as it is.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="wallClock">When.</param>
    /// <param name="automatic">Whether the coordinator wants it, for as long as a group is blocked there.</param>
    public static FenceState Ask(
        FenceState? before, MemberState member, string by, string reason, DateTimeOffset wallClock,
        bool automatic = false)
    {
        ValueList<DateTimeOffset> begun = StonithCap.Begin(before, wallClock);
        var asked = new FenceState
        {
            Node = member.Node, Epoch = member.Epoch, BootId = member.BootId, Phase = FencePhase.Intended,
            Id = string.Create(CultureInfo.InvariantCulture, $"{member.Node}-{wallClock.ToUnixTimeMilliseconds()}"),
            By = by, Reason = reason, AskedAt = wallClock, Begun = begun, Automatic = automatic,
            HeldBefore = false,
        };
        return asked.After(before).Noted(wallClock, by, $"{member.Node} is to be powered off: {reason}");
    }

    /// <summary>What tells of it.</summary>
    public static Announcement Asked(FenceState state) =>
        Announce(
            EventKinds.FenceIntended, $"Node {state.Node} is to be powered off: {state.Reason}.", "warning", state);

    /// <summary>
    /// Takes it up, or takes it over from who coordinated before. Who takes it has waited until a device that may be
    /// letting the node in (<see cref="LettingIn"/>) cannot do so any more.
    /// </summary>
    public static CommitPlan? Take(
        ClusterSnapshot snapshot, Row<FenceState> row, CoordinatorIdentity self, DateTimeOffset wallClock)
    {
        FenceState state = row.Value;
        if (snapshot.Coordinator is not { } coordinator || !IsCoordinator(snapshot, self)
            || state.Phase is not (FencePhase.Intended or FencePhase.Running)
            || !snapshot.Members.TryGetValue(state.Node, out Row<MemberState>? member)
            || !state.Concerns(member.Value))
        {
            return null;
        }

        string how = state.Phase == FencePhase.Running ? $"is taken over from {state.Holder}" : "begins";
        FenceState next = (state with
        {
            Phase = FencePhase.Running, Holder = self.Node, HolderEpoch = self.Epoch, Attempts = state.Attempts + 1,
            // One that was running was given up by no one: whoever had it, this service before it started anew too.
            HeldBefore = state.HeldBefore == true || state.Phase == FencePhase.Running
                || (state.Holder.Length > 0 && (state.Holder, state.HolderEpoch) != (self.Node, self.Epoch)),
            NextTryAt = null, LettingIn = null, Switching = state.Phase == FencePhase.Running && state.Switching,
        }).Noted(wallClock, self.Node, $"the power-off {how}");
        var draft = new PlanDraft();
        draft.Guard(Keys.Coordinator, coordinator.Revision);
        if (coordinator.Value.HandsOver.Count > 0)
        {
            // Nobody took the term so far: whoever joins later is not to interrupt this.
            draft.Put(Keys.Coordinator, coordinator.Value with { HandsOver = [] });
        }

        if (!member.Value.Alive)
        {
            // One that lives, and that somebody wants off, renews all the time.
            draft.Guard(Keys.Member(state.Node), member.Revision);
        }

        return Put(draft, row, next,
            Announce(EventKinds.FenceStarted, $"The power-off of node {state.Node} {how}.", "warning", next));
    }

    /// <summary>Notes what goes on; it changes nothing.</summary>
    public static CommitPlan Note(Row<FenceState> row, int level, string text, DateTimeOffset wallClock) => Put(
        new(), row, (row.Value with { Level = level }).Noted(wallClock, row.Value.Holder, text), told: null);

    /// <summary>The first device is about to be told: from now on it is not withdrawn because nothing is blocked any
    /// more.</summary>
    public static CommitPlan Switch(Row<FenceState> row, string device, DateTimeOffset wallClock) => Put(
        new(), row, (row.Value with { Switching = true })
            .Noted(wallClock, row.Value.Holder, $"{device} is told"), told: null);

    /// <summary>A device is about to cut the node off, and will have to let it in again.</summary>
    public static CommitPlan Cut(Row<FenceState> row, string device, DateTimeOffset wallClock) => Put(
        new(), row,
        (row.Value with
        {
            CutBy = ValueList.ToValueList(row.Value.CutBy.Append(device).Distinct()), Switching = true,
        })
            .Noted(wallClock, row.Value.Holder, $"{device} is to cut {row.Value.Node} off"), told: null);

    /// <summary>
    /// The node was powered off and is off, as the devices said afterwards; null as long as its member counts as alive,
    /// and for ever once it is another life of it.
    /// </summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="row">The record.</param>
    /// <param name="level">The level that succeeded.</param>
    /// <param name="done">By which devices.</param>
    /// <param name="asTold">The devices as they were told: what another one said, or the same with another plug, is
    /// worth nothing.</param>
    /// <param name="wallClock">When.</param>
    public static CommitPlan? Confirm(
        ClusterSnapshot snapshot, Row<FenceState> row, int level, StonithDone done, IEnumerable<RowGuard> asTold,
        DateTimeOffset wallClock)
    {
        FenceState state = row.Value;
        if (state.Phase != FencePhase.Running
            || !snapshot.Members.TryGetValue(state.Node, out Row<MemberState>? member)
            || member.Value.Alive || !state.Concerns(member.Value))
        {
            return null;
        }

        FenceState next = (state with
        {
            Phase = FencePhase.Confirmed, Level = level, Devices = done.Devices, CutOnly = done.CutOnly,
            CutOff = done.CutOnly ? done.Devices : state.CutOff, OnOwed = done.OnOwed,
        })
            .Noted(wallClock, state.Holder, $"{state.Node} is off, as {done.Devices} confirmed");
        var draft = new PlanDraft();
        draft.Guard(Keys.Member(state.Node), member.Revision);
        foreach (RowGuard device in asTold)
        {
            draft.Guard(device.Key, device.Revision);
        }

        return Put(draft, row, next,
            Announce(EventKinds.FenceConfirmed,
                $"Node {state.Node} was {Done(next)} by {done.Devices}, confirmed.", "warning", next));
    }

    /// <summary>A device powered the node on again after a reboot's off was confirmed, or did not; that is not tried
    /// again. Null where somebody else has done it.</summary>
    /// <param name="row">The record.</param>
    /// <param name="self">The coordinator.</param>
    /// <param name="device">The device.</param>
    /// <param name="trouble">Why it did not; null if it did.</param>
    /// <param name="wallClock">When.</param>
    public static CommitPlan? PoweredOn(
        Row<FenceState> row, CoordinatorIdentity self, string device, string? trouble, DateTimeOffset wallClock)
    {
        FenceState state = row.Value;
        if (state.Phase != FencePhase.Confirmed || !state.OnOwed.Contains(device))
        {
            return null;
        }

        FenceState next = (state with { OnOwed = ValueList.ToValueList(state.OnOwed.Where(name => name != device)) })
            .Noted(
                wallClock, self.Node,
                trouble is null
                    ? $"{device} powered {state.Node} on again"
                    : $"{device} did not power {state.Node} on again, which changes nothing about its being confirmed "
                        + $"off before: {trouble}");
        return Put(new(), row, next, trouble is null ? null : Announce(
            EventKinds.FenceOnFailed,
            $"Node {state.Node} was powered off, and is not powered on again by {device}: {trouble}. Power it on by "
            + "hand.", "warning", next));
    }

    /// <summary>What was done to it, of one that is confirmed: a node that was only cut off still has power.</summary>
    public static string Done(FenceState state) => state.IsCutOnly() ? "cut off" : "powered off";

    /// <summary>The levels of devices that may still do something for a node: all, and of one that was cut off in this
    /// epoch those that take its power.</summary>
    public static IReadOnlyList<IGrouping<int, FenceDeviceConfig>> LevelsOf(
        ClusterSnapshot snapshot, FenceState state) =>
        [.. DevicesOf(snapshot, state.Node).GroupBy(device => device.Level)
            .Where(level => state.WhoCutOff().Length == 0
                || level.Any(device => device.Unfencing == Unfencing.None))];

    /// <summary>Whether the node is still to be powered on after it was confirmed off: also one that has joined again,
    /// by another power supply, and is there. One that left since is left alone.</summary>
    public static bool OwesOn(ClusterSnapshot snapshot, FenceState state) =>
        state.Phase == FencePhase.Confirmed && state.OnOwed.Count > 0
        && snapshot.Members.TryGetValue(state.Node, out Row<MemberState>? member)
        && (member.Value.Alive || state.Concerns(member.Value));

    /// <summary>Whether a device is there that may still do something for the node of the record: where it was cut off
    /// in this epoch, one that takes its power.</summary>
    public static bool CanDoMore(ClusterSnapshot snapshot, FenceState state) => LevelsOf(snapshot, state).Count > 0;

    /// <summary>Whether the node was only cut off, and a device that takes its power is there.</summary>
    public static bool CanGoOn(ClusterSnapshot snapshot, FenceState state) =>
        state.Phase == FencePhase.Confirmed && state.IsCutOnly() && CanDoMore(snapshot, state);

    /// <summary>Whether devices are, or soon will be, told to power the node off: it is to be, or is tried again while
    /// the node is away.</summary>
    public static bool IsPending(ClusterSnapshot snapshot, FenceState state) =>
        state.Phase is FencePhase.Held or FencePhase.Intended or FencePhase.Running
        || (state.Phase == FencePhase.Failed
            && snapshot.Members.TryGetValue(state.Node, out Row<MemberState>? member)
            && !member.Value.Alive && state.Concerns(member.Value) && CanDoMore(snapshot, state));

    /// <summary>It failed; it is tried from another node, or begun again after a pause if it is still wanted then.
    /// </summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="row">The record.</param>
    /// <param name="text">Why.</param>
    /// <param name="elsewhere">Whether it may succeed from another node.</param>
    /// <param name="wallClock">When.</param>
    public static CommitPlan Fail(
        ClusterSnapshot snapshot, Row<FenceState> row, string text, bool elsewhere, DateTimeOffset wallClock)
    {
        FenceState state = row.Value;
        ValueList<string> tried = Handover.Tried(state);
        CoordinatorState? handed = elsewhere ? Handover.Of(snapshot, state, tried) : null;
        bool goesOn = handed is not null;
        FenceState next = (state with
            {
                Phase = FencePhase.Failed, TriedFrom = goesOn ? tried : [],
                // One that was tried from each of three nodes has failed once.
                NextTryAt = wallClock + PauseAfter((state.Attempts / tried.Count) - 1),
            })
            .Noted(wallClock, state.Holder, $"the power-off failed, and nothing is known of {state.Node}: {text}");
        var draft = new PlanDraft();
        if (handed is not null)
        {
            draft.Guard(Keys.Coordinator, snapshot.Coordinator!.Revision);
            draft.Put(Keys.Coordinator, handed);
        }

        return Put(draft, row, next,
            Announce(EventKinds.FenceFailed,
                $"Node {state.Node} could not be powered off" + (goesOn
                    ? $" from {state.Holder}, and another node tries: {text}."
                    : $", and what it ran is not taken over: {text}."),
                goesOn ? "warning" : "error",
                next));
    }

    /// <summary>It is wanted no more.</summary>
    public static CommitPlan Withdraw(Row<FenceState> row, string text, DateTimeOffset wallClock)
    {
        FenceState next = (row.Value with { Phase = FencePhase.Withdrawn, NextTryAt = null })
            .Noted(wallClock, row.Value.Holder, text);
        return Put(new(), row, next, Withdrawn(next));
    }

    /// <summary>
    /// Whether the time has come for what is to be tried again. A time that is further ahead than any pause was written
    /// before somebody set the clock back, and means nothing.
    /// </summary>
    internal static bool IsDue(DateTimeOffset? tryAt, DateTimeOffset wallClock) =>
        tryAt is not { } at || at <= wallClock || at - wallClock > LongestPause;

    internal static Announcement Withdrawn(FenceState state) => Announce(
        EventKinds.FenceWithdrawn, $"The power-off of node {state.Node} is withdrawn: {state.Text}.", "info", state);

    internal static Announcement Held(FenceState state) => Announce(
        EventKinds.FenceHeld, $"Node {state.Node} is not powered off yet: {state.Text}.", "error", state);

    /// <summary>How long to wait after a failure before which there were so many.</summary>
    internal static TimeSpan PauseAfter(int earlier)
    {
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Clamp(earlier, 0, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    internal static Announcement Announce(string kind, string message, string level, FenceState state) =>
        new(kind, message)
        {
            Level = level,
            Reason = new Reason(ReasonKind.Fencing, state.Text) { Node = state.Node },
        };

    /// <summary>A step: the record as it is then, compared with the row that it was made from.</summary>
    internal static CommitPlan Put(PlanDraft draft, Row<FenceState> row, FenceState next, Announcement? told)
    {
        draft.Guard(Keys.Fence(next.Node), row.Revision);
        draft.Put(Keys.Fence(next.Node), next);
        if (told is not null)
        {
            draft.Announce(told);
        }

        return draft.Build();
    }
}
