using Holdfast.Core.Time;
using Holdfast.Service.Events;
using Holdfast.Service.Groups.Guards;
using Holdfast.Service.Groups.Monitors;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>What the host of a group works with.</summary>
internal sealed record HostServices(
    IAuthority Authority,
    IMonitors Monitors,
    IGuards Guards,
    IEventLog Events,
    GroupStatusWriter Statuses,
    TimeProvider Time,
    ILogger<GroupHost> Logger)
{
    /// <summary>The safety clock.</summary>
    public Func<BootTime> Clock { get; init; } = () => new(Linux.BootClock.Now);
}
