using System.Collections.Concurrent;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Linux;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Fencing;

/// <summary>
/// While this node coordinates, carries out the power-offs that are committed: those that are intended, and those whose
/// holder is no longer the coordinator. Has nodes let in again that joined anew after a device cut them off; where the
/// agent must be run on the node itself, that node does, and whenever it joins.
/// </summary>
internal sealed partial class FencingLoop(
    IClusterView view, IClusterDatabase database, IEventLog events, IAuthority authority, FenceDevices devices,
    TimeProvider time, ILogger<FencingLoop> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <summary>Runs until cancelled, and ends the agents that it started.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ClusterSnapshot snapshot = view.Current;
                foreach (Row<FenceState> row in snapshot.Fences.Values)
                {
                    Begin(snapshot, row, cancellationToken);
                }

                // A node that has no record yet may have to register all the same.
                if (!snapshot.Fences.ContainsKey(authority.Node))
                {
                    Begin(snapshot, LetInSteps.RecordOf(snapshot, authority.Node), cancellationToken);
                }

                // What has ended is no news of the cluster, but something else may be begun for that node then.
                TimeSpan longest = _running.IsEmpty ? LongestWait : Pause;
                await view.NewsWithinAsync(snapshot.Revision, longest, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One thing at a time for each node: it is not let in while it is powered off, or the other way round.
    /// </summary>
    private void Begin(ClusterSnapshot snapshot, Row<FenceState> row, CancellationToken cancellationToken)
    {
        var self = new CoordinatorIdentity(authority.Node, authority.Epoch);
        FenceState state = row.Value;
        if (_running.ContainsKey(state.Node))
        {
            return;
        }

        Func<Task>? work = null;
        if (state.Phase is FencePhase.Intended or FencePhase.Running)
        {
            work = StonithSteps.IsCoordinator(snapshot, self)
                ? () => PowerOffAsync(self, row, cancellationToken)
                : null;
        }
        else if (LetInSteps.DeviceFor(snapshot, state, self, time.GetUtcNow()) is { } device)
        {
            work = () => LetInAsync(self, row, device, cancellationToken);
        }
        else if (StonithSteps.OwesOn(snapshot, state))
        {
            work = StonithSteps.IsCoordinator(snapshot, self)
                ? () => RunOf(self, row).PowerOnAsync(cancellationToken)
                : null;
        }

        if (work is not null)
        {
            _running[state.Node] =
                Task.Run(() => RunAsync(work, state.Node, cancellationToken), CancellationToken.None);
        }
    }

    private Task PowerOffAsync(CoordinatorIdentity self, Row<FenceState> row, CancellationToken cancellationToken)
    {
        LogBegins(row.Value.Node, row.Value.Reason);
        return RunOf(self, row).RunAsync(cancellationToken);
    }

    private FenceRun RunOf(CoordinatorIdentity self, Row<FenceState> row)
    {
        var record = new FenceRecord(
            view, database, events, time, self, () => authority.RenewedUntil > new BootTime(BootClock.Now), row);
        return new(devices, view, record, time, Random.Shared);
    }

    private Task LetInAsync(
        CoordinatorIdentity self, Row<FenceState> row, string device, CancellationToken cancellationToken)
    {
        LogLetsIn(row.Value.Node, device);
        return new LetInRun(devices, view, database, events, time, self).RunAsync(row, device, cancellationToken);
    }

    private async Task RunAsync(Func<Task> work, string node, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogBroken(node, error);
        }
        finally
        {
            // Should it be wanted still, it is begun again, but not at once.
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _running.TryRemove(node, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the power-off of node {Node} begins: {Reason}")]
    private partial void LogBegins(string node, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "node {Node} is to be let in again by {Device}")]
    private partial void LogLetsIn(string node, string device);

    [LoggerMessage(Level = LogLevel.Error, Message = "what is done to node {Node} broke off; it is begun again")]
    private partial void LogBroken(string node, Exception error);
}
