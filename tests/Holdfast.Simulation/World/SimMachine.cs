using Holdfast.Core.Time;

namespace Holdfast.Simulation.World;

/// <summary>A machine: its clocks, which drift, and its boot.</summary>
/// <remarks>
/// The safety clock is off true time by at most 0.1 %, the kernel's timers by at most 10 %, each as far as the protocol
/// assumes.
/// </remarks>
internal sealed class SimMachine
{
    private readonly Chance _chance;
    private readonly Schedule _schedule;
    private long _offset;
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

    public BootTime Now => new(_offset + (long)(_schedule.Now * SafetyRate));

    public void Boot()
    {
        BootId = $"{Name}-boot-{++_boots}";
        _offset = (long)_chance.Between(1e9, 1e13) - (long)(_schedule.Now * SafetyRate);
    }

    /// <summary>The true time at which the safety clock will be at <paramref name="time"/>, or just past it.</summary>
    public long TrueTimeOf(BootTime time) => (long)Math.Ceiling((time.Nanoseconds - _offset) / SafetyRate) + 1;

    /// <summary>The true time at which a kernel timer goes off that is set now for <paramref name="time"/>.</summary>
    public long TimerFiresAt(BootTime time) =>
        _schedule.Now + (long)(Math.Max(0, (time - Now).TotalSeconds) / TimerRate * 1e9);

    private double Extreme(double bound) =>
        _chance.Happens(0.6) ? 1 + (_chance.Happens(0.5) ? bound : -bound) : 1 + _chance.Between(-bound, bound);
}
