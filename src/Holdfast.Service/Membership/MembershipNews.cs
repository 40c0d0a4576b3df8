using Holdfast.Service.Events;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Membership;

/// <summary>
/// Where membership says that it changed, what it tells people, and under whose eyes its longer effects run.
/// </summary>
public sealed class MembershipNews(IEventLog events, TimeProvider time, ILogger<ServiceLoop> logger) : IDisposable
{
    private readonly AutoResetEvent _changed = new(initialState: false);

    /// <summary>Membership's next wake-up may be sooner than it was.</summary>
    public void Changed() => _changed.Set();

    /// <summary>
    /// Blocks until it may have changed, or until <paramref name="limit"/> is over; null for no limit.
    /// </summary>
    public void WaitForChange(TimeSpan? limit) =>
        _changed.WaitOne(limit is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalMilliseconds)) : Timeout.Infinite);

    public void Tell(EventDraft draft) => events.Append(draft);

    /// <summary>Runs an effect to its end, again if it throws: what the protocol asked for must be done.</summary>
    public void Run(string name, Func<CancellationToken, Task> effect, CancellationToken cancellationToken)
    {
        var loop = new ServiceLoop("membership " + name, time, logger);
        _ = Task.Run(() => loop.RunOnceAsync(effect, cancellationToken), CancellationToken.None);
    }

    public void Dispose() => _changed.Dispose();
}
