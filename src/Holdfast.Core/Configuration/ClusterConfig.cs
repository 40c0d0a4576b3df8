using Holdfast.Core.Authority;

namespace Holdfast.Core.Configuration;

/// <summary>The settings of the whole cluster: key <c>config/cluster</c>.</summary>
public sealed record ClusterConfig : StoredRecord
{
    public string Name { get; init; } = "holdfast";

    /// <summary>Given once, when the database was made; tells this cluster from every other.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name of the lease profile, see <see cref="LeaseProfile"/>.</summary>
    public string Profile { get; init; } = LeaseProfile.Fast.Name;

    /// <summary>
    /// Generations that are given from now on are above this one: raised where the database is an older copy of what
    /// was lost, or was restored from a backup, and generations were given that are not known any more. 0 for none.
    /// </summary>
    public long GenerationFloor { get; init; }

    /// <summary>How many events are kept before the oldest are dropped.</summary>
    public int EventsKept { get; init; } = 20_000;

    /// <summary>How many of the coordinator's decisions are kept for <c>replay</c>.</summary>
    public int DecisionsKept { get; init; } = 200;

    /// <summary>Maintenance: no action is taken on any group; health is still shown.</summary>
    public bool Locked { get; init; }

    /// <summary>How nodes are ranked after a group's preferred owners.</summary>
    public PlacementPolicy PlacementPolicy { get; init; } = PlacementPolicy.Preferred;

    /// <summary>
    /// Anti-affinity is hard: a group has no owner rather than share a node (the field's
    /// ClusterEnforcedAntiAffinity).
    /// </summary>
    public bool EnforcedAntiAffinity { get; init; }

    /// <summary>
    /// How long a group waits for its most preferred owner after the cluster was formed anew; zero for not at all.
    /// </summary>
    public TimeSpan GroupWaitDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After the cluster was formed anew groups stay offline until somebody brings them online.</summary>
    public bool IgnorePersistentStateOnStartup { get; init; }

    /// <summary>After so long a wait for another group it is said as a hindrance; the wait goes on.</summary>
    public TimeSpan GroupDependencyTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Losses of a node within <see cref="QuarantinePeriod"/> that put it in quarantine; 0 for never.
    /// </summary>
    public int QuarantineThreshold { get; init; } = 3;

    public TimeSpan QuarantinePeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a node in quarantine is given nothing, unless nothing else can own a group.</summary>
    public TimeSpan QuarantineDuration { get; init; } = TimeSpan.FromHours(2);
}
