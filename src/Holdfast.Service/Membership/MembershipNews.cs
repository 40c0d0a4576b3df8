using Holdfast.Core.Time;
using Holdfast.Service.Events;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Membership;

/// <summary>
/// Where membership says that it changed, what it tells people, and under whose eyes its longer effects run.
/// </summary>
public sealed class MembershipNews(IEventLog events, TimeProvider time, ILogger<ServiceLoop> logger) : IDisposable
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);
    private readonly AutoResetEvent _changed = new(initialState: false);
    private long _wakesAt = long.MaxValue;

    /// <summary>Whoever waits goes on at once.</summary>
    public void Changed() => _changed.Set();

    /// <summary>Membership's next wake-up is due then: wakes whoever would sleep for longer.</summary>
    public void Changed(BootTime due)
    {
        if (due + Rounding < new BootTime(Volatile.Read(ref _wakesAt)))
        {
            _changed.Set();
        }
    }

    /// <summary>
    /// Blocks until something changed, until what <paramref name="wakeAt"/> says, or for <paramref name="longest"/>.
    /// </summary>
    /// <param name="wakeAt">Asked after it is known that a sooner time wakes; null for none.</param>
    /// <param name="longest">How long at the most.</param>
    /// <param name="clock">The safety clock.</param>
    /// <returns>Whether it is time.</returns>
    public bool WaitUntil(Func<BootTime?> wakeAt, TimeSpan longest, IBootClock clock)
    {
        Volatile.Write(ref _wakesAt, long.MaxValue);
        Interlocked.MemoryBarrier();
        BootTime now = clock.Now;
        BootTime latest = now + longest;
        BootTime until = wakeAt() is { } at && at < latest ? at : latest;
        if (until > now)
        {
            Volatile.Write(ref _wakesAt, until.Nanoseconds);
            OwnThread.Sleep(_changed, until - now);
        }

        return wakeAt() is { } due && due <= clock.Now;
    }

    public void Tell(EventDraft draft) => events.Append(draft);

    /// <summary>Runs an effect to its end, again if it throws: what the protocol asked for must be done.</summary>
    public void Run(string name, Func<CancellationToken, Task> effect, CancellationToken cancellationToken)
    {
        var loop = new ServiceLoop("membership " + name, time, logger);
        _ = Task.Run(() => loop.RunOnceAsync(effect, cancellationToken), CancellationToken.None);
    }

    public void Dispose() => _changed.Dispose();
}
