using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// After all faults have ended: every group that can be placed is placed, runs if it is wanted, and stays where it is.
/// </summary>
internal sealed class Liveness(Universe universe)
{
    private readonly SortedDictionary<string, long> _generations = new(StringComparer.Ordinal);

    public void CheckPlaced()
    {
        ClusterSnapshot snapshot = universe.Database.Snapshot;
        foreach (Row<GroupConfig> row in snapshot.Groups.Values)
        {
            CheckPlaced(snapshot, row.Value);
        }

        foreach (string orphan in snapshot.GroupStates.Keys.Where(group => !snapshot.Groups.ContainsKey(group)))
        {
            universe.Referee.Fail($"liveness: {orphan} was deleted and its state is still there");
        }

        foreach (string move in snapshot.Moves.Keys)
        {
            universe.Referee.Fail($"liveness: the move of {move} was neither taken up nor refused");
        }
    }

    public void CheckSteady()
    {
        foreach ((string group, long generation) in _generations)
        {
            long now = universe.Database.Find<GroupState>(Keys.GroupState(group))?.Generation ?? 0;
            if (now != generation)
            {
                universe.Referee.Fail(
                    $"flapping: {group} went from generation {generation} to {now} with nothing wrong");
            }
        }
    }

    private void CheckPlaced(ClusterSnapshot snapshot, GroupConfig config)
    {
        snapshot.GroupStates.TryGetValue(config.Name, out Row<GroupState>? row);
        if (row?.Value.Owner is not { } owner)
        {
            if (config.PossibleOwners.Count == 0)
            {
                universe.Referee.Fail($"liveness: {config.Name} has no owner: {row?.Value.Reason}");
            }

            return;
        }

        _generations[config.Name] = row.Value.Generation;
        SimNode node = universe.Nodes.First(one => one.Name == owner);
        bool runs = node.Guards.Any(guard => guard.Running && guard.Group == config.Name
            && guard.Generation == row.Value.Generation);
        if (runs != config.WantedOnline)
        {
            string what = runs ? "runs" : "does not run";
            universe.Referee.Fail(
                $"liveness: {config.Name} {what} on {owner} in generation {row.Value.Generation}, wanted stop " +
                $"{row.Value.WantedStop}; {row.Value.Reason}; {row.Value.Hindrance}");
        }
    }
}
