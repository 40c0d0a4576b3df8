using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>How a node leaves the cluster for good.</summary>
/// <remarks>
/// Its membership record stays, for its epoch must never fall: should the node come back, it joins with a higher one,
/// as a new node. There is no way to evict a node that still owns something: what it ran may run on, and only proof, a
/// new start of the node or somebody who confirms that it is off frees it.
/// </remarks>
internal static class NodeEviction
{
    public static Edit Evict(ClusterSnapshot snapshot, string name, Asked asked)
    {
        if (!snapshot.NodeNames().Contains(name))
        {
            return snapshot.NoNode(name);
        }

        snapshot.Members.TryGetValue(name, out Row<MemberState>? member);
        if (member is { Value.Alive: true })
        {
            string how = member.Value.Detached
                ? "its service was stopped in good order and its resources go on; wait until it is Down"
                : $"drain it with holdfast node pause {name} --drain --wait, stop its service for good "
                    + "(systemctl disable --now holdfastd), and wait until it is Down";
            return new Refusal(ErrorCodes.NodeNotDown, $"node {name} is up: {how}");
        }

        string[] owned =
            [.. snapshot.GroupStates.Values.Where(row => row.Value.Owner == name).Select(row => row.Value.Group)];
        if (owned.Length > 0)
        {
            return new Refusal(ErrorCodes.NodeOwnsGroups,
                $"node {name} still owns {string.Join(", ", owned)}; wait until they have been taken over. What is "
                + "blocked there is freed by starting the node again, or, if the machine is off for good, by "
                + $"holdfast node confirm-dead {name}");
        }

        string[] stranded =
        [
            .. Naming(snapshot, name).Where(group => group.Value.PossibleOwners.All(owner => owner == name))
                .Where(group => group.Value.PossibleOwners.Count > 0).Select(group => group.Value.Name),
        ];
        if (stranded.Length > 0)
        {
            return new Refusal(ErrorCodes.LastPossibleOwner,
                $"node {name} is the only possible owner of {string.Join(", ", stranded)}; without it they could run "
                + "anywhere. Say where they may run, or delete them: holdfast group set NAME --possible-owners NODES");
        }

        return snapshot.Nodes.TryGetValue(name, out Row<NodeConfig>? row)
            && asked.Outdated(row, $"node {name}") is { } outdated
                ? outdated
                : Delete(snapshot, name, asked);
    }

    private static Edit.Change Delete(ClusterSnapshot snapshot, string name, Asked asked)
    {
        // The member's record is compared: a node that joins at this moment is not evicted.
        long config = snapshot.Nodes.TryGetValue(name, out Row<NodeConfig>? node) ? node.Revision : 0;
        long member = snapshot.Members.TryGetValue(name, out Row<MemberState>? seen) ? seen.Revision : 0;
        var deletes = new List<string> { Keys.Node(name) };
        if (snapshot.NodeStates.ContainsKey(name))
        {
            deletes.Add(Keys.NodeState(name));
        }

        if (snapshot.NodeStatuses.ContainsKey(name))
        {
            deletes.Add(Keys.NodeStatus(name));
        }

        // What still cuts the machine off does so to whoever comes under its name, who has to be let in again.
        snapshot.Fences.TryGetValue(name, out Row<FenceState>? fence);
        if (fence is { Value: { CutBy.Count: 0, LettingIn: null } })
        {
            deletes.Add(Keys.Fence(name));
        }

        // A name that nobody bears must not come to life again with the next node that takes it.
        Row<GroupConfig>[] groups = [.. Naming(snapshot, name)];
        Row<FenceDeviceConfig>[] devices =
            [.. snapshot.FenceDevices.Values.Where(device => device.Value.Hosts.ContainsKey(name))];
        Row<FenceDeviceStatus>[] listings = [.. snapshot.FenceDeviceStatuses.Values
            .Where(status => status.Value.Hosts.ContainsKey(name) || status.Value.Unclear.Contains(name))];
        var transaction = new Transaction
        {
            Guards =
            [
                new(Keys.Node(name), config), new(Keys.Member(name), member),
                new(Keys.Fence(name), fence?.Revision ?? 0),
                .. groups.Select(group => new Transaction.Guard(Keys.Group(group.Value.Name), group.Revision)),
                .. devices.Select(device => new Transaction.Guard(
                    Keys.FenceDevice(device.Value.Name), device.Revision)),
                .. listings.Select(status => new Transaction.Guard(
                    Keys.FenceDeviceStatus(status.Value.Device), status.Revision)),
            ],
            Puts =
            [
                .. groups.Select(group => StoredDocuments.Put(
                    Keys.Group(group.Value.Name), Without(group.Value, name))),
                .. devices.Select(device => StoredDocuments.Put(
                    Keys.FenceDevice(device.Value.Name), Without(device.Value, name))),
                .. listings.Select(status => StoredDocuments.Put(
                    Keys.FenceDeviceStatus(status.Value.Device), Without(status.Value, name))),
            ],
            Deletes = deletes,
        };
        string also = groups.Length == 0
            ? ""
            : $" and taken from the owners of {string.Join(", ", groups.Select(group => group.Value.Name))}";
        return new Edit.Change(
            transaction, new EventDraft(EventKinds.ConfigChanged, $"node {name} evicted{also}, by {asked.Who}"));
    }

    /// <summary>The groups that have the node among their owners.</summary>
    private static IEnumerable<Row<GroupConfig>> Naming(ClusterSnapshot snapshot, string name) =>
        snapshot.Groups.Values.Where(group =>
            group.Value.PreferredOwners.Contains(name) || group.Value.PossibleOwners.Contains(name));

    private static FenceDeviceConfig Without(FenceDeviceConfig device, string name) => device with
    {
        Hosts = device.Hosts.Remove(name), NodeDelays = device.NodeDelays.Remove(name),
    };

    /// <summary>What it said of others stays: by that it is known which devices of a level have them.</summary>
    private static FenceDeviceStatus Without(FenceDeviceStatus status, string name) => status with
    {
        Hosts = status.Hosts.Remove(name),
        Unclear = status.Unclear.Where(node => node != name).ToValueList(),
    };

    private static GroupConfig Without(GroupConfig group, string name) => group with
    {
        PreferredOwners = group.PreferredOwners.Where(owner => owner != name).ToValueList(),
        PossibleOwners = group.PossibleOwners.Where(owner => owner != name).ToValueList(),
    };
}
