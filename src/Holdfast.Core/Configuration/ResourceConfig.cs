using Holdfast.Core.Collections;

namespace Holdfast.Core.Configuration;

/// <summary>
/// What people want of a resource: key <c>config/resources/&lt;r&gt;</c>. Names are unique in the cluster.
/// </summary>
public sealed record ResourceConfig : StoredRecord
{
    public required string Name { get; init; }

    public required string Group { get; init; }

    /// <summary>Registered name of its resource type.</summary>
    public required string Type { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The type's own properties, as a JSON object; members left out have the type's defaults.</summary>
    public string Properties { get; init; } = "{}";

    /// <summary>
    /// An AND of ORs: online needs one resource of each inner list to be online. All in the same group.
    /// </summary>
    public ValueList<ValueList<string>> DependsOn { get; init; } = [];

    /// <summary>False keeps this resource offline while its group is online.</summary>
    public bool WantedOnline { get; init; } = true;

    public RestartAction RestartAction { get; init; } = RestartAction.RestartThenFailover;

    /// <summary>Restarts allowed on a node within <see cref="RestartPeriod"/>.</summary>
    public int RestartThreshold { get; init; } = 3;

    public TimeSpan RestartPeriod { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Wait in Failed before one more try; null means never.</summary>
    public TimeSpan? RetryPeriodOnFailure { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Delay before the second restart in a period, then doubled up to 30 s; the first has none.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Maintenance: no action is taken on it; its health is still shown.</summary>
    public bool Locked { get; init; }

    /// <summary>What is done when it says that it is degraded.</summary>
    public EmbeddedFailureAction EmbeddedFailureAction { get; init; } = EmbeddedFailureAction.LogOnly;

    /// <summary>Own monitor process.</summary>
    public bool SeparateMonitor { get; init; }

    /// <summary>Null: the type's value.</summary>
    public TimeSpan? LooksAlivePollInterval { get; init; }

    /// <summary>Null: the type's value.</summary>
    public TimeSpan? IsAlivePollInterval { get; init; }

    /// <summary>Null: the type's value.</summary>
    public TimeSpan? PendingTimeout { get; init; }

    /// <summary>Null: the type's value.</summary>
    public TimeSpan? DeadlockTimeout { get; init; }
}

/// <summary>What is done when a resource fails.</summary>
public enum RestartAction
{
    /// <summary>It stays Failed.</summary>
    DontRestart,

    /// <summary>It is restarted up to the threshold, then stays Failed; the group does not move.</summary>
    Restart,

    /// <summary>It is restarted up to the threshold, then its group fails over.</summary>
    RestartThenFailover,
}
