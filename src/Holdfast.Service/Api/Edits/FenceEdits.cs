using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Failover;
using Holdfast.Core.Groups;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Devices that power nodes off, and an operator's wish that one is.</summary>
internal static class FenceEdits
{
    private const int Most = 200;

    public static Edit Add(ClusterSnapshot snapshot, FenceDeviceConfig device, Asked asked)
    {
        if (snapshot.FenceDevices.ContainsKey(device.Name))
        {
            return new Refusal(ErrorCodes.FenceDeviceExists,
                $"there is a device {device.Name} already; holdfast fence device remove {device.Name} first");
        }

        if (snapshot.FenceDevices.Count >= Most)
        {
            return new Refusal(ErrorCodes.WrongValue, $"there are {Most} devices, which is the most; remove some");
        }

        IReadOnlyList<string> nodes = snapshot.NodeNames();
        ErrorDto[] unknown =
        [
            .. device.Hosts.Keys.Where(node => !nodes.Contains(node))
                .Select(node => GroupCheck.NoNode($"hosts.{node}", node, nodes)),
        ];
        return unknown.Length > 0
            ? Refusal.Invalid(unknown)
            : new Edit.Change(
                new Transaction
                {
                    Guards = [new(Keys.FenceDevice(device.Name), 0)],
                    Puts =
                    [
                        StoredDocuments.Put(Keys.FenceDevice(device.Name), device with { AddedBy = asked.Who }),
                    ],
                },
                Told($"{Added(device)}, by {asked.Who}"));
    }

    /// <summary>What comes of adding a device, in words.</summary>
    public static string Added(FenceDeviceConfig device) =>
        $"device {device.Name} ({device.Agent}) can {(device.Unfencing == Unfencing.None ? "power" : "cut")} off "
        + (device.HostCheck == FenceHostCheck.List
            ? "the nodes that it lists itself"
            : string.Join(", ", device.Hosts.Keys));

    /// <summary>What comes of removing one.</summary>
    public static string Removed(ClusterSnapshot snapshot, string name)
    {
        string[] cut = [.. snapshot.Fences.Where(row => row.Value.Value.CutBy.Contains(name)).Select(row => row.Key)];
        return $"device {name} powers no node off any more" + (cut.Length == 0
            ? ""
            : $"; it cut {string.Join(", ", cut)} off, which must be let in by hand, or by a device of that name that "
                + "is added again");
    }

    public static Edit Remove(ClusterSnapshot snapshot, string name, Asked asked)
    {
        if (!snapshot.FenceDevices.TryGetValue(name, out Row<FenceDeviceConfig>? row))
        {
            return NoDevice(snapshot, name);
        }

        return asked.Outdated(row, $"device \"{name}\"") is { } outdated
            ? outdated
            : new Edit.Change(
                new Transaction
                {
                    Guards = [new(Keys.FenceDevice(name), row.Revision)],
                    Deletes =
                    [
                        Keys.FenceDevice(name),
                        .. snapshot.FenceDeviceStatuses.ContainsKey(name)
                            ? [Keys.FenceDeviceStatus(name)]
                            : Array.Empty<string>(),
                    ],
                },
                Told($"{Removed(snapshot, name)}, by {asked.Who}"));
    }

    /// <summary>Writes down that a node is to be powered off; whoever coordinates does it.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="node">Which node.</param>
    /// <param name="observer">What this node has seen of power-offs, for the cap.</param>
    /// <param name="now">The safety clock.</param>
    /// <param name="wallClock">For words.</param>
    /// <param name="asked">Who asks.</param>
    public static Edit Fence(
        ClusterSnapshot snapshot, string node, Observer observer, BootTime now, DateTimeOffset wallClock, Asked asked)
    {
        if (!snapshot.NodeNames().Contains(node))
        {
            return snapshot.NoNode(node);
        }

        if (StonithSteps.DevicesOf(snapshot, node).Count == 0
            || !snapshot.Members.TryGetValue(node, out Row<MemberState>? member))
        {
            return new Refusal(ErrorCodes.NodeWithoutDevice,
                $"no device has node {node} among its hosts, or it never joined; see holdfast fence device list");
        }

        snapshot.Fences.TryGetValue(node, out Row<FenceState>? before);
        bool same = before?.Value.Concerns(member.Value) == true;
        if (same && before!.Value.Phase is FencePhase.Intended or FencePhase.Running)
        {
            return before.Value.Automatic ? Wanted(before, wallClock, asked) : new Edit.Nothing();
        }

        if (same && before!.Value.Phase == FencePhase.Confirmed && !StonithSteps.CanGoOn(snapshot, before.Value))
        {
            return new Refusal(ErrorCodes.NodeIsOff,
                $"node {node} was {StonithSteps.Done(before.Value)} already by {before.Value.Devices}, and has not "
                + "joined again since");
        }

        if (StonithCap.HeldUntil(snapshot, observer, now) is { } until)
        {
            return new Refusal(ErrorCodes.FencesHeld,
                $"{StonithCap.Reached}; ask again at {Spoken.Time(wallClock + (until - now))}, or power {node} off by "
                + $"hand and say so with holdfast node confirm-dead {node}");
        }

        FenceState next = StonithSteps.Ask(
            before?.Value, member.Value, asked.Who, $"{asked.Who} asked for it", wallClock);
        return new Edit.Change(
            new Transaction
            {
                Guards =
                [
                    .. StonithCap.Guards(snapshot).Select(guard => new Transaction.Guard(guard.Key, guard.Revision)),
                ],
                Puts = [StoredDocuments.Put(Keys.Fence(node), next)],
            },
            new EventDraft(EventKinds.FenceIntended, $"Node {node} is to be powered off: {next.Reason}.")
            {
                Level = "warning",
            });
    }

    /// <summary>What the coordinator has begun is from now on wanted by a person, and not withdrawn.</summary>
    private static Edit.Change Wanted(Row<FenceState> before, DateTimeOffset wallClock, Asked asked)
    {
        FenceState next = (before.Value with { Automatic = false })
            .Noted(wallClock, asked.Who, $"{asked.Who} wants it too");
        return new Edit.Change(
            new Transaction
            {
                Guards = [new(Keys.Fence(next.Node), before.Revision)],
                Puts = [StoredDocuments.Put(Keys.Fence(next.Node), next)],
            },
            new EventDraft(EventKinds.FenceIntended, $"Node {next.Node} is to be powered off: {next.Text}.")
            {
                Level = "warning",
            });
    }

    public static Refusal NoDevice(ClusterSnapshot snapshot, string name) => Refusal.NotFound(
        ErrorCodes.NoFenceDevice, "fence device", name, snapshot.FenceDevices.Keys);

    private static EventDraft Told(string what) => new(EventKinds.ConfigChanged, what);
}
