using Holdfast.Core.Time;

namespace Holdfast.Simulation.World;

/// <summary>A machine: its clocks, which drift, its boot, and its suspends.</summary>
/// <remarks>
/// While it is suspended the safety clock and the kernel's timers go on, as CLOCK_BOOTTIME does; what came due
/// meanwhile goes off first when it wakes, before any process does anything. The timers of a service stand still, as
/// CLOCK_MONOTONIC does.
/// The safety clock is off true time by at most 0.1 %, the kernel's timers by at most 10 %, each as far as the protocol
/// assumes.
/// </remarks>
internal sealed class SimMachine
{
    private readonly Chance _chance;
    private readonly Schedule _schedule;
    private readonly List<Action> _atResume = [];
    private long _offset;
    private long _suspended;
    private long? _since;
    private int _boots;

    public SimMachine(string name, Schedule schedule, Chance chance)
    {
        Name = name;
        _schedule = schedule;
        _chance = chance;
        SafetyRate = Extreme(0.001);
        TimerRate = Extreme(0.10);
        Boot();
    }

    public string Name { get; }

    public string BootId { get; private set; } = "";

    /// <summary>Seconds of the safety clock in a true second.</summary>
    public double SafetyRate { get; }

    /// <summary>Seconds of the kernel's timers in a true second.</summary>
    public double TimerRate { get; }

    public BootTime Now => new(_offset + (long)((_schedule.Now - Lost) * SafetyRate));

    public bool Suspended => _since is not null;

    /// <summary>How long it was suspended so far, in true ns.</summary>
    public long SuspendedFor => _suspended + (_since is { } since ? _schedule.Now - since : 0);

    /// <summary>The safety clock stands still too: a planted fault.</summary>
    public bool ClockStandsStill { get; set; }

    private long Lost => ClockStandsStill ? SuspendedFor : 0;

    /// <summary>Nothing of it does anything from now on.</summary>
    public void Suspend() => _since ??= _schedule.Now;

    public void Resume()
    {
        if (_since is not { } since)
        {
            return;
        }

        _suspended += _schedule.Now - since;
        _since = null;
        Action[] due = [.. _atResume];
        _atResume.Clear();
        Array.ForEach(due, action => action());
    }

    /// <summary>Does it now, or when the machine wakes, in the order in which it came due.</summary>
    public void WhenAwake(Action action)
    {
        if (Suspended)
        {
            _atResume.Add(action);
        }
        else
        {
            action();
        }
    }

    /// <summary>
    /// After a time on a clock that stands still while the machine is suspended, as the timers of a process are.
    /// </summary>
    public void Alarm(long delay, Action action)
    {
        long before = SuspendedFor;
        _schedule.After(delay, () =>
        {
            long stood = SuspendedFor - before;
            if (stood > 0)
            {
                Alarm(stood, action);
            }
            else
            {
                action();
            }
        });
    }

    public void Boot()
    {
        _since = null;
        _atResume.Clear();
        BootId = $"{Name}-boot-{++_boots}";
        _offset = (long)_chance.Between(1e9, 1e13) - (long)((_schedule.Now - Lost) * SafetyRate);
    }

    /// <summary>The true time at which the safety clock will be at <paramref name="time"/>, or just past it.</summary>
    public long TrueTimeOf(BootTime time) => 
        (long)Math.Ceiling((time.Nanoseconds - _offset) / SafetyRate) + 1 + Lost;

    /// <summary>The true time at which a kernel timer goes off that is set now for <paramref name="time"/>.</summary>
    public long TimerFiresAt(BootTime time) =>
        _schedule.Now + (long)(Math.Max(0, (time - Now).TotalSeconds) / TimerRate * 1e9);

    private double Extreme(double bound) =>
        _chance.Happens(0.6) ? 1 + (_chance.Happens(0.5) ? bound : -bound) : 1 + _chance.Between(-bound, bound);
}
