using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Core.Failover;

/// <summary>What ends a silent node's resources, by the names that members publish.</summary>
public static class Protections
{
    /// <summary>Guards kill by a kernel timer.</summary>
    public const string GuardTimer = "guard-timer";

    /// <summary>A guard's processes live in a PID namespace and die with it.</summary>
    public const string PidNamespace = "pid-namespace";

    /// <summary>Every process of the node holds its alive lock.</summary>
    public const string AliveLock = "alive-lock";

    /// <summary>Addresses expire in the kernel when they are not renewed.</summary>
    public const string AddressLifetime = "address-lifetime";

    /// <summary>A watchdog resets the machine.</summary>
    public const string Watchdog = "watchdog";

    /// <summary>The protection that a fence scope needs, besides the guards that every node has.</summary>
    public static string Needed(FenceScope scope) => scope switch
    {
        FenceScope.Process => "",
        FenceScope.Address => AddressLifetime,
        FenceScope.Node => Watchdog,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Not a fence scope."),
    };

    /// <summary>Whether nothing but the watchdog ends what a type of this scope leaves behind.</summary>
    public static bool NeedWatchdog(FenceScope scope, MemberState member) =>
        scope != FenceScope.Process
        && member.Protections.Contains(Watchdog, StringComparer.Ordinal)
        && (scope == FenceScope.Node || !member.Protections.Contains(Needed(scope), StringComparer.Ordinal));

    /// <summary>Whether what a member published is enough for a takeover without its help.</summary>
    public static bool Suffice(FenceScope scope, MemberState member) =>
        scope == FenceScope.Process
        || member.Protections.Contains(Needed(scope), StringComparer.Ordinal)
        || member.Protections.Contains(Watchdog, StringComparer.Ordinal);
}
