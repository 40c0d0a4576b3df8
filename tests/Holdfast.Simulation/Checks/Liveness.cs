using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// After all faults have ended: every group that can be placed is placed, runs if it is wanted, and stays where it is.
/// </summary>
internal sealed class Liveness(Universe universe)
{
    private readonly SortedDictionary<string, long> _generations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _processes = new(StringComparer.Ordinal);

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

        CheckStarts();
    }

    /// <summary>Nothing was started anew, and every event is where it belongs.</summary>
    private void CheckStarts()
    {
        var running = universe.Nodes.SelectMany(node => node.Guards).SelectMany(guard => guard.Processes)
            .ToDictionary(process => process.Resource, process => process.Number, StringComparer.Ordinal);
        foreach ((string resource, long number) in _processes)
        {
            if (running.GetValueOrDefault(resource) != number)
            {
                universe.Referee.Fail($"flapping: {resource} was started anew with nothing wrong");
            }
        }

        universe.Referee.Events.CheckAll();
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
        SimGuard? guard = node.Guards.FirstOrDefault(one =>
            one.Running && one.Group == config.Name && one.Generation == row.Value.Generation);
        if (guard?.Processes.FirstOrDefault(one => !snapshot.Resources.ContainsKey(one.Resource)) is { } left)
        {
            universe.Referee.Fail($"liveness: {left.Resource} was deleted and runs on {owner}");
        }

        foreach (ResourceConfig resource in snapshot.Resources.Values.Select(one => one.Value)
            .Where(one => one.Group == config.Name))
        {
            SimProcess? process = guard?.Find(resource.Name);
            bool wanted = config.WantedOnline && CanRun(snapshot, resource);
            if (process is not null != wanted)
            {
                string what = wanted ? "does not run" : "runs";
                universe.Referee.Fail(
                    $"liveness: {resource.Name} {what} on {owner} in generation {row.Value.Generation}, wanted stop " +
                    $"{row.Value.WantedStop}; {Said(snapshot, resource)}; {row.Value.Reason}; {row.Value.Hindrance}");
            }
            else if (process is not null)
            {
                _processes[resource.Name] = process.Number;
                CheckHosted(snapshot, node, resource);
            }
        }
    }

    /// <summary>It is wanted, and so is what it needs.</summary>
    private static bool CanRun(ClusterSnapshot snapshot, ResourceConfig resource) =>
        resource.WantedOnline && resource.DependsOn.All(any => any.Any(needed =>
            snapshot.Resources.TryGetValue(needed, out Row<ResourceConfig>? row) && CanRun(snapshot, row.Value)));

    private static string Said(ClusterSnapshot snapshot, ResourceConfig resource) =>
        snapshot.GroupStatuses.TryGetValue(resource.Group, out Row<GroupStatus>? status)
        && status.Value.Resources.FirstOrDefault(one => one.Name == resource.Name) is { } said
            ? $"{said.State}: {said.Reason}"
            : "nothing is said of it";

    /// <summary>What runs is in a monitor with the type's package as registered now.</summary>
    private void CheckHosted(ClusterSnapshot snapshot, SimNode node, ResourceConfig resource)
    {
        string wanted = snapshot.Types[resource.Type].Value.PackageHash;
        if (!node.Monitors.Any(monitor => monitor.Alive && monitor.Place.PackageHash == wanted
            && monitor.Find(resource.Name) is { State: ResourceState.Online }))
        {
            universe.Referee.Fail(
                $"liveness: {resource.Name} runs on {node.Name} in no monitor with {wanted}; " +
                Said(snapshot, resource));
        }
    }
}
