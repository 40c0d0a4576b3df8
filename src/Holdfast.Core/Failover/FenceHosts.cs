using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Core.Failover;

/// <summary>
/// Which nodes a device can power off: those that somebody named, or those that it listed itself.
/// </summary>
public static class FenceHosts
{
    public static ValueMap<string> Of(ClusterSnapshot snapshot, FenceDeviceConfig device) =>
        device.HostCheck == FenceHostCheck.Static
            ? device.Hosts
            : snapshot.FenceDeviceStatuses.TryGetValue(device.Name, out Row<FenceDeviceStatus>? row)
                ? row.Value.Hosts
                : ValueMap<string>.Empty;

    /// <summary>What a device said, to be written down, and told where it is news; null where it is known.</summary>
    /// <remarks>
    /// A node that was listed once stays the device's until the device is removed or the node evicted: of two devices
    /// of a level, which are a node's two power supplies, the other one must not become all that it takes because this
    /// one has lost the node. It is tried, and says why it fails.
    /// </remarks>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="device">The device as it was asked: said of another of its name it is worth nothing.</param>
    /// <param name="listed">What it said.</param>
    /// <param name="self">Who asked; only the coordinator writes it down.</param>
    public static CommitPlan? Note(
        ClusterSnapshot snapshot, FenceDeviceConfig device, ListedHosts listed, CoordinatorIdentity self)
    {
        if (!StonithSteps.IsCoordinator(snapshot, self)
            || !snapshot.FenceDevices.TryGetValue(device.Name, out Row<FenceDeviceConfig>? config)
            || config.Value != device)
        {
            return null;
        }

        snapshot.FenceDeviceStatuses.TryGetValue(device.Name, out Row<FenceDeviceStatus>? row);
        FenceDeviceStatus before = row?.Value ?? new() { Device = device.Name };
        FenceDeviceStatus next = before with { AskedBy = self.Node, Trouble = listed.Trouble };
        if (listed.Hosts is { } hosts)
        {
            string[] lost = [.. before.Hosts.Keys.Where(node => !hosts.ContainsKey(node))];
            next = next with
            {
                Hosts = ValueMap<string>.From(hosts.Concat(before.Hosts.Where(host => lost.Contains(host.Key)))),
                Unclear = listed.Unclear, ListedAt = listed.At,
                Trouble = string.Join("; ", new[]
                {
                    lost.Length == 0 ? "" : $"it does not list {string.Join(", ", lost)} any more", listed.Trouble,
                }.Where(each => each.Length > 0)),
            };
        }

        if (next == row?.Value)
        {
            return null;
        }

        var draft = new PlanDraft();
        draft.Guard(Keys.Coordinator, snapshot.Coordinator!.Revision);
        draft.Guard(Keys.FenceDevice(device.Name), config.Revision);
        draft.Guard(Keys.FenceDeviceStatus(device.Name), row?.Revision ?? 0);
        draft.Put(Keys.FenceDeviceStatus(device.Name), next);
        if (News(device, before, next) is { } told)
        {
            draft.Announce(told);
        }

        return draft.Build();
    }

    /// <summary>
    /// Why it is not known which devices of a level have the node; null if it is. One of them alone says nothing of a
    /// node with two power supplies.
    /// </summary>
    public static string? WhyUnsure(ClusterSnapshot snapshot, int level, string node) => snapshot.FenceDevices.Values
        .Select(row => row.Value)
        .Where(device => device.Level == level && device.HostCheck == FenceHostCheck.List)
        .Select(device =>
        {
            snapshot.FenceDeviceStatuses.TryGetValue(device.Name, out Row<FenceDeviceStatus>? said);
            return said is not { Value.ListedAt: not null }
                ? $"{device.Name}, of this level too, has not listed its plugs yet, of which one may be {node}'s"
                : said.Value.Unclear.Contains(node) && !said.Value.Hosts.ContainsKey(node)
                    ? $"{device.Name}, of this level too, has {node}, but on which plug is not clear: "
                        + said.Value.Trouble
                    : null;
        })
        .FirstOrDefault(why => why is not null);

    private static Announcement? News(FenceDeviceConfig device, FenceDeviceStatus before, FenceDeviceStatus next)
    {
        bool worse = next.Trouble.Length > 0 && next.Trouble != before.Trouble;
        if (!worse && next.Hosts.Equals(before.Hosts) && next.Trouble == before.Trouble)
        {
            return null;
        }

        bool lists = device.HostCheck == FenceHostCheck.List;
        ValueMap<string> hosts = lists ? next.Hosts : device.Hosts;
        string has = hosts.Count == 0
            ? "it can power no node off"
            : $"it is asked to power off {string.Join(", ", hosts.Keys)}";
        string text = worse ? $"{next.Trouble}; {has}"
            : lists ? $"as it lists its plugs, {has}"
            : $"it answers again; {has}";
        return new(
            lists ? EventKinds.FenceDeviceListed : EventKinds.FenceDeviceChecked,
            $"Fence device {next.Device}, asked by {next.AskedBy}: {text}.")
        {
            Level = worse ? "warning" : "info", Reason = new Reason(ReasonKind.Fencing, text),
        };
    }
}

/// <summary>What a device answered when it was asked for its plugs.</summary>
/// <param name="Hosts">The nodes that it has, by their plugs; null if it did not say.</param>
/// <param name="Trouble">What is wrong with the answer, in words; empty if nothing is.</param>
/// <param name="At">When, by the wall clock.</param>
public sealed record ListedHosts(ValueMap<string>? Hosts, string Trouble, DateTimeOffset At)
{
    /// <summary>The nodes that it has, though on which plug is not clear.</summary>
    public ValueList<string> Unclear { get; init; } = [];
}
