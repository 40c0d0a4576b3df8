using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
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
    private readonly SortedSet<string> _promoted = new(StringComparer.Ordinal);

    public void CheckPlaced()
    {
        ClusterSnapshot snapshot = universe.Database.Snapshot;
        foreach (Row<GroupConfig> row in snapshot.Groups.Values)
        {
            foreach (GroupInstance instance in GroupInstance.Of(row.Value, snapshot))
            {
                CheckPlaced(snapshot, instance);
            }

            CheckRoles(snapshot, row.Value);
        }

        foreach (string orphan in snapshot.GroupStates.Keys
            .Where(group => GroupInstance.Find(group, snapshot) is null))
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

        foreach (string instance in _promoted)
        {
            if (universe.Nodes.SelectMany(node => node.Guards)
                .Any(guard => guard.Group == instance && !guard.Processes.All(process => process.Promoted)))
            {
                universe.Referee.Fail($"flapping: {instance} is promoted no more with nothing wrong");
            }
        }

        universe.Referee.Events.CheckAll();
    }

    private void CheckPlaced(ClusterSnapshot snapshot, GroupInstance instance)
    {
        GroupConfig config = instance.Config;
        snapshot.GroupStates.TryGetValue(instance.Name, out Row<GroupState>? row);
        if (row?.Value.Owner is not { } owner)
        {
            if (config.PossibleOwners.Count == 0
                && config.DependsOn.All(needed => needed.Scope == DependencyScope.Anywhere))
            {
                universe.Referee.Fail($"liveness: {instance.Name} has no owner: {row?.Value.Reason}");
            }

            return;
        }

        _generations[instance.Name] = row.Value.Generation;
        SimNode node = universe.Nodes.First(one => one.Name == owner);
        SimGuard? guard = node.Guards.FirstOrDefault(one =>
            one.Running && one.Group == instance.Name && one.Generation == row.Value.Generation);
        if (guard?.Processes.FirstOrDefault(
            one => !snapshot.Resources.ContainsKey(ShapeReferee.BaseOf(one.Resource))) is { } left)
        {
            universe.Referee.Fail($"liveness: {left.Resource} was deleted and runs on {owner}");
        }

        bool met = ShapeReferee.IsMet(snapshot, instance.Name, owner);
        foreach (ResourceConfig resource in snapshot.Resources.Values.Select(one => one.Value)
            .Where(one => one.Group == config.Name))
        {
            CheckRuns(snapshot, instance, row.Value, guard, resource, met);
        }
    }

    /// <summary>Where what its group waits for is not online, it may run or not: they order starts only.</summary>
    private void CheckRuns(
        ClusterSnapshot snapshot, GroupInstance instance, GroupState state, SimGuard? guard, ResourceConfig resource,
        bool met)
    {
        string name = GroupInstance.ResourceIn(instance.Name, resource.Name);
        SimProcess? process = guard?.Find(name);
        bool wanted = instance.Config.WantedOnline && CanRun(snapshot, resource);
        if (process is not null != wanted && (met || !wanted))
        {
            string what = wanted ? "does not run" : "runs";
            universe.Referee.Fail(
                $"liveness: {name} {what} on {state.Owner} in generation {state.Generation}, wanted stop " +
                $"{state.WantedStop}; {Said(snapshot, instance.Name, name)}; {state.Reason}; {state.Hindrance}");
        }
        else if (process is not null)
        {
            _processes[name] = process.Number;
            CheckHosted(snapshot, guard!.Node, instance.Name, resource, name);
        }
    }

    /// <summary>As many are promoted as are wanted, of those that say how willing they are.</summary>
    private void CheckRoles(ClusterSnapshot snapshot, GroupConfig config)
    {
        if (config.Promoted == 0 || !config.WantedOnline)
        {
            return;
        }

        SimGuard[] running = [.. universe.Nodes.SelectMany(node => node.Guards)
            .Where(guard => guard.Running && ShapeReferee.BaseOf(guard.Group) == config.Name
                && snapshot.GroupStates.TryGetValue(guard.Group, out Row<GroupState>? row)
                && row.Value.Generation == guard.Generation && guard.Processes.Count > 0)];
        int willing = running.Count(guard => guard.Node.Monitors.SelectMany(monitor => monitor.Hosted)
            .Any(hosted => hosted.Group == guard.Group && hosted.Score is not null));
        string[] promoted = [.. running
            .Where(guard => guard.Processes.All(process => process.Promoted))
            .Select(guard => guard.Group)];
        if (promoted.Length != Math.Min(willing, config.Promoted))
        {
            universe.Referee.Fail($"liveness: of {willing} instances of {config.Name} that are willing " +
                $"{promoted.Length} are promoted, and {config.Promoted} should be");
        }

        _promoted.UnionWith(promoted);
    }

    /// <summary>It is wanted, and so is what it needs.</summary>
    private static bool CanRun(ClusterSnapshot snapshot, ResourceConfig resource) =>
        resource.WantedOnline && resource.DependsOn.All(any => any.Any(needed =>
            snapshot.Resources.TryGetValue(needed, out Row<ResourceConfig>? row) && CanRun(snapshot, row.Value)));

    private static string Said(ClusterSnapshot snapshot, string instance, string resource) =>
        snapshot.GroupStatuses.TryGetValue(instance, out Row<GroupStatus>? status)
        && status.Value.Resources.FirstOrDefault(one => one.Name == resource) is { } said
            ? $"{said.State}: {said.Reason}"
            : "nothing is said of it";

    /// <summary>What runs is in a monitor with the type's package as registered now.</summary>
    private void CheckHosted(
        ClusterSnapshot snapshot, SimNode node, string instance, ResourceConfig resource, string name)
    {
        string wanted = snapshot.Types[resource.Type].Value.PackageHash;
        if (!node.Monitors.Any(monitor => monitor.Alive && monitor.Place.PackageHash == wanted
            && monitor.Find(name) is { State: ResourceState.Online }))
        {
            universe.Referee.Fail(
                $"liveness: {name} runs on {node.Name} in no monitor with {wanted}; " +
                Said(snapshot, instance, name));
        }
    }
}
