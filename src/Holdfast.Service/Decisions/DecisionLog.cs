using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;

namespace Holdfast.Service.Decisions;

/// <summary>Where decisions are kept, how many of them, and what this node had seen when it made its last.</summary>
public sealed class DecisionLog(IClusterDatabase database, ObserverView observer)
{
    private readonly DecisionPruning _pruning = new(database);

    public IClusterDatabase Database { get; } = database;

    public ObserverView Observer { get; } = observer;

    public Task PruneAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken) =>
        _pruning.PruneAsync(
            (snapshot.Cluster?.Value ?? new ClusterConfig()).DecisionsKept, cancellationToken);
}
