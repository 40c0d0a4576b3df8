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
}
