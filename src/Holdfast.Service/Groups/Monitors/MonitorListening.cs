using System.Collections.Concurrent;
using Holdfast.Core.Groups;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>Follows the events of monitors and takes them to the groups.</summary>
internal sealed class MonitorListening(GroupMailboxes mailboxes)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, byte> _failed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _polls = new(StringComparer.Ordinal);

    public long Polls(string resource) => _polls.GetValueOrDefault(resource);

    /// <summary>Begins to follow a monitor, without waiting for it.</summary>
    public void Begin(PooledMonitor monitor) => _ = FollowAsync(monitor, new TaskCompletionSource());

    /// <summary>Begins to follow a monitor; returns once nothing that it tells can be missed.</summary>
    /// <exception cref="HttpRequestException">It died first.</exception>
    public async Task BeginAsync(PooledMonitor monitor)
    {
        var following = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = FollowAsync(monitor, following);
        await following.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Asks a monitor how far it is; tells groups whose polls went on, and what no event told: failures, and what
    /// holds of promotion scores and of the node's fitness.
    /// </summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="polls">Whether groups are told how many polls there were, which each writes down.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task LookAsync(PooledMonitor monitor, bool polls, CancellationToken cancellationToken)
    {
        MonitorHello hello = await monitor.Client.HelloAsync(cancellationToken).ConfigureAwait(false);
        var advanced = new HashSet<string>(StringComparer.Ordinal);
        foreach (HostedResource resource in hello.Resources)
        {
            if (monitor.Find(resource.Name) is null)
            {
                continue;
            }

            if (polls && Polls(resource.Name) != resource.Polls)
            {
                _polls[resource.Name] = resource.Polls;
                advanced.Add(resource.Group);
            }

            foreach (MonitorEvent report in resource.Reports)
            {
                Take(monitor, report);
            }

            // Seen twice, for an answer may be overtaken by what was done about the failure it tells of.
            if (resource is not { State: "Failed", CallInProgress: null })
            {
                _failed.TryRemove(resource.Name, out _);
            }
            else if (!_failed.TryAdd(resource.Name, 0))
            {
                Post(monitor, resource.Name, resource.Generation, new GroupEvent.FailureReported(
                    resource.Name, monitor.Id, resource.FailureReason ?? "its monitor says that it failed"));
            }
        }

        foreach (string group in advanced)
        {
            mailboxes.Post(group, new GroupEvent.Looked());
        }
    }

    private async Task FollowAsync(PooledMonitor monitor, TaskCompletionSource following)
    {
        while (!monitor.Exited.IsCompleted)
        {
            try
            {
                await foreach (MonitorEvent happened in monitor.Client.EventsAsync(CancellationToken.None)
                    .ConfigureAwait(false))
                {
                    following.TrySetResult();
                    Take(monitor, happened);
                }
            }
            catch (Exception error) when (MonitorCalls.IsLost(error))
            {
                // Lost before it began: tried again while the monitor lives.
            }

            await Task.WhenAny(monitor.Exited, Task.Delay(Again)).ConfigureAwait(false);
        }

        following.TrySetException(new HttpRequestException($"Monitor {monitor.Id} is gone."));
    }

    private void Take(PooledMonitor monitor, MonitorEvent happened)
    {
        if (happened.Resource is not { } resource)
        {
            return;
        }

        string text = happened.Text ?? "";
        if (happened.Kind is "score" or "fitness")
        {
            GroupEvent report = happened.Kind is "score"
                ? new GroupEvent.PromotionScored(resource, monitor.Id, happened.Score)
                : new GroupEvent.NodeFitnessReported(resource, monitor.Id, text);
            monitor.Hear(happened, () => Post(monitor, resource, happened.Generation, report));
            return;
        }

        GroupEvent? told = happened.Kind switch
        {
            "status" => new GroupEvent.StatusReported(resource, monitor.Id, text),
            "failure" => new GroupEvent.FailureReported(resource, monitor.Id, text),
            "health" => new GroupEvent.HealthChanged(resource, monitor.Id, text),
            _ => null,
        };
        if (told is not null)
        {
            Post(monitor, resource, happened.Generation, told);
        }
    }

    private bool Post(PooledMonitor monitor, string resource, long generation, GroupEvent told) =>
        monitor.Find(resource) is { } hosted && hosted.Instance.Generation == generation
        && mailboxes.Post(hosted.Instance.Group, told);
}
