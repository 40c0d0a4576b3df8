using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Simulation.Monitors;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Owners;

/// <summary>
/// Takes up what an earlier run of the service left in the same epoch, without touching it; ends what is not this
/// node's any more.
/// </summary>
internal sealed class SimAdopting(SimService service, SimMonitorPool monitors)
{
    private readonly Dictionary<string, (SimMonitor Monitor, SimHosted Hosted)> _hosted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _deaths = new(StringComparer.Ordinal);

    /// <summary>The guards that are taken up, by group, with what is known of their resources.</summary>
    public IReadOnlyDictionary<string, (SimGuard Guard, IReadOnlyList<GroupEvent.Adopted> Resources)> Adopt(long epoch)
    {
        ClusterSnapshot snapshot = service.View;
        var kept = new SortedDictionary<string, SimGuard>(StringComparer.Ordinal);
        foreach (SimGuard guard in service.Node.Guards.ToArray())
        {
            if (guard.Running && IsOurs(guard, epoch, snapshot))
            {
                kept[guard.Group] = guard;
            }
            else
            {
                guard.Kill("it is not this node's any more");
            }
        }

        TellDeaths(snapshot);
        AdoptMonitors(kept, snapshot);
        service.Universe.Counters.Adoptions += kept.Count;
        return kept.ToDictionary(pair => pair.Key, pair => (pair.Value, Resources(pair.Value, snapshot)),
            StringComparer.Ordinal);
    }

    private bool IsOurs(SimGuard guard, long epoch, ClusterSnapshot snapshot) =>
        guard.Epoch == epoch
        && snapshot.GroupStates.TryGetValue(guard.Group, out Row<GroupState>? row)
        && row.Value.Owner == service.Node.Name
        && row.Value.OwnerEpoch == epoch
        && row.Value.Generation == guard.Generation;

    /// <summary>One event for each monitor that died while there was no service.</summary>
    private void TellDeaths(ClusterSnapshot snapshot)
    {
        IEnumerable<string> published = snapshot.GroupStatuses.Values
            .Where(row => row.Value.Node == service.Node.Name)
            .SelectMany(row => row.Value.Resources)
            .Select(one => one.MonitorId).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (string id in published.Where(id => service.Node.Monitors.All(monitor => monitor.Id != id)))
        {
            string text = $"Monitor {id} died while the service was away.";
            _deaths[id] = service.Events.Append(null, new(EventKinds.MonitorDied, "warning", null, text));
        }
    }

    private void AdoptMonitors(SortedDictionary<string, SimGuard> kept, ClusterSnapshot snapshot)
    {
        foreach (SimMonitor monitor in service.Node.Monitors.ToArray())
        {
            SimHosted[] taken = [.. monitor.Hosted.Where(one =>
                kept.TryGetValue(one.Group, out SimGuard? guard) && guard.Generation == one.Generation
                && (GroupPlan.From(snapshot, one.Group).Resources.ContainsKey(one.Resource)
                    || !service.Universe.Faults.DeletedNotAdopted))];
            if (taken.Length == 0 || monitor.Frozen)
            {
                monitor.Kill(new(MonitorDeathCause.Replaced, $"monitor {monitor.Id} hosts nothing of this node", []));
                continue;
            }

            foreach (SimHosted one in taken)
            {
                // It noticed the end of the guard, and with it of what it had online.
                one.State = one.Guard.Running || one.State is not (ResourceState.Online or ResourceState.OnlinePending)
                    ? one.State
                    : ResourceState.Failed;
                _hosted[one.Resource] = (monitor, one);
            }

            monitors.Adopt(monitor, taken.ToDictionary(one => one.Resource, one => InstanceOf(kept[one.Group]),
                StringComparer.Ordinal));
        }
    }

    private static SimInstance InstanceOf(SimGuard guard) =>
        new(guard.Group, guard.Node.Name, guard.Epoch, guard.Generation);

