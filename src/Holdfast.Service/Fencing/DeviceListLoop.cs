using System.Collections.Concurrent;
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
/// While this node coordinates, asks the devices that list their plugs which nodes they have, again and again, and
/// writes it down: by that it is decided which devices are tried. The others are asked whether they answer, so that a
/// changed password does not show first when a node is to be powered off.
/// </summary>
internal sealed partial class DeviceListLoop(
    IClusterView view, IClusterDatabase database, IEventLog events, IAuthority authority, FenceDevices devices,
    TimeProvider time, ILogger<DeviceListLoop> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);

    private CoordinatorIdentity Self => new(authority.Node, authority.Epoch);

    /// <summary>Runs until cancelled, and ends the agents that it started.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ClusterSnapshot snapshot = view.Current;
                if (StonithSteps.IsCoordinator(snapshot, Self))
                {
                    foreach (Row<FenceDeviceConfig> row in snapshot.FenceDevices.Values)
                    {
                        Begin(snapshot, row.Value, cancellationToken);
                    }
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

    /// <summary>Each on its own, so that one which hangs holds up no other.</summary>
    private void Begin(ClusterSnapshot snapshot, FenceDeviceConfig device, CancellationToken cancellationToken)
    {
        if (!_running.ContainsKey(device.Name)
            && (IsDue(snapshot, device) is var due && due || Note(snapshot, device) is not null))
        {
            _running[device.Name] =
                Task.Run(() => LookAsync(device, due, cancellationToken), CancellationToken.None);
        }
    }

    /// <summary>At once after a node came or went; and what failed is asked again sooner, as are lists while somebody
    /// is to be powered off. Then a device is not asked whether it answers, of which more is wanted.</summary>
    private bool IsDue(ClusterSnapshot snapshot, FenceDeviceConfig device)
    {
        bool lists = device.HostCheck == FenceHostCheck.List;
        bool busy = snapshot.Fences.Values.Any(fence => StonithSteps.IsPending(snapshot, fence.Value));
        if (busy && !lists)
        {
            return false;
        }

        return devices.Lists.Last(device, snapshot.NodeNames()) is not { } last
            || devices.Lists.AgeOf(last) > (last.Said.Trouble.Length > 0 || busy ? DeviceLists.GoodFor : Every);
    }

    /// <summary>What it said of nodes that are not those that there are now is not written down: it is asked anew.
    /// </summary>
    private CommitPlan? Note(ClusterSnapshot snapshot, FenceDeviceConfig device) =>
        devices.Lists.Last(device, snapshot.NodeNames()) is { } last
            ? FenceHosts.Note(snapshot, device, last.Said, Self)
            : null;

    private async Task LookAsync(FenceDeviceConfig device, bool due, CancellationToken cancellationToken)
    {
        try
        {
            // Somebody may be to be powered off since.
            if (due && IsDue(view.Current, device))
            {
                IReadOnlyList<string> nodes = view.Current.NodeNames();
                await (device.HostCheck == FenceHostCheck.List
                    ? devices.Lists.LookAsync(device, nodes, cancellationToken)
                    : devices.Lists.CheckAsync(device, nodes, cancellationToken)).ConfigureAwait(false);
            }

            // One that conflicts with something is made anew from what is newer.
            if (Note(view.Current, device) is { } plan)
            {
                await view.CommitSeenAsync(database, plan.ToTransaction(events), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogBroken(device.Name, error);
        }
        finally
        {
            _running.TryRemove(device.Name, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "asking fence device {Device} broke off; it is asked again")]
    private partial void LogBroken(string device, Exception error);
}
