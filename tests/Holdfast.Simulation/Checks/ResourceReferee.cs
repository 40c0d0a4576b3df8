using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checks;

/// <summary>
/// Watches the processes of resources in true time: none is there twice, none starts unannounced, and the order of
/// dependencies is kept both ways, as the database had them when the service decided.
/// </summary>
internal sealed class ResourceReferee(Universe universe, Action<string> fail)
{
    private readonly Dictionary<string, List<SimProcess>> _living = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(long Revision, ResourceConfig Config)>> _configs =
        new(StringComparer.Ordinal);
    private readonly Dictionary<SimGuard, SortedSet<string>> _up = [];
    private readonly HashSet<(SimGuard Guard, string Resource)> _unordered = [];
    private readonly Dictionary<string, long> _announced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _stopped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _stoppedRows = new(StringComparer.Ordinal);

    public void Started(SimProcess process)
    {
        SimGuard guard = process.Guard;
        universe.Counters.ResourceStarts++;
        universe.Trace.Say(guard.Node.Name, $"{process.Resource} runs, generation {guard.Generation}");
        List<SimProcess> others = _living.TryGetValue(process.Resource, out List<SimProcess>? known)
            ? known
            : _living[process.Resource] = [];
        if (others.Select(one => one.Guard).FirstOrDefault(ShapeReferee.Runs) is { } other)
        {
            fail($"exclusivity: {process.Resource} starts on {guard.Node.Name} (generation {guard.Generation}) while " +
                $"it runs on {other.Node.Name} (generation {other.Generation})");
        }

        AuthorityReading page = guard.Node.Page;
        if (page.Epoch != guard.Epoch || guard.Node.Machine.Now >= page.KillAt)
        {
            fail($"unauthorised: {process.Resource} starts on {guard.Node.Name} in epoch {guard.Epoch}");
        }

        if (_announced.GetValueOrDefault(guard.Group) < guard.Generation)
        {
            fail($"unannounced: {process.Resource} starts in generation {guard.Generation}, which nobody announced");
        }

        others.Add(process);
    }

    public void Ended(SimProcess process)
    {
        SimGuard guard = process.Guard;
        universe.Trace.Say(guard.Node.Name, $"{process.Resource} ended, generation {guard.Generation}");
        _living[process.Resource].Remove(process);
    }

    /// <summary>A guard starts: none does in a generation that was said to be over.</summary>
    public void GuardStarted(SimGuard guard)
    {
        if (_stopped.GetValueOrDefault(guard.Group) >= guard.Generation)
        {
            fail($"stopped: {guard.Group} starts in generation {guard.Generation}, which was reported stopped");
        }
    }

    public void GuardGone(SimGuard guard) => _up.Remove(guard);

    /// <summary>
    /// It was deleted while no service was there: what it needs is not known any more, and so it keeps no order.
    /// </summary>
    public void KeepsNoOrder(SimGuard guard, string resource) => _unordered.Add((guard, resource));

    /// <summary>A DLL is called: what it needs is online before it is, and what needs it is offline first.</summary>
    public void Called(SimHosted hosted, SimCall call)
    {
        switch (call.Kind)
        {
            case CallKind.Online:
                CheckNeeds(hosted, call.Revision);
                break;
            case CallKind.Offline or CallKind.Terminate:
                Down(hosted.Guard, hosted.Resource, call.Revision);
                break;
            default:
                break;
        }
    }

    /// <summary>The service has a resource's processes killed.</summary>
    public void Down(SimGuard guard, string resource, long revision)
    {
        UpIn(guard).Remove(resource);
        _unordered.Remove((guard, resource));
        foreach (string dependent in UpIn(guard))
        {
            if (!_unordered.Contains((guard, dependent)) && guard.Find(dependent) is not null
                && ConfigAt(dependent, revision) is { } config
                && config.DependsOn.FirstOrDefault(any => any.Contains(resource) && !IsMet(guard, any)) is not null)
            {
                fail($"order: {resource} is taken down on {guard.Node.Name} while {dependent}, which needs it, is up");
            }
        }
    }