    private IReadOnlyList<GroupEvent.Adopted> Resources(SimGuard guard, ClusterSnapshot snapshot)
    {
        var adopted = new List<GroupEvent.Adopted>();
        var plan = GroupPlan.From(snapshot, guard.Group);
        foreach (ResourceConfig config in plan.Resources.Values.Concat(Deleted(guard, plan, snapshot)))
        {
            string? effective = guard.Effective.GetValueOrDefault(config.Name);
            ResourceStatus? status = StatusOf(config, snapshot);
            (SimMonitor Monitor, SimHosted Hosted)? at =
                _hosted.TryGetValue(config.Name, out (SimMonitor, SimHosted) found) ? found : null;
            (ResourceState state, bool certain) =
                Judge(at?.Hosted, status, guard.Find(config.Name) is not null);
            if (service.Universe.Faults.AdoptedWithoutAsking && !certain)
            {
                (state, certain, at) = (ResourceState.Offline, true, null);
            }

            bool up = state is not (ResourceState.Offline or ResourceState.Failed);
            adopted.Add(new(config, state, Host(at?.Monitor, effective ?? config.Properties), certain,
                status?.Restarts ?? 0, ToBootTime(status?.IsolatedUntil), effective,
                status?.MonitorId is { } id ? _deaths.GetValueOrDefault(id) : null,
                status?.State == state ? ToBootTime(status.Since) : null)
            {
                Role = up ? RoleOf(plan, config.Name, at?.Hosted, snapshot) : default,
                PromotionScore = !up ? null
                    : at is { Hosted.HasSaid: true } one ? one.Hosted.Score
                    : status?.PromotionScore,
            });
        }

        return adopted;
    }

    /// <summary>What was deleted while there was no service, and may still run: it is to be taken offline.</summary>
    private IEnumerable<ResourceConfig> Deleted(SimGuard guard, GroupPlan plan, ClusterSnapshot snapshot) =>
        service.Universe.Faults.DeletedNotAdopted
        || !snapshot.GroupStatuses.TryGetValue(guard.Group, out Row<GroupStatus>? row)
            ? []
            : row.Value.Resources.Where(one => !plan.Resources.ContainsKey(one.Name))
                .Select(one =>
                {
                    service.Universe.Referee.Resources.KeepsNoOrder(guard, one.Name);
                    return new ResourceConfig { Name = one.Name, Group = guard.Group, Type = one.Type };
                });

    /// <summary>
    /// As its monitor knows it; without one, promoted, unless the last change of its role was answered otherwise.
    /// </summary>
    private InstanceRole RoleOf(GroupPlan plan, string resource, SimHosted? hosted, ClusterSnapshot snapshot)
    {
        if (hosted?.Role is { } known)
        {
            return known;
        }

        if (plan.RoleToken == 0 || service.Universe.Faults.RoleForgotten)
        {
            return InstanceRole.Unpromoted;
        }

        service.Universe.Counters.RolesAdopted++;
        bool answered = plan.Role == InstanceRole.Unpromoted
            && snapshot.GroupStatuses.TryGetValue(plan.Group, out Row<GroupStatus>? status)
            && status.Value.Generation == snapshot.GroupStates[plan.Group].Value.Generation
            && status.Value.RoleToken == plan.RoleToken
            && status.Value.Resources.Any(one => one.Name == resource && one.Role == InstanceRole.Unpromoted);
        return answered ? InstanceRole.Unpromoted : InstanceRole.Promoted;
    }

    private static ResourceStatus? StatusOf(ResourceConfig config, ClusterSnapshot snapshot) =>
        snapshot.GroupStatuses.TryGetValue(config.Group, out Row<GroupStatus>? row)
            ? row.Value.Resources.FirstOrDefault(one => one.Name == config.Name)
            : null;

    /// <summary>As far as it can be told from its monitor, what was published, and its processes.</summary>
    private static (ResourceState State, bool Certain) Judge(SimHosted? hosted, ResourceStatus? status, bool runs)
    {
        ResourceState published = status?.State ?? ResourceState.Offline;
        return (hosted, published) switch
        {
            ({ State: ResourceState.Online, InProgress: null or CallKind.Set or CallKind.Promote or CallKind.Demote },
                _) => (ResourceState.Online, true),
            ({ State: ResourceState.OfflinePending } or { InProgress: CallKind.Offline }, _) =>
                (ResourceState.OfflinePending, false),
            ({ InProgress: not null } or { State: ResourceState.OnlinePending }, _) =>
                (ResourceState.OnlinePending, false),
            (_, ResourceState.Online) => (ResourceState.Online, false),
            (_, ResourceState.OfflinePending) => (ResourceState.OfflinePending, false),
            (_, ResourceState.OnlinePending) => (ResourceState.OnlinePending, false),
            _ when runs => (ResourceState.OnlinePending, false),
            (_, ResourceState.Failed) => (ResourceState.Failed, true),
            _ => (ResourceState.Offline, true),
        };
    }

    private static Hosting? Host(SimMonitor? monitor, string properties) => monitor is null ? null
        : new(monitor.Id, monitor.Pid, new()
        {
            Place = monitor.Place, Properties = properties, LooksAlive = TimeSpan.Zero, IsAlive = TimeSpan.Zero,
        });

    private BootTime? ToBootTime(DateTimeOffset? wall) =>
        wall is { } at ? service.Now + (at - service.Universe.WallClock) : null;
}
