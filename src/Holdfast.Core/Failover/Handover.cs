using Holdfast.Core.Collections;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// A power-off that fails is tried from other nodes before it counts as failed: on the coordinator the agent may be
/// missing, or the devices out of reach. Who coordinates carries power-offs out, so the term goes round.
/// </summary>
/// <remarks>The term is for order alone, and nothing rests on who has it. A holder that is at another power-off keeps
/// it: what it has begun would have to be begun again.</remarks>
internal static class Handover
{
    /// <summary>From so many nodes it is tried: each may take a device's time-out, and people are to hear of it.
    /// </summary>
    private const int Most = 3;

    /// <summary>The nodes from which it has failed by now.</summary>
    public static ValueList<string> Tried(FenceState failed) => failed.TriedFrom.Contains(failed.Holder)
        ? failed.TriedFrom
        : failed.TriedFrom.Append(failed.Holder).ToValueList();

    /// <summary>Whether there is a node that can coordinate, and from which it was not tried yet. One that tries again
    /// after it has handed the term over in vain has nobody else.</summary>
    private static bool IsLeft(ClusterSnapshot snapshot, FenceState failed, ValueList<string> tried) =>
        tried.Count < Most && !failed.TriedFrom.Contains(failed.Holder)
        && snapshot.Members.Values.Select(row => row.Value).Any(member =>
            member is { Alive: true, Detached: false, Relayed: false }
            && !string.Equals(member.Node, failed.Node, StringComparison.Ordinal) && !tried.Contains(member.Node));

    /// <summary>Whether it failed elsewhere, and is now to be tried from this node. What a person wanted is tried at
    /// once or not at all: later they may want something else.</summary>
    public static bool IsFor(FenceState fence, string self, DateTimeOffset wallClock) =>
        fence.Phase == FencePhase.Failed && fence.TriedFrom.Count > 0 && !fence.TriedFrom.Contains(self)
        && !string.Equals(fence.Node, self, StringComparison.Ordinal)
        && (fence.Automatic || !StonithSteps.IsDue(fence.NextTryAt, wallClock));

    /// <summary>The term as its holder hands it over; null where it keeps it.</summary>
    public static CoordinatorState? Of(ClusterSnapshot snapshot, FenceState failed, ValueList<string> tried) =>
        IsLeft(snapshot, failed, tried) && snapshot.Coordinator?.Value is { } coordinator
            && string.Equals(coordinator.Holder, failed.Holder, StringComparison.Ordinal)
            && coordinator.HolderEpoch == failed.HolderEpoch
            && !snapshot.Fences.Values.Any(row => row.Value.Node != failed.Node
                && row.Value.Phase is FencePhase.Intended or FencePhase.Running)
            // Nor does the node that is to be powered off take it.
            ? coordinator with { HandsOver = tried.Append(failed.Node).ToValueList() }
            : null;
}
