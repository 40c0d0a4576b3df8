using Holdfast.Core.Collections;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>What the owner knows of a group it owns. Immutable.</summary>
public sealed record GroupRuntime
{
    public required string Group { get; init; }

    public ValueMap<ResourceRuntime> Resources { get; init; } = ValueMap<ResourceRuntime>.Empty;

    public GuardPresence Guard { get; init; }

    public int? GuardPid { get; init; }

    /// <summary>
    /// A guard ran since this owner took the group up: it has or had the group's lock, so nothing of an earlier one is
    /// left.
    /// </summary>
    public bool GuardSeen { get; init; }

    /// <summary>Times of the guard's deaths within the last minutes, oldest first.</summary>
    public ValueList<BootTime> GuardDeaths { get; init; } = [];

    /// <summary>When a guard is started again.</summary>
    public BootTime? GuardRetryAt { get; init; }

    /// <summary>Why the guard could not be started or ended; null if it could.</summary>
    public string? GuardFailure { get; init; }

    /// <summary>The stop that the coordinator asked for was done and said.</summary>
    public bool StopReported { get; init; }

    /// <summary>When this node took it up; GroupStartDelay counts from it.</summary>
    public BootTime TakenAt { get; init; }

    /// <summary>Something of it was started since it was last wanted offline.</summary>
    public bool Started { get; init; }

    /// <summary>The last change of its role that was carried out.</summary>
    public long RoleToken { get; init; }

    /// <summary>Number of the last call.</summary>
    public long LastCall { get; init; }

    /// <summary>Why the group should go to another node; null if it should not.</summary>
    public string? FailoverWanted { get; init; }
}

/// <summary>How a group's guard is.</summary>
public enum GuardPresence
{
    None,
    Starting,
    Running,
    Ending,
}
