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

    /// <summary>How many events are kept before the oldest are dropped.</summary>
    public int EventsKept { get; init; } = 20_000;
}
