using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Events;
using Holdfast.Service.Groups.Guards;
using Holdfast.Service.Groups.Monitors;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>
/// Takes up what an earlier service of the same epoch left running, without touching it; ends what is not this node's
/// any more.
/// </summary>
internal sealed class Adopting(
    GuardPool guards, MonitorPool monitors, LocalResources local, DeathNotes notes, MonitorLauncher launcher,
        TimeProvider time)
{
    /// <summary>The groups that are taken up, by name.</summary>
    public async Task<IReadOnlyDictionary<string, Adoption>> AdoptAsync(
        string node, long epoch, ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<string, GroupGuard>(StringComparer.Ordinal);
        var ends = new List<Task>();
        foreach (GroupGuard guard in guards.All)
        {
            if (guard.Instance.Node == node && guard.Instance.Epoch == epoch && guard.Instance.IsAssigned(snapshot))
            {
                kept[guard.Instance.Group] = guard;
            }
            else
            {
                ends.Add(guard.EndAsync(TimeSpan.Zero, cancellationToken));
            }
        }

        var plans = kept.Keys.ToDictionary(
            group => group, group => GroupPlan.From(snapshot, group), StringComparer.Ordinal);
        IReadOnlyList<FoundMonitor> found = await local.TakeFoundAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> deaths = TellDeaths(node, found, snapshot);
        Dictionary<string, (PooledMonitor Monitor, HostedResource Resource)> hosted =
            AdoptMonitors(found, kept, plans, snapshot);
        var adoptions = new Dictionary<string, Adoption>(StringComparer.Ordinal);
        foreach ((string group, GroupGuard guard) in kept)
        {
            adoptions[group] = new(
                guard,
                await AdoptAsync(guard, plans[group], snapshot, hosted, deaths, cancellationToken)
                    .ConfigureAwait(false));
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
        return adoptions;
    }

    /// <summary>
    /// One event for each monitor that died while there was no service, or just before; its id by the monitor's id.
    /// </summary>
    private Dictionary<string, string> TellDeaths(
        string node, IReadOnlyList<FoundMonitor> found, ClusterSnapshot snapshot)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (FoundMonitor dead in found.Where(found => found.Monitor is null))
        {
            if (notes.TellAgain(dead.Id) is { } already)
            {
                told[dead.Id] = already;
                continue;
            }

            List<ResourceStatus> resources = [.. snapshot.GroupStatuses.Values
                .Where(row => string.Equals(row.Value.Node, node, StringComparison.Ordinal))
                .SelectMany(row => row.Value.Resources)
                .Where(r => string.Equals(r.MonitorId, dead.Id, StringComparison.Ordinal))];
            if (resources is [var first, ..])
            {
                told[dead.Id] = notes.Tell(dead.Id, new EventDraft(
                    EventKinds.MonitorDied,
                    $"Monitor {dead.Id} (pid {first.MonitorPid}) died {MonitorDeaths.During(dead.Calls)}, "
                    + "while the service was away.")
                {
                    Level = "warning",
                    Resource = dead.Calls is [var call] ? call.Resource : resources is [var only] ? only.Name : null,
                });
            }
            else
            {
                launcher.RemoveFiles(dead.Id);
            }
        }

        return told;
    }

    private Dictionary<string, (PooledMonitor Monitor, HostedResource Resource)> AdoptMonitors(
        IReadOnlyList<FoundMonitor> found,
        Dictionary<string, GroupGuard> kept,
        Dictionary<string, GroupPlan> plans,
        ClusterSnapshot snapshot)
    {
        var hosted = new Dictionary<string, (PooledMonitor, HostedResource)>(StringComparer.Ordinal);
        foreach (FoundMonitor alive in found.Where(found => found.Monitor is not null))
        {
            PooledMonitor monitor = alive.Monitor!;
            if (alive.Hello!.PackageHash is not { } hash)
            {
                monitors.Adopt(monitor, null, "", []);
                continue;
            }

            List<HostedResource> taken = [.. alive.Hello.Resources.Where(r =>
                kept.TryGetValue(r.Group, out GroupGuard? guard) && guard.Instance.Generation == r.Generation)];
            if (taken.Count == 0)
            {
                monitor.Kill(new(MonitorDeathCause.Replaced, $"monitor {monitor.Id} hosts nothing of this node", []));
                launcher.RemoveFiles(monitor.Id);
                continue;
            }

            ResourceTypeConfig? type = snapshot.Types.Values.Select(t => t.Value)
                .FirstOrDefault(t => string.Equals(t.PackageHash, hash, StringComparison.Ordinal));
            bool alone = taken is [var only] && IsAlone(only, plans[only.Group], snapshot);
            monitors.Adopt(
                monitor, new(hash, alone ? taken[0].Name : null), type?.DllName ?? "",
                [.. taken.Select(r =>
                    new HostedIn(r.Name, kept[r.Group].Instance, DeadlockTimeout(r.Name, plans[r.Group])))]);
            taken.ForEach(r => hosted[r.Name] = (monitor, r));
        }

        return hosted;
    }

    private static ResourceStatus? StatusOf(string group, string resource, ClusterSnapshot snapshot) =>
        snapshot.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? row)
            ? row.Value.Resources.FirstOrDefault(r => string.Equals(r.Name, resource, StringComparison.Ordinal))
            : null;

    /// <summary>
    /// Resources that were published and then deleted while there was no service: what still runs of them is taken
    /// offline like any other, or it would run beside a resource that is made anew under the same name.
    /// </summary>
    private static IEnumerable<ResourceConfig> Deleted(GroupPlan plan, ClusterSnapshot snapshot) =>
        snapshot.GroupStatuses.TryGetValue(plan.Group, out Row<GroupStatus>? row)
            ? row.Value.Resources.Where(r => !plan.Resources.ContainsKey(r.Name))
                .Select(r => new ResourceConfig { Name = r.Name, Group = plan.Group, Type = r.Type })
            : [];

    private static bool IsAlone(HostedResource only, GroupPlan plan, ClusterSnapshot snapshot) =>
        (plan.Resources.TryGetValue(only.Name, out ResourceConfig? config) && config.SeparateMonitor)
        || StatusOf(only.Group, only.Name, snapshot)?.IsolatedUntil is not null;

    private static TimeSpan DeadlockTimeout(string resource, GroupPlan plan)
    {
        if (!plan.Resources.TryGetValue(resource, out ResourceConfig? config))
        {
            return TimeSpan.FromSeconds(30);
        }

        return config.DeadlockTimeout
            ?? (plan.Types.TryGetValue(config.Type, out ResourceTypeConfig? type)
                ? type.DeadlockTimeout
                : TimeSpan.FromSeconds(30));
    }

    private async Task<IReadOnlyList<GroupEvent.Adopted>> AdoptAsync(
        GroupGuard guard,
        GroupPlan plan,
        ClusterSnapshot snapshot,
        Dictionary<string, (PooledMonitor Monitor, HostedResource Resource)> hosted,
        Dictionary<string, string> deaths,
        CancellationToken cancellationToken)
    {
        var adopted = new List<GroupEvent.Adopted>();
        try
        {
            IReadOnlyList<GuardProcess> processes = await guard.ListAsync(cancellationToken).ConfigureAwait(false);
            foreach (ResourceConfig config in plan.Resources.Values.Concat(Deleted(plan, snapshot)))
            {
                string? effective = await guard.LoadAsync(config.Name, HostActions.EffectiveName, cancellationToken)
                    .ConfigureAwait(false);
                ResourceStatus? status = StatusOf(plan.Group, config.Name, snapshot);
                (PooledMonitor Monitor, HostedResource Resource)? at =
                    hosted.TryGetValue(config.Name, out (PooledMonitor, HostedResource) found) ? found : null;
                bool runs = processes.Any(p => string.Equals(p.Resource, config.Name, StringComparison.Ordinal));
                (ResourceState state, bool certain) = Judge(at?.Resource, status, runs);
                bool up = state is not (ResourceState.Offline or ResourceState.Failed);
                adopted.Add(new(config, state, Host(at?.Monitor, effective ?? config.Properties), certain,
                    status?.Restarts ?? 0, ToBootTime(status?.IsolatedUntil), effective,
                    status?.MonitorId is { } id ? deaths.GetValueOrDefault(id) : null,
                    status?.State == state ? ToBootTime(status.Since) : null)
                {
                    Role = up ? AdoptedRoles.Of(plan, config.Name, at?.Resource, snapshot) : default,
                    PromotionScore = up ? AdoptedRoles.Score(at?.Resource, status) : null,
                    NodeUnfit = up ? AdoptedRoles.Unfit(at?.Resource, status) : "",
                });
            }
        }
        catch (GuardException)
        {
            // It died just now; the host hears of it and starts another.
        }

        return adopted;
    }

    /// <summary>
    /// The state of a resource as far as it can be told from its monitor, what was published, and its processes.
    /// </summary>
    private static (ResourceState State, bool Certain) Judge(HostedResource? hosted, ResourceStatus? status, bool runs)
    {
        ResourceState published = status?.State ?? ResourceState.Offline;
        return (hosted, published) switch
        {
            ({ State: "Online", CallInProgress: null or "Set" or "Control" or "LooksAlive" or "IsAlive" or "Promote"
                or "Demote" }, _) => (ResourceState.Online, true),
            ({ State: "OfflinePending" } or { CallInProgress: "Offline" }, _) => (ResourceState.OfflinePending, false),
            ({ CallInProgress: not null } or { State: "OnlinePending" }, _) => (ResourceState.OnlinePending, false),
            (_, ResourceState.Online) => (ResourceState.Online, false),
            (_, ResourceState.OfflinePending) => (ResourceState.OfflinePending, false),
            (_, ResourceState.OnlinePending) => (ResourceState.OnlinePending, false),
            _ when runs => (ResourceState.OnlinePending, false),
            (_, ResourceState.Failed) => (ResourceState.Failed, true),
            _ => (ResourceState.Offline, true),
        };
    }

    /// <summary>The intervals it was given are not known, so they are given anew.</summary>
    private static Core.Groups.Hosting? Host(PooledMonitor? monitor, string properties) =>
        monitor?.Place is not { } place
        ? null
        : new(monitor.Id, monitor.Pid, new()
        {
            Place = place, Properties = properties, LooksAlive = TimeSpan.Zero, IsAlive = TimeSpan.Zero,
        });

    private BootTime? ToBootTime(DateTimeOffset? wall) =>
        wall is { } at ? new BootTime(BootClock.Now) + (at - time.GetUtcNow()) : null;
}
