using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Fencing;

/// <summary>
/// Has a device let a node in again that it cut off: committed first, then told, then asked whether it is so.
/// </summary>
/// <remarks>
/// The agent is killed before the limit that was committed has passed, counted from before the commit was sent. So
/// whoever saw it committed and waited for that long knows that it does nothing any more.
/// </remarks>
internal sealed class LetInRun(
    FenceDevices devices, IClusterView view, IClusterDatabase database, IEventLog events, TimeProvider time,
    CoordinatorIdentity self)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>What committing it may take of the time; if it takes longer, there is less for the agent.</summary>
    private static readonly TimeSpan ForTheCommit = TimeSpan.FromSeconds(5);

    /// <summary>How much longer is waited: for clocks that differ, and for killing.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Waits until an agent that was to let a node in cannot do so any more; false if that is moot, because
    /// what is asked has become false.</summary>
    public static Task<bool> OverAsync(
        IClusterView view, LettingIn letting, Func<bool> stands, TimeProvider time,
        CancellationToken cancellationToken) =>
        view.PassesAsync(letting.Limit + Margin, stands, time, cancellationToken);

    /// <param name="row">The node's record.</param>
    /// <param name="device">The device that cut it off.</param>
    /// <param name="cancellationToken">Ends the agent.</param>
    public async Task RunAsync(Row<FenceState> row, string device, CancellationToken cancellationToken)
    {
        string node = row.Value.Node;
        if (row.Value.LettingIn is { } other && !await OverAsync(
            view, other, () => view.Current.Fences.TryGetValue(node, out Row<FenceState>? now)
                && now.Revision == row.Revision, time, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        ClusterSnapshot snapshot = view.Current;
        if (StonithSteps.DevicesOf(snapshot, node).FirstOrDefault(each => each.Name == device) is not { } known)
        {
            await TellAsync(row, device, $"{device} has {node} not among its hosts any more", cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        (FenceDeviceConfig? found, string? whyNot) = await devices.Lists
            .WithPlugAsync(known, node, view.Current.NodeNames(), cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            await TellAsync(row, device, $"{device} did not let it in: {whyNot}", cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        long sent = time.GetTimestamp();
        LettingIn begun = Begun(device, found.Timeout + ForTheCommit) with
        {
            Revision = snapshot.FenceDevices[device].Revision,
        };
        if (await BeginAsync(row, begun, cancellationToken).ConfigureAwait(false))
        {
            TimeSpan left = begun.Limit - time.GetElapsedTime(sent);
            string? trouble = await OnAsync(found, node, left, cancellationToken).ConfigureAwait(false);
            await EndAsync(node, begun, trouble, cancellationToken).ConfigureAwait(false);
        }
    }

    private LettingIn Begun(string device, TimeSpan limit) =>
        new() { Device = device, By = self.Node, ByEpoch = self.Epoch, Limit = limit };

    /// <summary>Null if the device let the node in and says so.</summary>
    private async Task<string?> OnAsync(
        FenceDeviceConfig device, string node, TimeSpan left, CancellationToken cancellationToken)
    {
        AgentAnswer on =
            await devices.LetInAsync(device, node, left, cancellationToken).ConfigureAwait(false);
        if (!on.IsDone)
        {
            return $"{device.Name} did not let it in: {on.Text}";
        }

        AgentAnswer status = await devices.StatusAsync(device, node, cancellationToken).ConfigureAwait(false);
        return status.IsDone
            ? null
            : $"{device.Name} says it let it in, but not that it is in now: "
                + (status.IsOff ? "its status is off" : status.Text);
    }

    /// <summary>What keeps the device from being told at all is committed like what comes of telling it.</summary>
    private async Task TellAsync(
        Row<FenceState> row, string device, string trouble, CancellationToken cancellationToken)
    {
        LettingIn begun = Begun(device, TimeSpan.Zero);
        if (await BeginAsync(row, begun, cancellationToken).ConfigureAwait(false))
        {
            await EndAsync(row.Value.Node, begun, trouble, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> BeginAsync(Row<FenceState> row, LettingIn begun, CancellationToken cancellationToken)
    {
        CommitPlan? plan = LetInSteps.Begin(view.Current, row, begun, time.GetUtcNow());
        return plan is not null && await CommitAsync(plan, cancellationToken).ConfigureAwait(false)
            is CommitResult.Committed;
    }

    /// <summary>Until it is written down: a power-off that is wanted waits for that, or for the limit.</summary>
    private async Task EndAsync(string node, LettingIn begun, string? trouble, CancellationToken cancellationToken)
    {
        while (view.Current.Fences.TryGetValue(node, out Row<FenceState>? row)
            && LetInSteps.End(row, begun, trouble, time.GetUtcNow()) is { } plan
            && await CommitAsync(plan, cancellationToken).ConfigureAwait(false) is not CommitResult.Committed)
        {
            await Task.Delay(BetweenTries, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<CommitResult> CommitAsync(CommitPlan plan, CancellationToken cancellationToken) =>
        view.CommitSeenAsync(database, plan.ToTransaction(events), cancellationToken);
}
