using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>
/// The fencing tokens of groups. They rise with every assignment and never fall, also when a group is deleted and made
/// again, and when the database is lost and a copy or a backup takes its place.
/// </summary>
/// <remarks>
/// The first one of a group is above every revision of the database so far, so that none exceeds the revision that it
/// was committed at by more than the floor (<see cref="ClusterConfig.GenerationFloor"/>) of that time. Wherever
/// something may have been given out that the database knows nothing of, the floor rises.
/// </remarks>
public static class Generations
{
    /// <summary>How far above everything that is known generations begin where something was lost: what was given out
    /// after that is not known.</summary>
    public const long Gap = 1_000_000_000;

    /// <summary>No generation was given above this one as far as the database knows, at that revision of it.</summary>
    public static long Highest(ClusterSnapshot snapshot, long revision) => Math.Max(
        (snapshot.Cluster?.Value.GenerationFloor ?? 0) + revision,
        snapshot.GroupStates.Values.Select(row => row.Value.Generation).DefaultIfEmpty(0).Max());

    /// <summary>The floor where something was lost: above all that is known, and above what a copy cannot know, such as
    /// what another cluster gave out that was made from the same backup, and is lost too. So it goes by the clock as
    /// well, in milliseconds: no cluster commits more than one change in each for long.</summary>
    /// <param name="highest">What is known: <see cref="Highest"/>.</param>
    /// <param name="wallClock">When.</param>
    public static long FloorAbove(long highest, DateTimeOffset wallClock) =>
        Math.Max(highest + Gap, wallClock.ToUnixTimeMilliseconds());

    /// <summary>The one of a group's next assignment.</summary>
    /// <param name="last">The group's last one; 0 for none.</param>
    /// <param name="floor">The cluster's floor.</param>
    /// <param name="revision">The database's revision.</param>
    public static long Next(long last, long floor, long revision) =>
        last > 0 ? Math.Max(last, floor) + 1 : floor + revision + 1;
}
