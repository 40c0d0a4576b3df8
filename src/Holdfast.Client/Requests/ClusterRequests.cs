namespace Holdfast.Client.Requests;

/// <summary>Body of <c>PATCH /api/v1/cluster</c>; members left out stay as they are. Durations are written
/// <c>250ms</c>, <c>10s</c>, <c>5min</c>, <c>1h</c>.</summary>
public sealed record UpdateClusterRequest
{
    /// <summary>The cluster's name.</summary>
    public string? Name { get; init; }

    /// <summary>The times of the lease protocol: <c>fast</c>, <c>standard</c>, <c>patient</c> or <c>wide</c>; every
    /// node goes over to it while it runs.</summary>
    public string? Profile { get; init; }

    /// <summary>How many events are kept, 100 to 1,000,000.</summary>
    public int? EventsKept { get; init; }

    /// <summary>How many decisions are kept for replay, 1 to 10,000.</summary>
    public int? DecisionsKept { get; init; }

    /// <summary><c>Preferred</c>, <c>Balanced</c> or <c>Packed</c>: how nodes are ranked after preferred
    /// owners.</summary>
    public string? PlacementPolicy { get; init; }

    /// <summary>A group stays offline rather than share a node with one of its anti-affinity class.</summary>
    public bool? EnforcedAntiAffinity { get; init; }

    /// <summary>How long a group waits for its most preferred owner after the cluster was formed anew; <c>0s</c> for
    /// not at all.</summary>
    public string? GroupWaitDelay { get; init; }

    /// <summary>After the cluster was formed anew groups stay offline until somebody brings them online.</summary>
    public bool? IgnorePersistentStateOnStartup { get; init; }

    /// <summary>After so long a wait for another group it is said as a hindrance.</summary>
    public string? GroupDependencyTimeout { get; init; }

    /// <summary>Losses of a node within the period that put it in quarantine; 0 for never.</summary>
    public int? QuarantineThreshold { get; init; }

    /// <summary>The period of the threshold.</summary>
    public string? QuarantinePeriod { get; init; }

    /// <summary>How long a node in quarantine is given nothing.</summary>
    public string? QuarantineDuration { get; init; }
}
