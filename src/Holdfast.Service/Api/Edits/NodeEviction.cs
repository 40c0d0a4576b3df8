using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
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

        var transaction = new Transaction
        {
            Guards = [new(Keys.Node(name), config), new(Keys.Member(name), member)], Deletes = deletes,
        };
        return new Edit.Change(
            transaction, new EventDraft(EventKinds.ConfigChanged, $"node {name} evicted, by {asked.Who}"));
    }
}