    /// <summary>A resource is online, as its DLL says.</summary>
    public void Up(SimHosted hosted) => UpIn(hosted.Guard).Add(hosted.Resource);

    public void Committed(RowPut put, long revision)
    {
        switch (put.Value)
        {
            case ResourceConfig config:
                if (!_configs.TryGetValue(config.Name, out List<(long, ResourceConfig)>? known))
                {
                    _configs[config.Name] = known = [];
                }

                known.Add((revision, config));
                break;
            case GroupStatus status:
                Published(status);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// A group was forgotten, and its status with it: one that was held up may come after that, and covers nothing.
    /// </summary>
    public void Deleted(string key)
    {
        if (key.StartsWith(Keys.GroupStatuses, StringComparison.Ordinal))
        {
            _stoppedRows.Remove(key[Keys.GroupStatuses.Length..]);
        }
    }

    /// <summary>What an owner publishes names the registered type of each resource, and keeps its word.</summary>
    private void Published(GroupStatus status)
    {
        foreach (ResourceStatus resource in status.Resources)
        {
            string name = ShapeReferee.BaseOf(resource.Name);
            bool known = _configs.TryGetValue(name, out List<(long, ResourceConfig Config)>? configs)
                && configs.Any(one => string.Equals(one.Config.Type, resource.Type, StringComparison.Ordinal));
            if (!known)
            {
                fail($"registration: {resource.Name} is published with type \"{resource.Type}\", which it never had");
            }
        }

        if (status.Phase != GroupPhase.Stopped)
        {
            _announced[status.Group] = Math.Max(status.Generation, _announced.GetValueOrDefault(status.Group));
        }

        long stopped = _stoppedRows.GetValueOrDefault(status.Group);
        if (status.Generation < stopped || (status.Generation == stopped && status.Phase != GroupPhase.Stopped))
        {
            fail($"stopped: {status.Group} is {status.Phase} in generation {status.Generation}, which was stopped");
        }

        if (status.Phase == GroupPhase.Stopped)
        {
            _stoppedRows[status.Group] = status.Generation;
            _stopped[status.Group] = Math.Max(status.Generation, _stopped.GetValueOrDefault(status.Group));
            if (universe.Nodes.SelectMany(node => node.Guards).Any(guard =>
                guard.Group == status.Group && guard.Generation <= status.Generation && guard.Processes.Count > 0
                && ShapeReferee.Runs(guard)))
            {
                fail($"stopped: {status.Group} is reported stopped in generation {status.Generation} while it runs");
            }
        }
    }

    private void CheckNeeds(SimHosted hosted, long revision)
    {
        if (hosted.Guard.Running && ConfigAt(hosted.Resource, revision) is { } config
            && config.DependsOn.FirstOrDefault(any => !IsMet(hosted.Guard, any)) is { } unmet)
        {
            fail($"order: {hosted.Resource} is brought online on {hosted.Guard.Node.Name} while " +
                $"{string.Join(" and ", unmet)}, which it needs, is not online");
        }
    }

    private bool IsMet(SimGuard guard, ValueList<string> any) => any.Any(UpIn(guard).Contains);

    private SortedSet<string> UpIn(SimGuard guard)
    {
        if (!_up.TryGetValue(guard, out SortedSet<string>? up))
        {
            _up[guard] = up = new(StringComparer.Ordinal);
        }

        return up;
    }

    /// <summary>As it was at that revision, or last before it was deleted.</summary>
    private ResourceConfig? ConfigAt(string resource, long revision) =>
        _configs.TryGetValue(ShapeReferee.BaseOf(resource), out List<(long Revision, ResourceConfig Config)>? known)
            && known.LastOrDefault(one => one.Revision <= revision).Config is { } config
            ? config with { DependsOn = InInstance(config.DependsOn, resource[config.Name.Length..]) }
            : null;

    /// <summary>An instance's resources need each other by the names that they have in it.</summary>
    private static ValueList<ValueList<string>> InInstance(ValueList<ValueList<string>> needs, string suffix) =>
        suffix.Length == 0
            ? needs
            : needs.Select(any => any.Select(name => name + suffix).ToValueList()).ToValueList();
}
