using Holdfast.Linux;

namespace Holdfast.Guard.Deadlines;

/// <summary>
/// Until when this guard and all it started may live: the kernel's timer, kept in step with the authority page.
/// </summary>
/// <remarks>
/// The timer is on CLOCK_BOOTTIME and the deadline on the safety clock; each time it is armed it is armed by what
/// remains,
/// so that a slewed clock errs only over the time since. Once the deadline is past, no renewal revives it.
/// </remarks>
internal sealed class Deadline
{
    private const long ShortestLook = 20_000_000;

    private readonly AuthorityPage page;
    private readonly KernelTimer timer;
    private readonly long epoch;

    private Deadline(AuthorityPage page, KernelTimer timer, long epoch, AuthorityReading first)
    {
        this.page = page;
        this.timer = timer;
        this.epoch = epoch;
        AuthorityUntil = first.AuthorityUntil;
        Rearm(first.KillAt);
    }

    /// <summary>When the kernel kills this process; safety clock, ns.</summary>
    public long KillAt { get; private set; }

    /// <summary>From when on nothing may be started; safety clock, ns.</summary>
    public long AuthorityUntil { get; private set; }

    /// <summary>Opens the page and arms the timer, before anything is started.</summary>
    /// <exception cref="InvalidOperationException">
    /// The page tells of another epoch, or the deadline is past.
    /// </exception>
    public static Deadline Arm(string pagePath, long epoch)
    {
        var page = AuthorityPage.Open(pagePath);
        var timer = KernelTimer.Create();
        var first = page.Read();
        return DeadlineStep.Decide(epoch, first.KillAt, first, BootClock.Now) is DeadlineStep.Over over
            ? throw new InvalidOperationException(
                $"Nothing may be started here: {over.Reason}. The service starts a guard anew when it has authority.")
            : new Deadline(page, timer, epoch, first);
    }

    /// <summary>Looks at the page and sets the timer accordingly; what ends this guard, or null.</summary>
    public string? Check()
    {
        // In the middle of a write, or left there by a service that died: what was read before holds.
        AuthorityReading? reading = page.TryRead(out var seen) ? seen : null;
        switch (DeadlineStep.Decide(epoch, KillAt, reading, BootClock.Now))
        {
            case DeadlineStep.Over over:
                return over.Reason;
            case DeadlineStep.Move move:
                Rearm(move.KillAt);
                break;
        }

        AuthorityUntil = reading?.AuthorityUntil ?? AuthorityUntil;
        return null;
    }

    /// <summary>How soon to look again.</summary>
    /// <param name="now">Safety clock, ns.</param>
    public TimeSpan NextLook(long now) =>
        TimeSpan.FromTicks(Math.Max(ShortestLook, AuthorityReading.NextLook(KillAt - now)) / 100);

    private void Rearm(long killAt)
    {
        timer.Arm(BootClock.ToKernelBootTime(killAt));
        KillAt = killAt;
    }
}
