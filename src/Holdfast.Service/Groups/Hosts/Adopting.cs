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
    GuardPool guards, MonitorPool monitors, LocalResources local, IEventLog events, MonitorLauncher launcher,
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
            if (IsOurs(guard.Instance, node, epoch, snapshot))
            {
                kept[guard.Instance.Group] = guard;
            }
            else
            {
                ends.Add(guard.EndAsync(TimeSpan.Zero, cancellationToken));
            }
        }

        IReadOnlyList<FoundMonitor> found = local.TakeFound();
        Dictionary<string, string> deaths = TellDeaths(node, found, snapshot);
        Dictionary<string, (PooledMonitor Monitor, HostedResource Resource)> hosted =
            AdoptMonitors(found, kept, snapshot);
        var adoptions = new Dictionary<string, Adoption>(StringComparer.Ordinal);
        foreach ((string group, GroupGuard guard) in kept)
        {
            adoptions[group] = new(
                guard, await AdoptAsync(guard, snapshot, hosted, deaths, cancellationToken).ConfigureAwait(false));
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
        return adoptions;
    }

    private static bool IsOurs(GroupInstance instance, string node, long epoch, ClusterSnapshot snapshot) =>
        instance.Epoch == epoch
        && snapshot.GroupStates.TryGetValue(instance.Group, out Row<GroupState>? row)
        && string.Equals(row.Value.Owner, node, StringComparison.Ordinal)
        && row.Value.OwnerEpoch == epoch
        && row.Value.Generation == instance.Generation;

    /// <summary>
    /// One event for each monitor that died while there was no service; its id by the monitor's id.
    /// </summary>
    private Dictionary<string, string> TellDeaths(
        string node, IReadOnlyList<FoundMonitor> found, ClusterSnapshot snapshot)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (FoundMonitor dead in found.Where(found => found.Monitor is null))
        {
            List<ResourceStatus> resources = [.. snapshot.GroupStatuses.Values
                .Where(row => string.Equals(row.Value.Node, node, StringComparison.Ordinal))
                .SelectMany(row => row.Value.Resources)
                .Where(r => string.Equals(r.MonitorId, dead.Id, StringComparison.Ordinal))];
            if (resources is [var first, ..])
            {
                told[dead.Id] = events.Append(new EventDraft(
                    EventKinds.MonitorDied,
                    $"Monitor {dead.Id} (pid {first.MonitorPid}) died {MonitorDeaths.During(dead.Calls)}, "
                    + "while the service was away.")
                {
                    Level = "warning",
                    Resource = dead.Calls is [var call] ? call.Resource : resources is [var only] ? only.Name : null,
                });
            }
        }

        return told;
    }

    private Dictionary<string, (PooledMonitor Monitor, HostedResource Resource)> AdoptMonitors(
        IReadOnlyList<FoundMonitor> found, Dictionary<string, GroupGuard> kept, ClusterSnapshot snapshot)
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
            bool alone = taken is [var only] && IsAlone(only.Name, snapshot);
            monitors.Adopt(
                monitor, new(hash, alone ? taken[0].Name : null), type?.DllName ?? "",
                [.. taken.Select(r =>
                    new HostedIn(r.Name, kept[r.Group].Instance, DeadlockTimeout(r.Name, snapshot)))]);
            taken.ForEach(r => hosted[r.Name] = (monitor, r));
        }

        return hosted;
    }

    private static ResourceStatus? StatusOf(string resource, ClusterSnapshot snapshot) =>
        snapshot.Resources.TryGetValue(resource, out Row<ResourceConfig>? config)
            ? StatusOf(resource, config.Value.Group, snapshot)
            : null;

    private static ResourceStatus? StatusOf(string resource, string group, ClusterSnapshot snapshot) =>
        snapshot.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? row)
            ? row.Value.Resources.FirstOrDefault(r => string.Equals(r.Name, resource, StringComparison.Ordinal))
            : null;

    /// <summary>
    /// Resources that were published and then deleted while there was no service: what still runs of them is taken
    /// offline like any other, or it would run beside a resource that is made anew under the same name.
    /// </summary>
    private static IEnumerable<ResourceConfig> Deleted(string group, ClusterSnapshot snapshot) =>
        snapshot.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? row)
            ? row.Value.Resources.Where(r => !snapshot.Resources.ContainsKey(r.Name))
                .Select(r => new ResourceConfig { Name = r.Name, Group = group, Type = r.Type })
            : [];

    private static bool IsAlone(string resource, ClusterSnapshot snapshot) =>
        (snapshot.Resources.TryGetValue(resource, out Row<ResourceConfig>? config) && config.Value.SeparateMonitor)
        || StatusOf(resource, snapshot)?.IsolatedUntil is not null;

    private static TimeSpan DeadlockTimeout(string resource, ClusterSnapshot snapshot)
    {
        if (!snapshot.Resources.TryGetValue(resource, out Row<ResourceConfig>? row))
        {
            return TimeSpan.FromSeconds(30);
        }

        ResourceConfig config = row.Value;
        return config.DeadlockTimeout
            ?? (snapshot.Types.TryGetValue(config.Type, out Row<ResourceTypeConfig>? type)
                ? type.Value.DeadlockTimeout
                : TimeSpan.FromSeconds(30));
    }

    private async Task<IReadOnlyList<GroupEvent.Adopted>> AdoptAsync(
        GroupGuard guard,
        ClusterSnapshot snapshot,
        Dictionary<string, (PooledMonitor Monitor, HostedResource Resource)> hosted,
        Dictionary<string, string> deaths,
        CancellationToken cancellationToken)
    {
        var adopted = new List<GroupEvent.Adopted>();
        try
        {
            IReadOnlyList<GuardProcess> processes = await guard.ListAsync(cancellationToken).ConfigureAwait(false);
            IEnumerable<ResourceConfig> configs = snapshot.Resources.Values.Select(row => row.Value)
                .Where(r => string.Equals(r.Group, guard.Instance.Group, StringComparison.Ordinal));
            foreach (ResourceConfig config in configs.Concat(Deleted(guard.Instance.Group, snapshot)))
            {
                string? effective = await guard.LoadAsync(config.Name, HostActions.EffectiveName, cancellationToken)
                    .ConfigureAwait(false);
                ResourceStatus? status = StatusOf(config.Name, config.Group, snapshot);
                (PooledMonitor Monitor, HostedResource Resource)? at =
                    hosted.TryGetValue(config.Name, out (PooledMonitor, HostedResource) found) ? found : null;
                bool runs = processes.Any(p => string.Equals(p.Resource, config.Name, StringComparison.Ordinal));
                (ResourceState state, bool certain) = Judge(at?.Resource, status, runs);
                adopted.Add(new(config, state, Host(at?.Monitor, effective ?? config.Properties), certain,
                    status?.Restarts ?? 0, ToBootTime(status?.IsolatedUntil), effective,
                    status?.MonitorId is { } id ? deaths.GetValueOrDefault(id) : null,
                    status?.State == state ? ToBootTime(status.Since) : null));
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
            ({ State: "Online", CallInProgress: null or "Set" or "Control" }, _) => (ResourceState.Online, true),
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
