using Holdfast.Core.Time;
using Holdfast.Linux;

namespace Holdfast.Service.Membership;

/// <summary>The machine's safety clock, as the protocol reads it.</summary>
public interface IBootClock
{
    BootTime Now { get; }
}

/// <summary>The real one.</summary>
public sealed class MachineClock : IBootClock
{
    public BootTime Now => new(BootClock.Now);
}
