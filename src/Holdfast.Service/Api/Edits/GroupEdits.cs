using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Edits of groups: each a function from a snapshot to what is to be committed.</summary>
internal static class GroupEdits
{
    public static Edit Create(ClusterSnapshot snapshot, string name, GroupPatch patch, Asked asked)
    {
        if (snapshot.Groups.ContainsKey(name))
        {
            return new Refusal(ErrorCodes.GroupExists, $"there is a group \"{name}\" already");
        }

        IReadOnlyList<ErrorDto> errors = patch.Check(snapshot);
        return errors.Count > 0
            ? Refusal.Invalid(errors)
            : Store(patch.Apply(new GroupConfig { Name = name }), 0, Told(name, $"group \"{name}\" created", asked));
    }

    public static Edit Update(ClusterSnapshot snapshot, string name, GroupPatch patch, Asked asked)
    {
        if (!snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row))
        {
            return snapshot.NoGroup(name);
        }

        if (asked.Outdated(row, $"group \"{name}\"") is { } outdated)
        {
            return outdated;
        }

        IReadOnlyList<ErrorDto> errors = patch.Check(snapshot);
        GroupConfig changed = patch.Apply(row.Value);
        return errors.Count > 0 ? Refusal.Invalid(errors)
            : changed == row.Value ? new Edit.Nothing()
            : Store(changed, row.Revision, Told(name, $"settings of group \"{name}\" changed", asked));
    }

    public static Edit Want(ClusterSnapshot snapshot, string name, bool online, Asked asked)
    {
        if (!snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row))
        {
            return snapshot.NoGroup(name);
        }

        string wanted = online ? "online" : "offline";
        return row.Value.WantedOnline == online
            ? new Edit.Nothing()
            : Store(row.Value with { WantedOnline = online }, row.Revision,
                Told(name, $"group \"{name}\" is wanted {wanted}", asked));
    }

    /// <summary>Stores the wish to move; the coordinator takes it up or refuses it.</summary>
    public static Edit Move(ClusterSnapshot snapshot, string name, string? target, string id, Asked asked)
    {
        if (!snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row))
        {
            return snapshot.NoGroup(name);
        }

        if (target is not null && WhyNot(snapshot, row.Value, target) is { } refusal)
        {
            return refusal;
        }

        long pending = snapshot.Moves.TryGetValue(name, out Row<MoveRequest>? move) ? move.Revision : 0;
        var request = new MoveRequest { Group = name, Target = target, By = asked.Who, Id = id };
        var transaction = new Transaction
        {
            Guards = [new(Keys.Group(name), row.Revision), new(Keys.Move(name), pending)],
            Puts = [StoredDocuments.Put(Keys.Move(name), request)],
        };
        string to = target is null ? "the best other node" : target;
        return new Edit.Change(transaction, Told(name, $"group \"{name}\" is to move to {to}", asked));
    }

    public static Edit Delete(ClusterSnapshot snapshot, string name, Asked asked)
    {
        if (!snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row))
        {
            return snapshot.NoGroup(name);
        }

        string[] resources = [.. snapshot.ResourcesOf(name).Select(each => each.Value.Name)];
        if (resources.Length > 0)
        {
            return new Refusal(ErrorCodes.GroupHasResources,
                $"group \"{name}\" still has {string.Join(", ", resources)}; delete them first");
        }

        if (row.Value.WantedOnline)
        {
            return new Refusal(ErrorCodes.GroupNotOffline,
                $"group \"{name}\" is wanted online; take it offline first: holdfast group offline {name} --wait");
        }

        if (asked.Outdated(row, $"group \"{name}\"") is { } outdated)
        {
            return outdated;
        }

        var transaction = new Transaction
        {
            Guards = [new(Keys.Group(name), row.Revision)],
            Deletes = snapshot.Moves.ContainsKey(name) ? [Keys.Group(name), Keys.Move(name)] : [Keys.Group(name)],
        };
        return new Edit.Change(transaction, Told(name, $"group \"{name}\" deleted", asked));
    }

    /// <summary>Reasons that are certain now; the coordinator checks again when it decides.</summary>
    private static Refusal? WhyNot(ClusterSnapshot snapshot, GroupConfig group, string target)
    {
        if (!snapshot.NodeNames().Contains(target))
        {
            return snapshot.NoNode(target);
        }

        NodeConfig? node = snapshot.Nodes.TryGetValue(target, out Row<NodeConfig>? row) ? row.Value : null;
        string? why = !snapshot.IsUp(target) ? $"node {target} is not up"
            : node is { Paused: true } ? $"node {target} is paused; holdfast node resume {target} lets it take groups"
            : group.PossibleOwners.Count > 0 && !group.PossibleOwners.Contains(target)
                ? $"node {target} is not among the group's possible owners ({string.Join(", ", group.PossibleOwners)})"
            : snapshot.GroupStates.TryGetValue(group.Name, out Row<GroupState>? state) && state.Value.Owner == target
                && !state.Value.WantedStop ? $"it is on {target} already"
            : null;
        return why is null ? null : new Refusal(ErrorCodes.MoveRefused, $"group \"{group.Name}\" stays: {why}");
    }

    private static Edit.Change Store(GroupConfig group, long revision, EventDraft told)
    {
        string key = Keys.Group(group.Name);
        return new Edit.Change(
            new Transaction { Guards = [new(key, revision)], Puts = [StoredDocuments.Put(key, group)] }, told);
    }

    private static EventDraft Told(string group, string what, Asked asked) =>
        new(EventKinds.ConfigChanged, $"{what}, by {asked.Who}") { Group = group };
}
