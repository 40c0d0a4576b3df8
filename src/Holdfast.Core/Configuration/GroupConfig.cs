using Holdfast.Core.Collections;

namespace Holdfast.Core.Configuration;

/// <summary>A group of resources that fail over together: key <c>config/groups/&lt;g&gt;</c>.</summary>
public sealed record GroupConfig : StoredRecord
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Whether people want the group online (the field's PersistentState).</summary>
    public bool WantedOnline { get; init; }

    /// <summary>Nodes in order of preference; others follow in order of their id.</summary>
    public ValueList<string> PreferredOwners { get; init; } = [];

    /// <summary>The only nodes that may own it; empty means every node.</summary>
    public ValueList<string> PossibleOwners { get; init; } = [];

    /// <summary>
    /// Failovers allowed within <see cref="FailoverPeriod"/>; null means the number of nodes less one.
    /// </summary>
    public int? FailoverThreshold { get; init; }

    public TimeSpan FailoverPeriod { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Whether the group goes back to its most preferred owner when that node is up again.</summary>
    public bool AutoFailback { get; init; }

    /// <summary>Orders groups: 3000 high, 2000 medium, 1000 low, 0 not started by itself.</summary>
    public int Priority { get; init; } = 2000;

    /// <summary>
    /// First hour of the day, 0 to 23, at which it may fail back, by the local time of the coordinator's node; null
    /// for any hour.
    /// </summary>
    public int? FailbackWindowStart { get; init; }

    /// <summary>Hour of the day, 0 to 23, from which it may not fail back any more; null for any hour.</summary>
    public int? FailbackWindowEnd { get; init; }

    /// <summary>Maintenance: no action is taken on it; its health is still shown.</summary>
    public bool Locked { get; init; }

    /// <summary>Class names; groups that share one avoid each other's nodes.</summary>
    public ValueList<string> AntiAffinity { get; init; } = [];

    /// <summary>Class names; groups that share one are placed on the same node where that is possible.</summary>
    public ValueList<string> Affinity { get; init; } = [];

    /// <summary>Groups that must be online before this one is started.</summary>
    public ValueList<GroupDependency> DependsOn { get; init; } = [];

    /// <summary>How long its owner waits before it starts the group; 0 to 30 min.</summary>
    public TimeSpan GroupStartDelay { get; init; }

    /// <summary>Quantities that a node must have free to own it, by name.</summary>
    public ValueMap<long> Needs { get; init; } = ValueMap<long>.Empty;

    /// <summary>
    /// Conditions on node attributes that an owner must meet: <c>a=v</c>, <c>a!=v</c>, <c>a</c> (has it),
    /// <c>!a</c> (has it not).
    /// </summary>
    public ValueList<string> Requires { get; init; } = [];

    /// <summary>
    /// Conditions on node attributes, as in <see cref="Requires"/>; who meets more of them comes first.
    /// </summary>
    public ValueList<string> Prefers { get; init; } = [];

    public StopFailureAction OnStopFailure { get; init; } = StopFailureAction.Block;

    /// <summary>What becomes of it while nobody reaches the database and its node goes on by agreement.</summary>
    public DatabaseLossAction OnDatabaseLoss { get; init; }

    /// <summary>
    /// A parallel group: so many instances run at the same time, on different nodes; 0 for one on every node. Null for
    /// an ordinary group.
    /// </summary>
    public int? Instances { get; init; }

    /// <summary>How many instances of a parallel group one node may own.</summary>
    public int InstancesPerNode { get; init; } = 1;

    /// <summary>How many instances of a parallel group are promoted; 0 if it has no roles.</summary>
    public int Promoted { get; init; }

    /// <summary>Failovers and failures before this moment count no more (<c>group clear</c>).</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>
    /// Rises each time somebody asks for it to be online: what starts a group that is held offline after a failover.
    /// </summary>
    public long OnlineAsked { get; init; }
}
