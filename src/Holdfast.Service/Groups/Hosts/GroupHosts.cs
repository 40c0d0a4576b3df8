using System.Collections.Concurrent;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Groups.Hosts;

/// <summary>The hosts of the groups that this node owns in its epoch; each runs in a loop of its own.</summary>
internal sealed class GroupHosts(HostServices services, GroupMailboxes mailboxes, ILogger<ServiceLoop> loopLogger)
{
    private readonly ConcurrentDictionary<string, HostRun> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _done = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Followed _followed = Followed.Nothing;

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
        lock (_gate)
        {
            ClusterSnapshot last = _followed.Snapshot;
            _followed = new(snapshot, epoch, adoptions, cancellationToken);
            if (!GroupPlan.MayDiffer(snapshot, last))
            {
                return;
            }

            foreach (GroupState state in snapshot.GroupStates.Values.Select(row => row.Value))
            {
                Consider(state);
            }

            foreach (HostRun run in _hosts.Values)
            {
                run.Host.Update(snapshot);
            }
        }
    }

    /// <summary>Returns when no host runs any more.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_hosts.Values.Select(run => run.Running))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _hosts.Clear();
            _done.Clear();
            _followed = Followed.Nothing;
        }
    }

    private void Consider(GroupState state)
    {
        if (string.Equals(state.Owner, services.Authority.Node, StringComparison.Ordinal)
            && state.OwnerEpoch == _followed.Epoch && !_followed.Stopping.IsCancellationRequested && !IsOver(state)
            && !_hosts.ContainsKey(state.Group))
        {
            Begin(state);
        }
    }

    private bool IsOver(GroupState state) =>
        (_done.TryGetValue(state.Group, out long done) && done >= state.Generation)
        || (_followed.Snapshot.GroupStatuses.TryGetValue(state.Group, out Row<GroupStatus>? status)
            && status.Value is { Phase: GroupPhase.Stopped } stopped && stopped.Generation == state.Generation);

    private void Begin(GroupState state)
    {
        var instance = new GroupInstance(state.Group, services.Authority.Node, state.OwnerEpoch, state.Generation);
        Adoption? adoption = _followed.Adoptions.GetValueOrDefault(state.Group);
        Adoption? fitting = adoption?.Guard.Instance == instance ? adoption : null;
        var host = new GroupHost(instance, _followed.Snapshot, services, fitting);
        mailboxes.Open(state.Group, host.Post);
        _hosts[state.Group] = new(host, RunAsync(host, _followed.Stopping));
    }

    private async Task RunAsync(GroupHost host, CancellationToken cancellationToken)
    {
        // Away from the caller, who holds the lock.
        await Task.Yield();
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
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

        lock (_gate)
        {
            if (host.IsDone && _hosts.TryRemove(host.Instance.Group, out _))
            {
                // It may have been given back to this node in the meantime.
                _done[host.Instance.Group] = host.Instance.Generation;
                if (_followed.Snapshot.GroupStates.TryGetValue(host.Instance.Group, out Row<GroupState>? row))
                {
                    Consider(row.Value);
                }
            }
        }
    }

    private sealed record Followed(
        ClusterSnapshot Snapshot,
        long Epoch,
        IReadOnlyDictionary<string, Adoption> Adoptions,
        CancellationToken Stopping)
    {
        public static Followed Nothing { get; } =
            new(new(), 0, new Dictionary<string, Adoption>(StringComparer.Ordinal), CancellationToken.None);
    }

    private sealed record HostRun(GroupHost Host, Task Running);
}
