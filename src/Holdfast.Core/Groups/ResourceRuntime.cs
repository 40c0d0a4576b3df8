using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>
/// What the owner knows of one of its resources. Immutable; changed by <see cref="GroupStep"/> and <see
/// cref="GroupDecider"/> only.
/// </summary>
public sealed record ResourceRuntime
{
    /// <summary>Its configuration as last seen; kept after it was deleted, until it is offline.</summary>
    public required ResourceConfig Config { get; init; }

    public ResourceState State { get; init; } = ResourceState.Offline;

    /// <summary>When it came into that state.</summary>
    public BootTime Since { get; init; }

    /// <summary>Why it is in that state.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Id of the event that led to it.</summary>
    public string? Cause { get; init; }

    public ResourceCall? Call { get; init; }

    /// <summary>Where it is open; null if nowhere.</summary>
    public Hosting? Host { get; init; }

    /// <summary>
    /// The properties it is online with, which a monitor that takes it over is given; null while it is down.
    /// </summary>
    public string? Effective { get; init; }

    /// <summary>How its monitor is, apart from its own state.</summary>
    public MonitorPresence Monitor { get; init; }

    /// <summary>When its monitor was lost while it was up; null once it is supervised again.</summary>
    public BootTime? LostAt { get; init; }

    /// <summary>It may still run, and must be asked before anything else is done.</summary>
    public bool Reattach { get; init; }

    /// <summary>Something of it may be left, and must be terminated before anything else is done.</summary>
    public bool Terminate { get; init; }

    /// <summary>It was opened with a guard that is gone, and must be closed and opened again.</summary>
    public bool Reopen { get; init; }

    /// <summary>How often stopping went wrong: 0 asks Offline, 1 Terminate, more the guard.</summary>
    public int StopAttempts { get; init; }

    /// <summary>Why it could not be stopped; null if it could.</summary>
    public string? StopFailure { get; init; }

    /// <summary>
    /// Together with <see cref="StopFailure"/>: its type holds more than processes, so that the guard's end does not
    /// stop it.
    /// </summary>
    public bool HoldsMore { get; init; }

    /// <summary>When it failed last.</summary>
    public BootTime FailedAt { get; init; }

    /// <summary>What failed last.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Times of its restarts on this node within RestartPeriod, oldest first.</summary>
    public ValueList<BootTime> Restarts { get; init; } = [];

    /// <summary>Times at which a monitor died or hung in its call within RestartPeriod, oldest first.</summary>
    public ValueList<BootTime> Blames { get; init; } = [];

    /// <summary>Isolated in a monitor of its own until then.</summary>
    public BootTime? IsolatedUntil { get; init; }

    /// <summary>When it is tried again by itself.</summary>
    public BootTime? RetryAt { get; init; }

    /// <summary>RestartThreshold is used up.</summary>
    public bool ThresholdPassed { get; init; }

    /// <summary>Package hash of the DLL that was looked for and not found; null if none is missing.</summary>
    public string? MissingPackage { get; init; }

    public string Health { get; init; } = "";

    public string StatusText { get; init; } = "";

    /// <summary>It says that its node is not fit to run anything, and why; empty if it does not.</summary>
    public string NodeUnfit { get; init; } = "";

    /// <summary>How willing it is to be promoted; null if it must not be.</summary>
    public int? PromotionScore { get; init; }

    /// <summary>Promoted from when it is told so until it was demoted or stopped.</summary>
    public InstanceRole Role { get; init; }

    /// <summary>The resource was told its role by the monitor that has it now.</summary>
    public bool RoleTold { get; init; }

    /// <summary>A failure that overtook the answer to the Online call it belongs to.</summary>
    public string? EarlyFailure { get; init; }

    /// <summary>A monitor is ready for it there.</summary>
    public MonitorPlace? Ready { get; init; }

    /// <summary>Settings that the resource refused while online; not offered again.</summary>
    public HostedSettings? Refused { get; init; }

    /// <summary>Names of properties and settings that take effect from the next online.</summary>
    public ValueList<string> FromNextOnline { get; init; } = [];

    public string Name => Config.Name;

    /// <summary>Nothing of it runs, nor is being started.</summary>
    public bool IsDown =>
        State is ResourceState.Offline or ResourceState.Failed or ResourceState.OnlinePending && !Reattach && !Terminate
        && Call is null or { Kind: CallKind.Open or CallKind.Close };

    /// <summary>What depends on it may stay up: it is online, or nothing is known to the contrary.</summary>
    public bool Supports => !Terminate && (State == ResourceState.Online || Reattach);

    /// <summary>What depends on it may be started.</summary>
    public bool IsOnline => State == ResourceState.Online && !Reattach && !Terminate
        && Call is null or { Kind: CallKind.Set or CallKind.Prepare or CallKind.Promote or CallKind.Demote };

    internal ResourceRuntime Enter(ResourceState state, string reason, BootTime now) =>
        this with { State = state, Reason = reason, Since = State == state ? Since : now };

    internal ResourceRuntime Fail(string reason, BootTime now) =>
        Enter(ResourceState.Failed, reason, now) with
        {
            Since = now,
            Call = null,
            FailedAt = now,
            Failure = reason,
            Terminate = true,
            Reattach = false,
            RetryAt = null,
            EarlyFailure = null,
            Health = "",
            StatusText = "",
        };
}
