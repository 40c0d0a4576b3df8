using System.Text.Json;

namespace Holdfast.Client.Dtos;

/// <summary>A resource: what is wanted of it beside how it is. Its type's registered name, DLL and hash are always
/// there.</summary>
public sealed record ResourceDto
{
    /// <summary>Unique in the cluster; in an instance of a parallel group with its suffix, as in <c>r:0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its group, or of the instance that it is in.</summary>
    public required string Group { get; init; }

    /// <summary>Registered name of its resource type.</summary>
    public required string Type { get; init; }

    /// <summary>File name of the type's resource DLL.</summary>
    public required string Dll { get; init; }

    /// <summary>SHA-256 of the type's package.</summary>
    public required string PackageHash { get; init; }

    /// <summary>Words for people.</summary>
    public required string Description { get; init; }

    /// <summary><c>Online</c> or <c>Offline</c>: what people asked for, of the resource and of its group.</summary>
    public required string Wanted { get; init; }

    /// <summary><c>Offline</c>, <c>OnlinePending</c>, <c>Online</c>, <c>OfflinePending</c> or <c>Failed</c>; in a
    /// parallel group also <c>PartialOnline</c>: online in some instances.</summary>
    public required string State { get; init; }

    /// <summary>Maintenance: no action is taken on it; its health is still shown.</summary>
    public required bool Locked { get; init; }

    /// <summary>The node that owns its group, null while none does.</summary>
    public required string? Owner { get; init; }

    /// <summary>Time of the last change of state, null before the first.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>Why it is in this state, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>"Ok", or "Degraded: why".</summary>
    public required string Health { get; init; }

    /// <summary>Last progress text the resource reported.</summary>
    public required string StatusText { get; init; }

    /// <summary>Why its node is not fit to run anything, as it says; empty if it does not.</summary>
    public required string NodeUnfit { get; init; }

    /// <summary><c>Promoted</c> or <c>Unpromoted</c> in an instance of a group with roles, else null.</summary>
    public required string? Role { get; init; }

    /// <summary>How willing it is to be promoted, higher is more; null if it must not be.</summary>
    public required int? PromotionScore { get; init; }

    /// <summary>Restarts on this node within the current RestartPeriod.</summary>
    public required int Restarts { get; init; }

    /// <summary>The next automatic try, null if none is due.</summary>
    public required DateTimeOffset? RetryAt { get; init; }

    /// <summary>Isolated in a monitor of its own until then, null if it is not.</summary>
    public required DateTimeOffset? IsolatedUntil { get; init; }

    /// <summary>Health polls made since it went online.</summary>
    public required long Polls { get; init; }

    /// <summary>The process that hosts its DLL.</summary>
    public required MonitorDto Monitor { get; init; }

    /// <summary>The guard of its group, null where none runs.</summary>
    public required GuardDto? Guard { get; init; }

    /// <summary>Its own processes.</summary>
    public required IReadOnlyList<ProcessDto> Processes { get; init; }

    /// <summary>An AND of ORs: online needs one resource of each inner list to be online.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> DependsOn { get; init; }

    /// <summary>The type's own properties, as stored; what is left out has the type's default.</summary>
    public required JsonElement Properties { get; init; }

    /// <summary>Names of properties that were stored and take effect from the next online.</summary>
    public required IReadOnlyList<string> FromNextOnline { get; init; }

    /// <summary>What is done when it fails, and how it is watched.</summary>
    public required ResourcePolicyDto Policy { get; init; }

    /// <summary>How it is in each instance of a parallel group; empty in an ordinary one.</summary>
    public required IReadOnlyList<ResourceDto> Instances { get; init; }

    /// <summary>Revision of what is wanted of it, for <c>?revision=</c>.</summary>
    public required long Revision { get; init; }
}

/// <summary>How a resource's monitor is; apart from the state of the resource.</summary>
public sealed record MonitorDto
{
    /// <summary><c>None</c>, <c>Starting</c>, <c>Running</c> or <c>Restarting</c>.</summary>
    public required string State { get; init; }

    /// <summary>Process id on the owner's machine, null while it has none.</summary>
    public required int? Pid { get; init; }

    /// <summary>Name of the monitor on its node, null while there is none.</summary>
    public required string? Id { get; init; }
}

/// <summary>What is done when a resource fails, and how it is watched. Durations are written <c>250ms</c>,
/// <c>10s</c>, <c>5min</c>, <c>1h</c>.</summary>
public sealed record ResourcePolicyDto
{
    /// <summary><c>DontRestart</c>, <c>Restart</c> or <c>RestartThenFailover</c>.</summary>
    public required string RestartAction { get; init; }

    /// <summary>When it says that it is degraded: <c>None</c>, <c>LogOnly</c> or <c>Recover</c>.</summary>
    public required string EmbeddedFailureAction { get; init; }

    /// <summary>Restarts allowed on a node within <see cref="RestartPeriod"/>.</summary>
    public required int RestartThreshold { get; init; }

    /// <summary>The period of the threshold.</summary>
    public required string RestartPeriod { get; init; }

    /// <summary>Delay before the second restart in a period, then doubled up to 30 s; the first has none.</summary>
    public required string RestartDelay { get; init; }

    /// <summary>Wait in Failed before one more try; <c>never</c> for none.</summary>
    public required string RetryPeriodOnFailure { get; init; }

    /// <summary>Whether it is kept in a monitor process of its own.</summary>
    public required bool SeparateMonitor { get; init; }

    /// <summary>Time between two cheap polls.</summary>
    public required string LooksAlivePollInterval { get; init; }

    /// <summary>Time between two thorough polls.</summary>
    public required string IsAlivePollInterval { get; init; }

    /// <summary>The longest silence of a pending Online or Offline.</summary>
    public required string PendingTimeout { get; init; }

    /// <summary>The longest any other call may take.</summary>
    public required string DeadlockTimeout { get; init; }

    /// <summary>Names of the members above whose value is the type's.</summary>
    public required IReadOnlyList<string> FromType { get; init; }
}

/// <summary>What a control call answered.</summary>
public sealed record ControlDto
{
    /// <summary>The resource that was called.</summary>
    public required string Resource { get; init; }

    /// <summary>The control that was called.</summary>
    public required string Control { get; init; }

    /// <summary>The control's own answer, null where it gives none.</summary>
    public required JsonElement? Output { get; init; }
}
