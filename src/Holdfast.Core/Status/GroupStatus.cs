using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;

namespace Holdfast.Core.Status;

/// <summary>What the owner says of a group: key <c>status/groups/&lt;g&gt;</c>.</summary>
public sealed record GroupStatus : StoredRecord
{
    public required string Group { get; init; }

    public required string Node { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The generation this status speaks of; another generation's is history.</summary>
    public required long Generation { get; init; }

    public required GroupPhase Phase { get; init; }

    public ValueList<ResourceStatus> Resources { get; init; } = [];

    /// <summary>The guard's process, if one runs.</summary>
    public int? GuardPid { get; init; }

    /// <summary>The role that all its resources have.</summary>
    public State.InstanceRole Role { get; init; }

    /// <summary>The last change of the role that the owner has carried out.</summary>
    public long RoleToken { get; init; }

    /// <summary>The owner asks for the group to be taken elsewhere, and why; null if not.</summary>
    public string? FailoverWanted { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Wall-clock time of the last change, for people.</summary>
    public DateTimeOffset Since { get; init; }
}

/// <summary>How far the owner is with a group's instance.</summary>
public enum GroupPhase
{
    /// <summary>Announced: from here on something of this generation may run.</summary>
    Active,

    /// <summary>Being taken offline because the coordinator asked.</summary>
    Stopping,

    /// <summary>Nothing of this generation runs, nor ever will.</summary>
    Stopped,

    /// <summary>It could not be stopped: something of this generation may run.</summary>
    StopFailed,
}

/// <summary>What the owner says of a resource.</summary>
public sealed record ResourceStatus
{
    public required string Name { get; init; }

    /// <summary>Registered name of the type, always there.</summary>
    public required string Type { get; init; }

    public required ResourceState State { get; init; }

    /// <summary>Apart from the resource's own state: how its monitor is.</summary>
    public MonitorPresence Monitor { get; init; }

    public int? MonitorPid { get; init; }

    public string? MonitorId { get; init; }

    /// <summary>Health as last reported: "Ok", or "Degraded: why".</summary>
    public string Health { get; init; } = "";

    /// <summary>Last status text the resource reported.</summary>
    public string StatusText { get; init; } = "";

    /// <summary>Why it is in this state.</summary>
    public string Reason { get; init; } = "";

    public DateTimeOffset Since { get; init; }

    /// <summary>Restarts on this node within the current RestartPeriod.</summary>
    public int Restarts { get; init; }

    /// <summary>Wall-clock time of the next automatic try, if one is due.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Isolated in a monitor of its own until then.</summary>
    public DateTimeOffset? IsolatedUntil { get; init; }

    /// <summary>Names of properties that were stored and take effect from the next online.</summary>
    public ValueList<string> FromNextOnline { get; init; } = [];

    /// <summary>It says that its node is not fit to run anything, and why; empty if it does not.</summary>
    public string NodeUnfit { get; init; } = "";

    public State.InstanceRole Role { get; init; }

    /// <summary>How willing an instance is to be promoted, higher is more; null if it must not be.</summary>
    public int? PromotionScore { get; init; }

    /// <summary>Health polls made since online, as the monitor last said.</summary>
    public long Polls { get; init; }
}

/// <summary>States as the field documents them.</summary>
public enum ResourceState
{
    Offline,
    OnlinePending,
    Online,
    OfflinePending,
    Failed,
}

/// <summary>How a resource's monitor is.</summary>
public enum MonitorPresence
{
    None,
    Starting,
    Running,
    Restarting,
}
