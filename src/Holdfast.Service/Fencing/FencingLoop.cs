using System.Collections.Concurrent;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Fencing;

/// <summary>
/// While this node coordinates, carries out the power-offs that are committed: those that are intended, and those whose
/// holder is no longer the coordinator.
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

                await view.NewsWithinAsync(snapshot.Revision, LongestWait, time, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Begin(ClusterSnapshot snapshot, Row<FenceState> row, CancellationToken cancellationToken)
    {
        var self = new CoordinatorIdentity(authority.Node, authority.Epoch);
        if (row.Value.Phase is not (FencePhase.Intended or FencePhase.Running)
            || !StonithSteps.IsCoordinator(snapshot, self)
            || _running.ContainsKey(row.Value.Node))
        {
            return;
        }

        var record = new FenceRecord(view, database, events, time, self, row);
        var run = new FenceRun(devices, view, record, time, Random.Shared);
        _running[row.Value.Node] = Task.Run(() => RunAsync(run, row.Value, cancellationToken), CancellationToken.None);
    }

    private async Task RunAsync(FenceRun run, FenceState state, CancellationToken cancellationToken)
    {
        try
        {
            LogBegins(state.Node, state.Reason);
            await run.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogBroken(state.Node, error);
        }
        finally
        {
            // Should it be wanted still, it is begun again, but not at once.
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _running.TryRemove(state.Node, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the power-off of node {Node} begins: {Reason}")]
    private partial void LogBegins(string node, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "the power-off of node {Node} broke off; it is begun again")]
    private partial void LogBroken(string node, Exception error);
}
