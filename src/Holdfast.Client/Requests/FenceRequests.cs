namespace Holdfast.Client.Requests;

/// <summary>Body of <c>POST /api/v1/fence/devices</c>. Durations are written <c>250ms</c>, <c>10s</c>,
/// <c>5min</c>.</summary>
public sealed record FenceDeviceRequest
{
    /// <summary>Letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63.</summary>
    public required string Name { get; init; }

    /// <summary>The fence agent: a name such as <c>fence_ipmilan</c>, or an absolute path.</summary>
    public required string Agent { get; init; }

    /// <summary>What the agent is told, by the names of its own metadata.</summary>
    public IReadOnlyDictionary<string, string?>? Parameters { get; init; }

    /// <summary>The nodes that it can power off, and what each is called on it; without any, the device is asked for
    /// them, if its agent knows the action <c>list</c>.</summary>
    public IReadOnlyDictionary<string, string?>? Hosts { get; init; }

    /// <summary>The name under which the agent takes that; its metadata says so if it is not given.</summary>
    public string? PlugArgument { get; init; }

    /// <summary>1 to 9; 1 if not given.</summary>
    public int? Level { get; init; }

    /// <summary><c>Off</c>, the default, or <c>Reboot</c>.</summary>
    public string? Action { get; init; }

    /// <summary>How long one action may take, all its tries together; 60s if not given.</summary>
    public string? Timeout { get; init; }

    /// <summary>How often an action that failed is tried again; 1 if not given.</summary>
    public int? Retries { get; init; }

    /// <summary>Waited before a node is powered off.</summary>
    public string? Delay { get; init; }

    /// <summary>Up to so much more is waited, by chance.</summary>
    public string? DelayRandomMax { get; init; }

    /// <summary>So much more is waited before these nodes are powered off.</summary>
    public IReadOnlyDictionary<string, string?>? NodeDelays { get; init; }

    /// <summary>So much more is waited before the node is powered off that owns the most, by its groups' priorities.
    /// </summary>
    public string? PriorityDelay { get; init; }
}

/// <summary>Body of <c>POST /api/v1/fence/nodes/{name}</c>.</summary>
public sealed record FenceNodeRequest
{
    /// <summary>Also if the cluster database loses its majority by it.</summary>
    public bool? Force { get; init; }
}
