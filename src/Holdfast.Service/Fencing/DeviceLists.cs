using System.Collections.Concurrent;
using System.Text;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;

namespace Holdfast.Service.Fencing;

/// <summary>
/// What devices said on this node when they were asked for their plugs, or whether they answer, and for how long that
/// may be gone by.
/// </summary>
/// <remarks>A device that failed to say is asked again by whoever wants to know next: no failure is remembered as an
/// answer.</remarks>
internal sealed class DeviceLists(FenceDevices devices, TimeProvider time)
{
    /// <summary>For so long a plug may be switched by what was said.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, DeviceListing> _last = new(StringComparer.Ordinal);

    /// <summary>What the device answered last on this node; null if that very device was not asked for those very
    /// nodes.</summary>
    public DeviceListing? Last(FenceDeviceConfig device, IReadOnlyList<string> nodes) =>
        _last.TryGetValue(device.Name, out DeviceListing? last) && last.Device == device
        && nodes.SequenceEqual(last.Nodes)
            ? last
            : null;

    /// <summary>How long ago that was.</summary>
    public TimeSpan AgeOf(DeviceListing listing) => time.GetElapsedTime(listing.At);

    /// <summary>Asks the device which plugs it has.</summary>
    public async Task<DeviceListing> AskAsync(
        FenceDeviceConfig device, IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        // It counts from before the question: what it said is at least as new.
        long at = time.GetTimestamp();
        devices.EndCheck(device);
        AgentAnswer answer = await devices.ListAsync(device, cancellationToken).ConfigureAwait(false);
        return Learn(device, nodes, answer, at);
    }

    /// <summary>The same now and then; nothing is learned where it gives way to a power-off.</summary>
    public async Task LookAsync(
        FenceDeviceConfig device, IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        long at = time.GetTimestamp();
        if (await devices.GiveWayAsync(device, devices.ListAsync, cancellationToken).ConfigureAwait(false)
            is { } answer)
        {
            Learn(device, nodes, answer, at);
        }
    }

    private DeviceListing Learn(
        FenceDeviceConfig device, IReadOnlyList<string> nodes, AgentAnswer answer, long at)
    {
        ListedHosts said = answer is AgentAnswer.Ended { Exit.Code: 0 } ended
            ? Read(ended.Output, device, nodes)
            : new ListedHosts(null, $"it did not list its plugs: {answer.Text}", time.GetUtcNow());
        return Keep(new DeviceListing(device, nodes.ToValueList(), said, at));
    }

    /// <summary>Asks a device whose plugs somebody named whether it answers; nothing is learned where it gives way to
    /// a power-off.</summary>
    public async Task CheckAsync(
        FenceDeviceConfig device, IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        long at = time.GetTimestamp();
        if (await devices.GiveWayAsync(device, devices.MonitorAsync, cancellationToken).ConfigureAwait(false)
            is { } answer)
        {
            string trouble = answer.IsAnswer ? "" : $"it does not answer: {answer.Text}";
            Keep(new(device, nodes.ToValueList(), new(null, trouble, time.GetUtcNow()), at));
        }
    }

    /// <summary>The device with the plug that the node has on it now, or why that is not known.</summary>
    /// <param name="device">The device.</param>
    /// <param name="node">The node.</param>
    /// <param name="nodes">All nodes of the cluster: a plug that may be two of them is none's.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public async Task<(FenceDeviceConfig? Device, string? WhyNot)> WithPlugAsync(
        FenceDeviceConfig device, string node, IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        if (device.HostCheck == FenceHostCheck.Static)
        {
            return (device, null);
        }

        FenceDeviceConfig asked = device with { Hosts = ValueMap<string>.Empty };
        DeviceListing? listing = Last(asked, nodes);
        if (listing is not { Said.Hosts: not null } || AgeOf(listing) > GoodFor)
        {
            listing = await AskAsync(asked, nodes, cancellationToken).ConfigureAwait(false);
        }

        return listing.Said.Hosts is { } hosts && hosts.ContainsKey(node)
            ? (device with { Hosts = hosts }, null)
            : (null, Why(listing.Said, node));
    }

    private DeviceListing Keep(DeviceListing listing)
    {
        _last[listing.Device.Name] = listing;
        return listing;
    }

    private ListedHosts Read(string printed, FenceDeviceConfig device, IReadOnlyList<string> nodes)
    {
        if (Encoding.UTF8.GetByteCount(printed) >= AgentProcess.LongestOutput)
        {
            return new(null, $"its list of plugs is longer than {AgentProcess.LongestOutput} bytes, and was not read; "
                + "name the plugs: holdfast fence device add with --host NODE=PLUG", time.GetUtcNow());
        }

        var list = PlugList.Read(printed, nodes);
        return new(list.Hosts, FenceSecrets.Hide(list.Trouble, device), time.GetUtcNow())
        {
            Unclear = list.Unclear,
        };
    }

    private static string Why(ListedHosts said, string node) =>
        said.Hosts is null ? said.Trouble
        : said.Trouble.Length > 0 ? $"it does not list {node}: {said.Trouble}"
        : $"it does not list {node} any more; it lists {string.Join(", ", said.Hosts.Keys)}";
}

/// <summary>What a device answered when it was asked for its plugs, or whether it answers.</summary>
/// <param name="Device">The device as it was asked.</param>
/// <param name="Nodes">The nodes that were looked for.</param>
/// <param name="Said">The answer.</param>
/// <param name="At">When it was asked, on this machine's own clock.</param>
internal sealed record DeviceListing(FenceDeviceConfig Device, ValueList<string> Nodes, ListedHosts Said, long At);
