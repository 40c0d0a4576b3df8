namespace Holdfast.Linux.Netlink;

/// <summary>
/// The time that the kernel gives an address: renewed along with the node's authority, so that the kernel itself
/// withdraws the address of a node that has gone silent.
/// </summary>
/// <remarks>
/// <para>Lifetimes of addresses are whole seconds and the kernel may be late. So an address is given at most what is
/// left of the node's lease less <see cref="LateLifetime"/>, and at most <see cref="LongestSeconds"/>: also when a
/// service that was stopped in good order comes back and shortens its hold.</para>
/// <para>Profile <c>fast</c> leaves no room for that. There the packet filter makes the address deaf and mute in time
/// (<see cref="AddressTimeouts"/>), at most <see cref="LongestTimeout"/> after each renewal for the same reason, and
/// the lifetime, always <see cref="LongestSeconds"/>, takes it away soon after.</para>
/// <para>Both count from when the kernel is told. What is left of the lease is therefore looked at once more when it
/// was: had this process to wait in between, the time is taken back.</para>
/// </remarks>
/// <param name="held">The address.</param>
/// <param name="left">How long from now until everything of this node must have ended, unless its authority is
/// renewed.</param>
public sealed class AddressLifetime(InterfaceAddress held, Func<TimeSpan> left)
{
    /// <summary>The longest lifetime that an address is given.</summary>
    public const int LongestSeconds = 3;

    private static readonly TimeSpan LateLifetime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How much later than meant the kernel may have been told.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a lease is looked at that may have been renewed late, before it is taken for a short one.
    /// </summary>
    private const long LookMs = 1500;

    /// <summary>A lease with less left is a short one, or ends.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    /// <summary>Longer than a lease lasts that had so much left when it was looked at last.</summary>
    private const long ShortForMs = 2500;

    private bool _filtered;
    private long _roomAt = Environment.TickCount64;

    /// <summary>The lifetime that may be given now, in seconds; 0 for none.</summary>
    public static int Seconds(TimeSpan left) =>
        (int)Math.Clamp(Math.Floor((left - LateLifetime).TotalSeconds), 0, LongestSeconds);

    /// <summary>The time-out in the packet filter that may be given now; none if it is not more than zero.</summary>
    public static TimeSpan Timeout(TimeSpan left) =>
        TimeSpan.FromTicks(Math.Min((left - AddressTimeouts.Late).Ticks, LongestTimeout.Ticks));

    /// <summary>Finds out by what the kernel is to withdraw an address that is taken now.</summary>
    /// <returns>Null, or why it can by nothing: the lease is too short for a lifetime, and there is no packet filter.
    /// </returns>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public async Task<string?> BeginAsync(CancellationToken cancellationToken)
    {
        long end = Environment.TickCount64 + LookMs;
        string? whyNot = null;
        while (Seconds(left()) < LongestSeconds)
        {
            if (left() < Short || Environment.TickCount64 >= end)
            {
                whyNot ??= AddressTimeouts.WhyNot() ?? "";
                _filtered = whyNot.Length == 0;
                if (_filtered)
                {
                    return null;
                }
            }

            if (Environment.TickCount64 >= end)
            {
                return whyNot;
            }

            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }

        Forget();
        return null;
    }

    /// <summary>Goes on with an address that is held already, by what the kernel withdraws it now.</summary>
    public void Resume() => _filtered = AddressTimeouts.Has(held.Address);

    /// <summary>Takes the address, or gives it more time.</summary>
    /// <returns>Until when it stays if it is not renewed (<see cref="Environment.TickCount64"/>); null if the node's
    /// authority leaves it no more time, and nothing was done.</returns>
    /// <exception cref="LinuxException">The kernel refused it; the message says why.</exception>
    public long? Renew()
    {
        TimeSpan now = left();
        _roomAt = now >= Short ? Environment.TickCount64 : _roomAt;
        // The profile may have become a shorter one since; a lease that ends has less left than this asks for.
        _filtered = _filtered || (now > TimeSpan.Zero && Environment.TickCount64 - _roomAt > ShortForMs
            && AddressTimeouts.WhyNot() is null);
        return _filtered ? RenewFiltered(now) : RenewPlain(now);
    }

    /// <summary>Removes the address, and what the packet filter knows of it; one that is not there is no error.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refused it.</exception>
    public void End()
    {
        held.Remove();
        Forget();
    }

    private void Forget() => AddressTimeouts.Forget(held.Address);

    private long? RenewPlain(TimeSpan now)
    {
        int seconds = Seconds(now);
        if (seconds == 0)
        {
            return null;
        }

        held.Hold(seconds);
        if (left() < TimeSpan.FromSeconds(seconds) + LateLifetime - Slack)
        {
            seconds = Seconds(left());
            if (seconds == 0)
            {
                held.Remove();
                return null;
            }

            held.Hold(seconds);
        }

        return Environment.TickCount64 + (seconds * 1000L);
    }

    private long? RenewFiltered(TimeSpan now)
    {
        TimeSpan time = Timeout(now);
        if (time <= TimeSpan.Zero)
        {
            return null;
        }

        AddressTimeouts.Renew(held.Address, time);
        if (left() < time + AddressTimeouts.Late - Slack)
        {
            time = Timeout(left());
            AddressTimeouts.Renew(held.Address, time);
        }

        held.Hold(LongestSeconds);
        return Environment.TickCount64 + (long)time.TotalMilliseconds;
    }
}
