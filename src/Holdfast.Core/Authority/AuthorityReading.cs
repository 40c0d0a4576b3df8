using Holdfast.Core.Time;

namespace Holdfast.Core.Authority;

/// <summary>What the authority page says to guards and monitors.</summary>
/// <param name="Epoch">The epoch that it speaks of; 0 if nothing may run.</param>
/// <param name="Until">When the service's authority ends, and monitors take their resources offline.</param>
/// <param name="KillAt">When guards kill what is left.</param>
public sealed record AuthorityReading(long Epoch, BootTime Until, BootTime KillAt)
{
    /// <summary>Nothing may run.</summary>
    public static AuthorityReading None { get; } = new(0, BootTime.Zero, BootTime.Zero);
}
