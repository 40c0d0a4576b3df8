using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
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

        GroupConfig group = patch.Apply(new GroupConfig { Name = name });
        IReadOnlyList<ErrorDto> errors = GroupCheck.Check(snapshot, patch, group);
        return errors.Count > 0
            ? Refusal.Invalid(errors)
            : Store(snapshot, group, null, Told(name, $"group \"{name}\" created", asked));
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

        return Change(snapshot, row, row.Value, patch, asked);
    }

    /// <summary>As <see cref="Update"/>, but settings that the patch does not name go back to their default. What is
    /// wanted of the group, its lock and what was cleared stay.</summary>
    public static Edit Replace(ClusterSnapshot snapshot, string name, GroupPatch patch, Asked asked)
    {
        if (!snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row))
        {
            return snapshot.NoGroup(name);
        }

        GroupConfig now = row.Value;
        var kept = new GroupConfig
        {
            Name = name,
            WantedOnline = now.WantedOnline,
            OnlineAsked = now.OnlineAsked,
            Locked = now.Locked,
            ClearedAt = now.ClearedAt,
        };
        return Change(snapshot, row, kept, patch, asked);
    }

    /// <summary>Wants a group online or offline. Each wish for online is counted: it also starts a group that is held
    /// offline, be it that this is decided at the same moment.</summary>
    public static Edit Want(ClusterSnapshot snapshot, string name, bool online, Asked asked)
    {
        if (!snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row))
        {
            return snapshot.NoGroup(name);
        }

        if (online && GroupCheck.WithoutRoles(snapshot, row.Value).ToList() is { Count: > 0 } errors)
        {
            return Refusal.Invalid(errors);
        }

        GroupConfig wanted = online
            ? row.Value with { WantedOnline = true, OnlineAsked = row.Value.OnlineAsked + 1 }
            : row.Value with { WantedOnline = false };
        string word = online ? "online" : "offline";
        return wanted == row.Value
            ? new Edit.Nothing()
            : Store(snapshot, wanted, row, Told(name, $"group \"{name}\" is wanted {word}", asked));
    }

    /// <summary>Locks a group for maintenance, or unlocks it.</summary>
    public static Edit Lock(ClusterSnapshot snapshot, string name, bool locked, Asked asked)
    {
        string what = $"group \"{name}\" {(locked ? "locked: no action is taken on it" : "unlocked")}";
        return !snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row) ? snapshot.NoGroup(name)
            : row.Value.Locked == locked ? new Edit.Nothing()
            : Store(snapshot, row.Value with { Locked = locked }, row, Told(name, what, asked));
    }

    /// <summary>Forgets the group's failovers up to now.</summary>
    public static Edit Clear(ClusterSnapshot snapshot, string name, DateTimeOffset now, Asked asked) =>
        snapshot.Groups.TryGetValue(name, out Row<GroupConfig>? row)
            ? Store(snapshot, row.Value with { ClearedAt = now }, row,
                Told(name, $"failovers of group \"{name}\" forgotten", asked))
            : snapshot.NoGroup(name);

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

        IReadOnlyList<string> dependents = GroupDependencyCheck.DependentsOf(snapshot, name);
        if (dependents.Count > 0)
        {
            return new Refusal(ErrorCodes.GroupHasDependents,
                $"{string.Join(", ", dependents)} depend on group \"{name}\"; change what they depend on, or delete "
                + "them first");
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

    private static Edit Change(
        ClusterSnapshot snapshot, Row<GroupConfig> row, GroupConfig from, GroupPatch patch, Asked asked)
    {
        string name = row.Value.Name;
        GroupConfig changed = patch.Apply(from);
        IReadOnlyList<ErrorDto> errors = GroupCheck.Check(snapshot, patch, changed);
        return errors.Count > 0 ? Refusal.Invalid(errors)
            : changed == row.Value ? new Edit.Nothing()
            : WhyNotAnotherKind(snapshot, row.Value, changed) is { } refusal ? refusal
            : Store(snapshot, changed, row, Told(name, $"settings of group \"{name}\" changed", asked));
    }

    /// <summary>An ordinary group becomes a parallel one, or the other way round, only while nothing of it runs: the
    /// old and the new instances know nothing of each other.</summary>
    private static Refusal? WhyNotAnotherKind(ClusterSnapshot snapshot, GroupConfig before, GroupConfig after) =>
        before.Instances is null != after.Instances is null && (before.WantedOnline || Runs(snapshot, before))
            ? new Refusal(ErrorCodes.GroupNotOffline,
                $"group \"{before.Name}\" becomes {(after.Instances is null ? "an ordinary" : "a parallel")} one only "
                + $"while it is offline: holdfast group offline {before.Name} --wait")
            : null;

    private static bool Runs(ClusterSnapshot snapshot, GroupConfig group) =>
        snapshot.ResourcesOf(group.Name).Any(row => snapshot.RunningState(row.Value) is not null);

    /// <summary>Also compares what a check of dependencies was made from, and writes those anew that it depends on from
    /// now on: so of two edits at the same time that together make a circle, and of an edit and the deletion of what
    /// it depends on, one fails.</summary>
    private static Edit.Change Store(
        ClusterSnapshot snapshot, GroupConfig group, Row<GroupConfig>? before, EventDraft told)
    {
        string key = Keys.Group(group.Name);
        var guards = new List<Transaction.Guard> { new(key, before?.Revision ?? 0) };
        var puts = new List<Transaction.Put> { StoredDocuments.Put(key, group) };
        ValueList<GroupDependency> known = before?.Value.DependsOn ?? [];
        foreach (Row<GroupConfig> needed in group.DependsOn.Equals(known)
            ? []
            : GroupDependencyCheck.NeededBy(snapshot, group))
        {
            string name = needed.Value.Name;
            guards.Add(new(Keys.Group(name), needed.Revision));
            if (group.DependsOn.Any(each => each.Group == name) && !known.Any(each => each.Group == name))
            {
                puts.Add(StoredDocuments.Put(Keys.Group(name), needed.Value));
            }
        }

        return new Edit.Change(new Transaction { Guards = guards, Puts = puts }, told);
    }

    private static EventDraft Told(string group, string what, Asked asked) =>
        new(EventKinds.ConfigChanged, $"{what}, by {asked.Who}") { Group = group };
}
