using Holdfast.Linux;

namespace Holdfast.Monitor.Hosting;

/// <summary>
/// Whether this monitor may go on: decided from the node's authority page, by the safety clock. Once it may not, it
/// never may again.
/// </summary>
/// <remarks>Time and readings are parameters, so that the rules can be tested without a clock.</remarks>
internal sealed class AuthorityWatch
{
    /// <summary>How often the page is looked at while it tells of no epoch, or after the end, ms.</summary>
    private const long Waiting = 250;

    /// <summary>With less than this to wait, the end itself is awaited, ns.</summary>
    private const long Shortest = 50_000_000;

    private AuthorityReading last;

    /// <summary>Why this monitor must stop everything; null while it may go on.</summary>
    public string? Ended { get; private set; }

    /// <summary>
    /// How long resources have to stop, ms: until the guards' timers kill; nothing once the epoch has ended.
    /// </summary>
    /// <param name="now">Safety clock, ns.</param>
    /// <param name="epoch">The epoch of the hosted resources.</param>
    public long TimeLeft(long now, long epoch) =>
        last.Epoch == epoch ? Math.Clamp((last.KillAt - now) / 1_000_000, 0, 60_000) : 0;

    /// <summary>How soon to look again, ms; the end of what the page says is awaited to the millisecond.</summary>
    /// <param name="now">Safety clock, ns.</param>
    public long NextLook(long now) => last.Epoch == 0 || Ended is not null
        ? Waiting
        : AuthorityReading.NextLook(last.AuthorityUntil - now) is var look and > Shortest
            ? look / 1_000_000
            : Math.Max(1, ((last.AuthorityUntil - now) / 1_000_000) + 1);

    /// <summary>Takes a look.</summary>
    /// <param name="reading">
    /// The page; null if a writer was in the middle of it, which leaves what was read before.
    /// </param>
    /// <param name="now">Safety clock, ns.</param>
    /// <param name="epoch">The epoch of the hosted resources; 0 if there are none.</param>
    /// <param name="orphaned">Whether the service that started this monitor is gone.</param>
    /// <returns>Whether it may go on.</returns>
    public bool Look(AuthorityReading? reading, long now, long epoch, bool orphaned)
    {
        if (Ended is not null)
        {
            return false;
        }

        last = reading ?? last;
        Ended = epoch != 0 && last.Epoch != epoch ? $"epoch {epoch} has ended (the node is in {last.Epoch})"
            : last.Epoch != 0 && now >= last.AuthorityUntil ? "the node's authority was not renewed in time"
            : last.Epoch == 0 && orphaned ? "the service that started this monitor is gone and never joined"
            : null;
        return Ended is null;
    }
}
