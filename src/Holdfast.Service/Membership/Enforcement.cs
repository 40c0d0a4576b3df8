using Holdfast.Linux;

namespace Holdfast.Service.Membership;

/// <summary>What ends this node's resources when its time is up, whatever its service does.</summary>
/// <param name="page">The authority page, which guards and monitors go by.</param>
/// <param name="watchdog">The machine's watchdog; null if none is used.</param>
public sealed class Enforcement(AuthorityPage page, WatchdogFeeder? watchdog = null)
{
    public AuthorityPage Page { get; } = page;

    public WatchdogFeeder? Watchdog { get; } = watchdog;
}
