using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Membership;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// The steps by which a node that a device cut off is let in again, each a transaction that compares the node's record
/// of power-offs. Null where the step may not be taken.
/// </summary>
/// <remarks>
/// A device whose agent runs on the node that it lets in is one with which each node has to register, as with disks
/// that only take writes of those whose key they have. It keeps the node out whenever that joins, cut off before or
/// not, until the agent was run there.
///
/// A node is let in only once it is alive in an epoch above every one that it was cut off in: it joined anew, with the
/// proof that nothing of any earlier epoch runs. The beginning is committed before the device is told, into the very
/// record that a new power-off is committed to. So of the two one comes first, and a power-off that comes second waits
/// until no agent can let the node in any more. Nothing that was confirmed is undone behind anybody's back.
/// </remarks>
public static class LetInSteps
{
    /// <summary>The node's record, or an empty one, of revision 0, where it has none.</summary>
    public static Row<FenceState> RecordOf(ClusterSnapshot snapshot, string node) =>
        snapshot.Fences.TryGetValue(node, out Row<FenceState>? row) ? row : new(
            new() { Node = node, Epoch = 0, Id = $"{node}-none", Phase = FencePhase.None }, 0);

    /// <summary>The devices that have to let the node in. One that was removed has not: who removes it sees to that.
    /// </summary>
    public static IEnumerable<string> OwedBy(ClusterSnapshot snapshot, FenceState state) => state.CutBy
        .Where(device => By(snapshot, device) != Unfencing.None)
        .Concat(Unregistered(snapshot, state))
        .Distinct();

    /// <summary>Whether the node has registered with the device as that is now, in this epoch or a later one.</summary>
    public static bool IsRegistered(
        ClusterSnapshot snapshot, FenceState state, FenceDeviceConfig device, long epoch) =>
        snapshot.FenceDevices.TryGetValue(device.Name, out Row<FenceDeviceConfig>? row)
        && row.Value == device with { Hosts = row.Value.Hosts }
        && state.Registered.Any(each =>
            each.Device == device.Name && each.Revision == row.Revision && each.Epoch >= epoch);

    /// <summary>
    /// Whether the node has joined anew since it was last cut off, and nobody is at powering it off. With a device that
    /// did not cut it off it may register even in the epoch in which a power-off has failed.
    /// </summary>
    private static bool MayLetIn(ClusterSnapshot snapshot, FenceState state, string device) =>
        snapshot.Members.TryGetValue(state.Node, out Row<MemberState>? member)
        && member.Value.Alive
        && state.Phase switch
        {
            FencePhase.None or FencePhase.Confirmed => member.Value.Epoch > state.Epoch,
            FencePhase.Failed or FencePhase.Withdrawn => member.Value.Epoch > state.Epoch
                || (member.Value.Epoch == state.Epoch && !state.CutBy.Contains(device)),
            _ => false,
        };

    /// <summary>The device by which this member is to let the node in now; null if there is none.</summary>
    public static string? DeviceFor(
        ClusterSnapshot snapshot, FenceState state, CoordinatorIdentity self, DateTimeOffset wallClock) =>
        StonithSteps.IsDue(state.LetInNextTryAt, wallClock)
            ? OwedBy(snapshot, state).FirstOrDefault(device =>
                MayLetIn(snapshot, state, device) && IsFor(snapshot, state, device, self))
            : null;

    /// <summary>The device is about to be told. Who takes over from another has waited for that one's limit.</summary>
    public static CommitPlan? Begin(
        ClusterSnapshot snapshot, Row<FenceState> row, LettingIn begun, DateTimeOffset wallClock)
    {
        FenceState state = row.Value;
        if (!MayLetIn(snapshot, state, begun.Device)
            || !OwedBy(snapshot, state).Contains(begun.Device)
            || !IsFor(snapshot, state, begun.Device, new(begun.By, begun.ByEpoch)))
        {
            return null;
        }

        return StonithSteps.Put(new(), row, (state with { LettingIn = begun })
            .Noted(wallClock, begun.By, $"{begun.Device} is to let {state.Node} in{Again(state, begun)}: it joined"),
            told: null);
    }

