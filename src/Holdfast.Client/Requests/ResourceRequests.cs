using System.Text.Json;

namespace Holdfast.Client.Requests;

/// <summary>Body of <c>POST /api/v1/resources</c>; members left out have their default.</summary>
public sealed record CreateResourceRequest
{
    /// <summary>Unique in the cluster: letters, digits, '-', '_' and '.', starting with a letter or digit, at most
    /// 63.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its group, which must exist.</summary>
    public required string Group { get; init; }

    /// <summary>Registered name of the resource type.</summary>
    public required string Type { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>The type's own properties by name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }

    /// <summary>An AND of ORs: online needs one resource of each inner list to be online.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? DependsOn { get; init; }

    /// <summary>False keeps it offline while its group is online.</summary>
    public bool? WantedOnline { get; init; }

    /// <summary>Restart policy, intervals and time-outs.</summary>
    public PolicyRequest? Policy { get; init; }
}

/// <summary>Body of <c>PATCH /api/v1/resources/{name}</c>; members left out stay as they are.</summary>
public sealed record UpdateResourceRequest
{
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>Properties to change; a null value goes back to the type's default.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }

    /// <summary>All dependencies anew, as an AND of ORs.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? DependsOn { get; init; }

    /// <summary>Restart policy, intervals and time-outs.</summary>
    public PolicyRequest? Policy { get; init; }
}

/// <summary>Restart policy, intervals and time-outs. Durations are written <c>250ms</c>, <c>10s</c>, <c>5min</c>,
/// <c>1h</c>.</summary>
public sealed record PolicyRequest
{
    /// <summary><c>DontRestart</c>, <c>Restart</c> or <c>RestartThenFailover</c>.</summary>
    public string? RestartAction { get; init; }

    /// <summary>When it says that it is degraded: <c>None</c>, <c>LogOnly</c> or <c>Recover</c>.</summary>
    public string? EmbeddedFailureAction { get; init; }

    /// <summary>Restarts allowed on a node within the period.</summary>
    public int? RestartThreshold { get; init; }

    /// <summary>The period of the threshold.</summary>
    public string? RestartPeriod { get; init; }

    /// <summary>Delay before the second restart in a period, then doubled up to 30 s.</summary>
    public string? RestartDelay { get; init; }

    /// <summary>A duration, or <c>never</c>.</summary>
    public string? RetryPeriodOnFailure { get; init; }

    /// <summary>Whether it is kept in a monitor process of its own.</summary>
    public bool? SeparateMonitor { get; init; }

    /// <summary>A duration, or <c>default</c> for the type's; so are the next three.</summary>
    public string? LooksAlivePollInterval { get; init; }

    /// <summary>Time between two thorough polls, or <c>default</c>.</summary>
    public string? IsAlivePollInterval { get; init; }

    /// <summary>The longest silence of a pending Online or Offline, or <c>default</c>.</summary>
    public string? PendingTimeout { get; init; }

    /// <summary>The longest any other call may take, or <c>default</c>.</summary>
    public string? DeadlockTimeout { get; init; }
}

/// <summary>Body of <c>POST /api/v1/resources/{name}/fail</c>.</summary>
public sealed record FailResourceRequest
{
    /// <summary>Shown in the event.</summary>
    public string? Reason { get; init; }
}

/// <summary>Body of <c>POST /api/v1/types</c> and <c>POST /api/v1/types/{name}/upgrade</c> where nothing is
/// uploaded.</summary>
public sealed record RegisterTypeRequest
{
    /// <summary>Path of a DLL, a publish folder or a .nupkg on the machine of the node that is asked.</summary>
    public required string Path { get; init; }
}
