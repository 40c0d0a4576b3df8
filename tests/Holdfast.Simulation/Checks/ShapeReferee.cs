using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// Watches what is more than one group: no more instances on a node and no more promoted ones than wanted, in true
/// time, and no group started before what it depends on was online, as far as its owner could know.
/// </summary>
internal sealed class ShapeReferee(Universe universe, Action<string> fail)
{
    private readonly Dictionary<string, GroupConfig> _configs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Instance, long Generation), long> _firstMet = [];
    private readonly HashSet<(string Instance, long Generation)> _begun = [];

    /// <summary>The revision at which a group first depended on another one; null while none has.</summary>
    private long? _since;

    private IEnumerable<SimGuard> Running => universe.Nodes.SelectMany(node => node.Guards).Where(Runs);

    /// <summary>
    /// Whether what a guard runs can do anything: not in a suspend, nor when it is killed before it wakes.
    /// </summary>
    public static bool Runs(SimGuard guard) => guard.Alive && !guard.Halted && !guard.Node.Machine.Suspended;

    /// <summary>The group or resource that an instance is one of.</summary>
    public static string BaseOf(string name) => name.Split(':')[0];

    public void Committed(CommitPlan plan, ClusterSnapshot snapshot)
    {
        foreach (GroupConfig config in plan.Puts.Select(put => put.Value).OfType<GroupConfig>())
        {
            // What was wanted last may not be carried out yet.
            int promoted = _configs.TryGetValue(config.Name, out GroupConfig? before) ? before.Promoted : 0;
            _configs[config.Name] = config with { Promoted = Math.Max(promoted, config.Promoted) };
            _since ??= config.DependsOn.Count > 0 ? snapshot.Revision : null;
        }

        foreach (GroupStatus status in plan.Puts.Select(put => put.Value).OfType<GroupStatus>()
            .Where(status => status.RoleToken > 0))
        {
            universe.Trace.Say(status.Node, $"{status.Group} is {status.Role}, token {status.RoleToken}");
        }

        if (_since is null)
        {
            return;
        }

        foreach (Row<GroupState> row in snapshot.GroupStates.Values)
        {
            if (row.Value.Owner is { } owner && IsMet(snapshot, row.Value.Group, owner))
            {
                _firstMet.TryAdd((row.Value.Group, row.Value.Generation), snapshot.Revision);
            }
        }
    }

    /// <summary>It starts on its node: with those that run there already there are no more than there may be.</summary>
    public void Started(SimGuard guard)
    {
        string group = BaseOf(guard.Group);
        if (string.Equals(group, guard.Group, StringComparison.Ordinal))
        {
            return;
        }

        universe.Counters.ParallelStarts++;
        string[] there = [.. Running
            .Where(other => other != guard && other.Node == guard.Node && BaseOf(other.Group) == group)
            .Select(other => other.Group)];
        if (there.Length >= Math.Max(1, _configs[group].InstancesPerNode))
        {
            fail($"instances: {guard.Group} starts on {guard.Node.Name}, which runs {string.Join(" and ", there)}");
        }
    }

    /// <summary>A process is told by its DLL to act as a promoted one, or to do so no longer.</summary>
    public void ChangeRole(SimProcess process, bool promoted)
    {
        universe.Counters.Promotions += promoted && !process.Promoted ? 1 : 0;
        universe.Counters.Demotions += !promoted && process.Promoted ? 1 : 0;
        process.Promoted = promoted;
        string what = promoted ? "promoted" : "unpromoted";
        universe.Trace.Say(process.Guard.Node.Name, $"{process.Resource} is {what}");
        CheckPromoted(BaseOf(process.Resource), BaseOf(process.Guard.Group));
    }

    /// <summary>A machine woke: what is still promoted there may be one too many by now.</summary>
    public void Resumed()
    {
        foreach (SimProcess process in Running.SelectMany(guard => guard.Processes).Where(one => one.Promoted))
        {
            CheckPromoted(BaseOf(process.Resource), BaseOf(process.Guard.Group));
        }
    }

    /// <summary>
    /// A DLL is called: the first call of a generation, by which its start was decided, comes after what the group
    /// depends on. What is made to depend on more while it is started goes on.
    /// </summary>
    public void Called(SimHosted hosted, SimCall call)
    {
        var assignment = (hosted.Group, hosted.Generation);
        if (call.Kind is CallKind.Open or CallKind.Online && _begun.Add(assignment) && call.Revision >= _since
            && !(_firstMet.TryGetValue(assignment, out long met) && met <= call.Revision))
        {
            fail($"group order: {hosted.Group} is started in generation {hosted.Generation} on " +
                $"{hosted.Guard.Node.Name} though what it depends on was not online");
        }
    }

    /// <summary>Whether all that the group depends on is online, as published, for this owner.</summary>
    public static bool IsMet(ClusterSnapshot snapshot, string instance, string owner) =>
        !snapshot.Groups.TryGetValue(BaseOf(instance), out Row<GroupConfig>? config)
        || config.Value.DependsOn.All(needed => snapshot.GroupStates.Values
            .Where(row => BaseOf(row.Value.Group) == needed.Group && IsOnline(snapshot, row.Value))
            .Any(row => needed.Scope switch
            {
                DependencyScope.Local => row.Value.Owner == owner,
                DependencyScope.Elsewhere => row.Value.Owner != owner,
                _ => true,
            }));

    private static bool IsOnline(ClusterSnapshot snapshot, GroupState state) =>
        snapshot.GroupStatuses.TryGetValue(state.Group, out Row<GroupStatus>? status)
        && status.Value.Phase == GroupPhase.Active && status.Value.Generation == state.Generation
        && status.Value.Resources.Any(one => one.State == ResourceState.Online)
        && status.Value.Resources.All(one => one.State == ResourceState.Online
            || !snapshot.Resources.TryGetValue(BaseOf(one.Name), out Row<ResourceConfig>? resource)
            || !resource.Value.WantedOnline);

    private void CheckPromoted(string resource, string group)
    {
        SimProcess[] promoted = [.. Running
            .SelectMany(guard => guard.Processes)
            .Where(one => one.Promoted && BaseOf(one.Resource) == resource)];
        if (promoted.Length > _configs[group].Promoted)
        {
            fail($"roles: {string.Join(" and ", promoted.Select(one => $"{one.Resource} on {one.Guard.Node.Name}"))} " +
                $"are promoted, and {_configs[group].Promoted} may be");
        }
    }
}
