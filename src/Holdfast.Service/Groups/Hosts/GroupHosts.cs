using System.Collections.Concurrent;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>The hosts of the groups that this node owns in its epoch; each runs in a loop of its own.</summary>
internal sealed class GroupHosts(HostServices services, GroupMailboxes mailboxes, ILogger<ServiceLoop> loopLogger)
{
    private readonly ConcurrentDictionary<string, HostRun> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _done = new(StringComparer.Ordinal);
    private ClusterSnapshot _last = new();

    public IReadOnlyList<GroupHost> All => [.. _hosts.Values.Select(run => run.Host)];

    /// <summary>The host of the group that a resource belongs to.</summary>
    public GroupHost? Of(string resource) =>
        All.FirstOrDefault(host => host.Runtime.Resources.ContainsKey(resource));

    /// <summary>
    /// Starts hosts for the groups that are this node's, and tells all that the cluster has changed.
    /// </summary>
    public void Follow(
        ClusterSnapshot snapshot,
        long epoch,
        IReadOnlyDictionary<string, Adoption> adoptions,
        CancellationToken cancellationToken)
    {
        if (ReferenceEquals(snapshot.GroupStates, _last.GroupStates) && ReferenceEquals(snapshot.Groups, _last.Groups)
            && ReferenceEquals(snapshot.Resources, _last.Resources) && ReferenceEquals(snapshot.Types, _last.Types))
        {
            return;
        }

        _last = snapshot;
        foreach (GroupState state in snapshot.GroupStates.Values.Select(row => row.Value))
        {
            if (string.Equals(state.Owner, services.Authority.Node, StringComparison.Ordinal)
                && state.OwnerEpoch == epoch && !IsOver(state, snapshot))
            {
                Begin(state, snapshot, adoptions.GetValueOrDefault(state.Group), cancellationToken);
            }
        }

        foreach (HostRun run in _hosts.Values)
        {
            run.Host.Update(snapshot);
        }
    }

    /// <summary>Returns when no host runs any more.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_hosts.Values.Select(run => run.Running))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hosts.Clear();
        _done.Clear();
        _last = new();
    }

    private bool IsOver(GroupState state, ClusterSnapshot snapshot) =>
        (_done.TryGetValue(state.Group, out long done) && done >= state.Generation)
        || (snapshot.GroupStatuses.TryGetValue(state.Group, out Row<GroupStatus>? status)
            && status.Value is { Phase: GroupPhase.Stopped } stopped && stopped.Generation == state.Generation);

    private void Begin(
        GroupState state, ClusterSnapshot snapshot, Adoption? adoption, CancellationToken cancellationToken)
    {
        if (_hosts.TryGetValue(state.Group, out HostRun? present))
        {
            if (present.Host.Instance.Generation == state.Generation || !present.Running.IsCompleted)
            {
                return;
            }
        }

        var instance = new GroupInstance(state.Group, services.Authority.Node, state.OwnerEpoch, state.Generation);
        Adoption? fitting = adoption?.Guard.Instance == instance ? adoption : null;
        var host = new GroupHost(instance, snapshot, services, fitting);
        _hosts[state.Group] = new(host, RunAsync(host, cancellationToken));
    }

    private async Task RunAsync(GroupHost host, CancellationToken cancellationToken)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        mailboxes.Open(host.Instance.Group, host.Post);
        try
        {
            await new ServiceLoop($"group {host.Instance.Group}", services.Time, loopLogger).RunAsync(
                async stop =>
                {
                    await host.RunAsync(stop).ConfigureAwait(false);
                    await done.CancelAsync().ConfigureAwait(false);
                },
                done.Token).ConfigureAwait(false);
        }
        finally
        {
            mailboxes.Close(host.Instance.Group, host.Post);
        }

        if (host.IsDone)
        {
            _done[host.Instance.Group] = host.Instance.Generation;
            _hosts.TryRemove(host.Instance.Group, out _);
        }
    }

    private sealed record HostRun(GroupHost Host, Task Running);
}
