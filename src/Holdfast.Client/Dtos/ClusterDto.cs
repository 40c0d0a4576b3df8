namespace Holdfast.Client.Dtos;

/// <summary>The settings of the whole cluster: <c>GET /api/v1/cluster</c>. Durations are written <c>250ms</c>,
/// <c>10s</c>, <c>5min</c>, <c>1h</c>.</summary>
public sealed record ClusterDto
{
    /// <summary>The cluster's name.</summary>
    public required string Name { get; init; }

    /// <summary>Given once, when the cluster's database was made.</summary>
    public required string Id { get; init; }

    /// <summary>The lease profile: <c>fast</c>, <c>standard</c>, <c>patient</c> or <c>wide</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>Maintenance: no action is taken on any group; health is still shown.</summary>
    public required bool Locked { get; init; }

    /// <summary>How many events are kept.</summary>
    public required int EventsKept { get; init; }

    /// <summary>How many decisions are kept for replay.</summary>
    public required int DecisionsKept { get; init; }

    /// <summary><c>Preferred</c>, <c>Balanced</c> or <c>Packed</c>: how nodes are ranked after preferred
    /// owners.</summary>
    public required string PlacementPolicy { get; init; }

    /// <summary>A group stays offline rather than share a node with one of its anti-affinity class.</summary>
    public required bool EnforcedAntiAffinity { get; init; }

    /// <summary>How long a group waits for its most preferred owner after the cluster was formed anew.</summary>
    public required string GroupWaitDelay { get; init; }

    /// <summary>After the cluster was formed anew groups stay offline until somebody brings them online.</summary>
    public required bool IgnorePersistentStateOnStartup { get; init; }

    /// <summary>After so long a wait for another group it is said as a hindrance.</summary>
    public required string GroupDependencyTimeout { get; init; }

    /// <summary>Losses of a node within the period that put it in quarantine; 0 for never.</summary>
    public required int QuarantineThreshold { get; init; }

    /// <summary>The period of the threshold.</summary>
    public required string QuarantinePeriod { get; init; }

    /// <summary>How long a node in quarantine is given nothing, unless nothing else can own a group.</summary>
    public required string QuarantineDuration { get; init; }

    /// <summary>When the cluster was last formed anew, null if that is not known.</summary>
    public required DateTimeOffset? FormedAt { get; init; }

    /// <summary>Revision of these settings, for <c>?revision=</c>.</summary>
    public required long Revision { get; init; }
}
