using System.Globalization;
using Holdfast.Core.Collections;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Failover;

/// <summary>
/// How many power-offs the whole cluster begins in a while, so that a mistake cannot switch off one node after the
/// other.
/// </summary>
/// <remarks>
/// <para>It counts what was begun, not the tries of one. Each power-off that was begun stands in its node's record and
/// counts until whoever coordinates has seen it there for <see cref="Window"/> on its own safety clock; then it is
/// struck out. So no clock that somebody sets, and none of another machine, makes room or takes it away.</para>
/// <para>A service sees a record after it was written at the earliest. Hence no more than <see cref="Most"/> are begun
/// in any time of that length, whoever coordinates in it. A service that has just started counts what it finds from
/// then on: after a change to one of those, power-offs may be held for up to another <see cref="Window"/>.</para>
/// </remarks>
public static class StonithCap
{
    /// <summary>So many in each <see cref="Window"/>.</summary>
    public const int Most = 3;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>That it is reached, in words.</summary>
    public static string Reached { get; } =
        $"{Most} power-offs were begun within {Window.TotalMinutes:0} minutes, which is the most";

    /// <summary>From when on one more may be begun; null if it may now.</summary>
    public static BootTime? HeldUntil(ClusterSnapshot snapshot, Observer observer, BootTime now)
    {
        BootTime[] ends = [.. Ends(snapshot, observer, now).OrderDescending()];
        return ends.Length < Most ? null : ends[Most - 1];
    }

    /// <summary>
    /// What a transaction that begins one compares: the records of all nodes as they were counted. Of two that are
    /// begun at once, by a person and by the coordinator or by two people, the second is decided anew.
    /// </summary>
    public static IEnumerable<RowGuard> Guards(ClusterSnapshot snapshot) =>
        snapshot.Members.Keys.Union(snapshot.Fences.Keys, StringComparer.Ordinal).Select(node => new RowGuard(
            Keys.Fence(node), snapshot.Fences.TryGetValue(node, out Row<FenceState>? row) ? row.Revision : 0));

    /// <summary>When the next one counts no more; null if none counts.</summary>
    public static BootTime? NextEnd(ClusterSnapshot snapshot, Observer observer, BootTime now) =>
        Ends(snapshot, observer, now).Select(end => (BootTime?)end).Min();

    /// <summary>What counts of a node's power-offs once it has one more; of one node no more can matter.</summary>
    /// <remarks>They are told apart by their times, so none is written twice, however the clock is set.</remarks>
    public static ValueList<DateTimeOffset> Begin(FenceState? before, DateTimeOffset wallClock)
    {
        ValueList<DateTimeOffset> counted = before?.Begun ?? [];
        DateTimeOffset at = wallClock;
        while (counted.Contains(at))
        {
            at = at.AddTicks(1);
        }

        return counted.Append(at).TakeLast(Most).ToValueList();
    }

    /// <summary>The record without what counts no more; null if it stays, or is in somebody's hands.</summary>
    public static FenceState? Strike(FenceState state, Observer observer, BootTime now)
    {
        ValueList<DateTimeOffset> kept =
            state.Begun.Where(at => EndOf(state.Node, at, observer, now) > now).ToValueList();
        bool held = state.Phase is FencePhase.Intended or FencePhase.Running || state.LettingIn is not null;
        return held || kept.Count == state.Begun.Count ? null : state with { Begun = kept };
    }

    /// <summary>When each was first seen, with those that are new in <paramref name="snapshot"/>.</summary>
    internal static ValueMap<BootTime> See(ValueMap<BootTime> seen, ClusterSnapshot snapshot, BootTime now)
    {
        string[] marks =
        [
            .. snapshot.Fences.SelectMany(row => row.Value.Value.Begun.Select(at => MarkOf(row.Key, at))).Distinct(),
        ];
        return marks.Length == seen.Count && marks.All(seen.ContainsKey)
            ? seen
            : ValueMap<BootTime>.From(marks.Select(mark => KeyValuePair.Create(
                mark, seen.TryGetValue(mark, out BootTime at) ? at : now)));
    }

    /// <summary>When each that counts now counts no more.</summary>
    private static IEnumerable<BootTime> Ends(ClusterSnapshot snapshot, Observer observer, BootTime now) =>
        snapshot.Fences.SelectMany(row => row.Value.Value.Begun.Select(at => EndOf(row.Key, at, observer, now)))
            .Where(end => end > now);

    /// <summary>When it counts no more; one that was not seen yet is as good as seen now.</summary>
    private static BootTime EndOf(string node, DateTimeOffset begun, Observer observer, BootTime now) =>
        (observer.PowerOffs.TryGetValue(MarkOf(node, begun), out BootTime seen) ? seen : now) + Window;

    private static string MarkOf(string node, DateTimeOffset begun) =>
        string.Create(CultureInfo.InvariantCulture, $"{node} {begun.UtcTicks}");
}
