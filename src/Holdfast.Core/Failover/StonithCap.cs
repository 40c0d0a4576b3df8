using Holdfast.Core.Collections;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// How many power-offs the whole cluster begins in a while, so that a mistake cannot switch off one node after the
/// other.
/// </summary>
/// <remarks>It counts what was begun, not the tries of one.</remarks>
public static class StonithCap
{
    /// <summary>So many in each <see cref="Window"/>.</summary>
    public const int Most = 3;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>That it is reached, in words.</summary>
    public static string Reached { get; } =
        $"{Most} power-offs were begun within {Window.TotalMinutes:0} minutes, which is the most";

    /// <summary>From when on one more may be begun; null if it may now.</summary>
    public static DateTimeOffset? HeldUntil(ClusterSnapshot snapshot, DateTimeOffset wallClock)
    {
        DateTimeOffset[] begun =
        [
            .. snapshot.Fences.Values.SelectMany(row => row.Value.Begun)
                .Where(at => at > wallClock - Window)
                .OrderDescending(),
        ];
        return begun.Length < Most ? null : begun[Most - 1] + Window;
    }

    /// <summary>What counts of a node's power-offs once it has one more.</summary>
    public static ValueList<DateTimeOffset> Begin(FenceState? before, DateTimeOffset wallClock) =>
        (before?.Begun ?? []).Where(at => at > wallClock - Window).Append(wallClock).ToValueList();
}
