using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Failover;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Wishes to move a group, or an instance of a parallel one, once.</summary>
internal static class GroupMoves
{
    /// <summary>Stores the wish; the coordinator takes it up or refuses it.</summary>
    public static Edit Move(ClusterSnapshot snapshot, string name, string? target, string id, Asked asked)
    {
        if (snapshot.GroupNamed(name) is not { } row)
        {
            return snapshot.NoGroup(name);
        }

        if (row.Value.Instances is not null && row.Value.Name == name)
        {
            return NameOne(snapshot, row.Value);
        }

        if (WhyNot(snapshot, row.Value, name, target) is { } refusal)
        {
            return refusal;
        }

        long pending = snapshot.Moves.TryGetValue(name, out Row<MoveRequest>? move) ? move.Revision : 0;
        var request = new MoveRequest { Group = name, Target = target, By = asked.Who, Id = id };
        var transaction = new Transaction
        {
            Guards = [new(Keys.Group(row.Value.Name), row.Revision), new(Keys.Move(name), pending)],
            Puts = [StoredDocuments.Put(Keys.Move(name), request)],
        };
        string to = target is null ? "the best other node" : target;
        return new Edit.Change(transaction, new EventDraft(
            EventKinds.ConfigChanged, $"group \"{name}\" is to move to {to}, by {asked.Who}") { Group = name });
    }

    private static Refusal NameOne(ClusterSnapshot snapshot, GroupConfig group)
    {
        IEnumerable<string> instances = snapshot.InstancesOf(group).Select(name =>
            snapshot.GroupStates.TryGetValue(name, out Row<GroupState>? state) && state.Value.Owner is { } owner
                ? $"{name} on {owner}"
                : name);
        return new Refusal(ErrorCodes.InstanceNeeded,
            $"group \"{group.Name}\" is parallel; move one of its instances: {string.Join(", ", instances)}");
    }

    /// <summary>Reasons that are certain now; the coordinator checks again when it decides.</summary>
    private static Refusal? WhyNot(ClusterSnapshot snapshot, GroupConfig group, string name, string? target)
    {
        string? owner =
            snapshot.GroupStates.TryGetValue(name, out Row<GroupState>? state) ? state.Value.Owner : null;
        if (target is not null && !snapshot.NodeNames().Contains(target))
        {
            return snapshot.NoNode(target);
        }

        string? why = Locks.Of(snapshot, group, owner) is { } locked
            ? $"{locked}; holdfast {Unlock(snapshot, group, owner)} ends that"
            : target is null ? null
            : Unable(snapshot, target)
                ?? Impossible(group, name, target, snapshot)
                ?? (owner == target && !state!.Value.WantedStop ? $"it is on {target} already" : null);
        return why is null ? null : new Refusal(ErrorCodes.MoveRefused, $"group \"{name}\" stays: {why}");
    }

    private static string Unlock(ClusterSnapshot snapshot, GroupConfig group, string? owner) =>
        snapshot.Cluster is { Value.Locked: true } ? "cluster unlock"
        : group.Locked ? $"group unlock {group.Name}"
        : $"node unlock {owner}";

    private static string? Unable(ClusterSnapshot snapshot, string target)
    {
        NodeConfig? node = snapshot.Nodes.TryGetValue(target, out Row<NodeConfig>? row) ? row.Value : null;
        return !snapshot.IsUp(target) ? $"node {target} is not up"
            : node is { Paused: true } ? $"node {target} is paused; holdfast node resume {target} lets it take groups"
            : node is { Locked: true } ? $"node {target} is locked; holdfast node unlock {target} lets it take groups"
            : null;
    }

    private static string? Impossible(GroupConfig group, string name, string target, ClusterSnapshot snapshot) =>
        GroupInstance.Find(name, snapshot)?.Pinned is { } pinned && pinned != target
            ? $"it is the instance of node {pinned}"
            : group.PossibleOwners.Count > 0 && !group.PossibleOwners.Contains(target)
                ? $"node {target} is not among the group's possible owners ({string.Join(", ", group.PossibleOwners)})"
            : null;
}
