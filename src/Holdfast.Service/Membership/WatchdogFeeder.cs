using Holdfast.Core.Time;
using Holdfast.Linux;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Membership;

/// <summary>
/// Feeds the machine's watchdog as long as membership allows it: a node that may still have something running when its
/// time is up is reset. Safe for use by many threads.
/// </summary>
/// <remarks>
/// It is armed before this node's record says so, and disarmed only when nothing runs or after a hold is published.
/// What a process leaves armed when it is killed goes on, and is fed again if the next one is quick enough.
/// </remarks>
public sealed partial class WatchdogFeeder(WatchdogOptions options, ILogger<WatchdogFeeder> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wasArmed = new(initialState: false);
    private Watchdog? _armed;

    /// <summary>Arms it; nothing if it is armed.</summary>
    /// <exception cref="LinuxException">It cannot be armed.</exception>
    /// <exception cref="InvalidOperationException">Not with a time-out that short.</exception>
    public void Arm()
    {
        lock (_gate)
        {
            if (_armed is not null)
            {
                return;
            }

            var armed = Watchdog.Arm(options.Path, options.Timeout);
            if (armed.Timeout > options.Timeout)
            {
                TimeSpan granted = armed.Timeout;
                armed.GiveUp();
                throw new InvalidOperationException(
                    $"The watchdog {options.Path} takes no time-out of {options.Timeout.TotalSeconds:0} s, only of "
                    + $"{granted.TotalSeconds:0} s: set \"watchdogTimeout\" to that. Types whose fence scope is Node "
                    + "are taken over LK and twice the time-out after the node's last renewal.");
            }

            _armed = armed;
            _wasArmed.Set();
            LogArmed(options.Path, armed.Timeout.TotalSeconds);
        }
    }

    /// <summary>Disarms it: nothing runs, or what runs does without it.</summary>
    public void Disarm()
    {
        lock (_gate)
        {
            try
            {
                _armed?.Disarm();
            }
            catch (LinuxException failed)
            {
                LogFailed(failed.Message);
                _armed?.Dispose();
            }

            _armed = null;
        }
    }

    /// <summary>Feeds it until cancelled, on a thread of its own, whenever it is armed and allowed.</summary>
    public Task RunAsync(Func<bool> mayFeed, CancellationToken cancellationToken) => OwnThread.RunAsync(
        token =>
        {
            while (!token.IsCancellationRequested)
            {
                // What is armed while it is waited may have a shorter time-out.
                WaitHandle.WaitAny([token.WaitHandle, _wasArmed], Feed(mayFeed));
            }
        },
        cancellationToken);

    /// <summary>Closes it as it is: armed it goes on, unfed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _armed?.Dispose();
            _armed = null;
        }

        _wasArmed.Dispose();
    }

    /// <returns>When to feed it again: four times within its time-out, which may be shorter than was asked for.
    /// </returns>
    private TimeSpan Feed(Func<bool> mayFeed)
    {
        lock (_gate)
        {
            if (_armed is null)
            {
                return FeedEvery(options.Timeout);
            }

            try
            {
                if (mayFeed())
                {
                    _armed.Feed();
                }
                else
                {
                    LogStarved();
                }
            }
            catch (LinuxException failed)
            {
                LogFailed(failed.Message);
            }

            return FeedEvery(_armed.Timeout);
        }
    }

    private static TimeSpan FeedEvery(TimeSpan timeout) => timeout / 4;

    [LoggerMessage(Level = LogLevel.Information, Message = "watchdog {Path} armed, {Seconds} s")]
    private partial void LogArmed(string path, double seconds);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "the watchdog is not fed: authority is over, and it is not known that nothing runs")]
    private partial void LogStarved();

    [LoggerMessage(Level = LogLevel.Error, Message = "the watchdog could not be fed: {Reason}")]
    private partial void LogFailed(string reason);
}

/// <summary>The machine's watchdog, from the node's settings.</summary>
/// <param name="Path">The device, or a FIFO in its place.</param>
/// <param name="Timeout">How long after the last feeding it resets the machine: whole seconds.</param>
public sealed record WatchdogOptions(string Path, TimeSpan Timeout);