    /// <summary>What came of it; null if it is somebody else's by now.</summary>
    /// <param name="row">The node's record as it is now.</param>
    /// <param name="begun">What was begun.</param>
    /// <param name="trouble">Why the node is not let in; null if it is.</param>
    /// <param name="wallClock">For the next try.</param>
    public static CommitPlan? End(Row<FenceState> row, LettingIn begun, string? trouble, DateTimeOffset wallClock)
    {
        FenceState state = row.Value;
        if (state.LettingIn != begun)
        {
            return null;
        }

        FenceState next = trouble is null
            ? Without(state, begun).Noted(
                wallClock, begun.By, $"{begun.Device} let {state.Node} in{Again(state, begun)}")
            : Failed(state, begun, trouble, wallClock);
        return StonithSteps.Put(new(), row, next, trouble is not null ? News(state, next)
            : StonithSteps.Announce(
                EventKinds.NodeLetIn, $"Node {state.Node} was let in{Again(state, begun)} by {begun.Device}.", "info",
                next));
    }

    /// <summary>Each reason is told once, however often it is met.</summary>
    private static Announcement? News(FenceState before, FenceState next) => before.LetInTrouble == next.LetInTrouble
        ? null
        : StonithSteps.Announce(EventKinds.NodeLetInFailed,
            $"Node {next.Node} is still cut off, and given nothing: {next.LetInTrouble}; it is tried again, in the end "
            + $"every {StonithSteps.LongestPause.TotalMinutes:0} minutes.", "error", next);

    private static string Again(FenceState state, LettingIn begun) =>
        state.CutBy.Contains(begun.Device) ? " again" : "";

    /// <summary>With whose agent the node ran itself, it is registered in the epoch in which it did.</summary>
    private static FenceState Without(FenceState state, LettingIn begun) => state with
    {
        CutBy = state.CutBy.Where(each => each != begun.Device).ToValueList(),
        Registered = begun.By == state.Node
            ? state.Registered.Where(each => each.Device != begun.Device)
                .Append(new() { Device = begun.Device, Revision = begun.Revision, Epoch = begun.ByEpoch })
                .ToValueList()
            : state.Registered,
        LettingIn = null, LetInFailures = 0, LetInTrouble = "", LetInNextTryAt = null,
    };

    /// <summary>Those with which the node has to register, and has not in its present epoch.</summary>
    private static IEnumerable<string> Unregistered(ClusterSnapshot snapshot, FenceState state) =>
        snapshot.Members.TryGetValue(state.Node, out Row<MemberState>? member) && member.Value.Alive
            ? snapshot.FenceDevices.Values.Select(row => row.Value)
                .Where(device => device.Unfencing == Unfencing.Node
                    && FenceHosts.Of(snapshot, device).ContainsKey(state.Node)
                    && !IsRegistered(snapshot, state, device, member.Value.Epoch))
                .Select(device => device.Name)
            : [];

    private static FenceState Failed(
        FenceState state, LettingIn begun, string trouble, DateTimeOffset wallClock) => (state with
        {
            LettingIn = null, LetInFailures = state.LetInFailures + 1, LetInTrouble = trouble,
            LetInNextTryAt = wallClock + StonithSteps.PauseAfter(state.LetInFailures),
        }).Noted(wallClock, begun.By, $"{state.Node} is not let in: {trouble}");

    private static bool IsFor(ClusterSnapshot snapshot, FenceState state, string device, CoordinatorIdentity self) =>
        By(snapshot, device) switch
        {
            Unfencing.Coordinator => StonithSteps.IsCoordinator(snapshot, self),
            Unfencing.Node => self.Node == state.Node && snapshot.Members[state.Node].Value.Epoch == self.Epoch,
            _ => false,
        };

    private static Unfencing By(ClusterSnapshot snapshot, string device) =>
        snapshot.FenceDevices.TryGetValue(device, out Row<FenceDeviceConfig>? row)
            ? row.Value.Unfencing
            : Unfencing.None;
}
