using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Events;

namespace Holdfast.Service.Backups;

/// <summary>
/// Makes what is wanted of the cluster what a backup says, in one transaction. What the cluster itself is stays: its
/// identity, profile, machines, memberships, and generations, which never fall.
/// </summary>
internal static class Restoration
{
    /// <summary>
    /// How far above everything in a backup generations begin where a cluster was lost with them: what it gave out
    /// after the backup is not known, and a fencing token must not come twice.
    /// </summary>
    public const long GenerationGap = 1_000_000_000;

    private static readonly string[] Replaced = [Keys.Types, Keys.Groups, Keys.Resources];

    public static Edit Decide(ClusterSnapshot now, Backup backup, bool acceptOlder, Asked asked)
    {
        ClusterSnapshot then = ClusterSnapshotReader.Read(backup.Revision, backup.Rows);
        if (then.Cluster is null)
        {
            return new Refusal(ErrorCodes.BackupDamaged, "the backup holds no cluster");
        }

        if (WhyNot(now, backup, acceptOlder) is { } refusal)
        {
            return refusal;
        }

        (string Key, StoredRecord Value, long Revision)[] before =
            [.. now.Rows().Where(row => IsReplaced(row.Key, row.Value))];
        var wanted = then.Rows().Where(row => IsReplaced(row.Key, row.Value))
            .ToDictionary(row => row.Key, row => row.Value, StringComparer.Ordinal);
        var transaction = new Transaction
        {
            Guards = [.. before.Select(row => new Transaction.Guard(row.Key, row.Revision)),
                new(Keys.Cluster, now.Cluster?.Revision ?? 0)],
            Puts =
            [
                .. wanted.Select(row => StoredDocuments.PutRecord(row.Key, row.Value)),
                StoredDocuments.Put(Keys.Cluster, Settings(now, then.Cluster.Value)),
                .. Nodes(now, then), .. Generations(now, then, backup),
            ],
            Deletes = [.. before.Select(row => row.Key).Where(key => !wanted.ContainsKey(key))],
        };
        string told = $"restored from a backup of {backup.TakenAt:u}, revision {backup.Revision}, by {asked.Who}";
        return new Edit.Change(transaction, new EventDraft(EventKinds.ConfigChanged, told) { Level = "warning" });
    }

    /// <summary>Nodes of the backup that are not in the cluster now; what was said of them is not restored.</summary>
    public static IReadOnlyList<string> MissingNodes(ClusterSnapshot now, Backup backup) =>
        [.. ClusterSnapshotReader.Read(backup.Revision, backup.Rows).Nodes.Keys
            .Where(node => !now.Nodes.ContainsKey(node))];

    /// <summary>Types whose package no node holds: they must be upgraded with it before one of them runs.</summary>
    public static IReadOnlyList<string> TypesWithoutPackage(ClusterSnapshot snapshot) =>
        [.. snapshot.Types.Values.Select(row => row.Value)
            .Where(type => !type.BuiltIn && !snapshot.NodeStatuses.Values
                .Any(status => status.Value.Packages.Contains(type.PackageHash)))
            .Select(type => type.Name)];

    private static Refusal? WhyNot(ClusterSnapshot now, Backup backup, bool acceptOlder)
    {
        string[] running =
        [
            .. now.Groups.Values.Select(row => row.Value)
                .Where(group => group.WantedOnline || now.ResourcesOf(group.Name)
                    .Any(resource => now.RunningState(resource.Value) is not null))
                .Select(group => group.Name),
        ];
        if (running.Length > 0)
        {
            return new Refusal(ErrorCodes.GroupNotOffline,
                $"{string.Join(", ", running)} must be offline: nothing that runs is replaced "
                + "(holdfast group offline NAME --wait)");
        }

        long newest = now.Rows().Where(row => IsReplaced(row.Key, row.Value)).Select(row => row.Revision)
            .DefaultIfEmpty(0).Max();
        bool same = now.Cluster?.Value.Id == backup.ClusterId;
        return acceptOlder || (same ? newest <= backup.Revision : newest == 0)
            ? null
            : new Refusal(ErrorCodes.BackupOlder, same
                ? $"the backup is of revision {backup.Revision} ({backup.TakenAt:u}), and what is wanted was changed "
                    + $"since, last at revision {newest}: those changes would be lost. --accept-older restores it all "
                    + "the same"
                : $"the backup is of another cluster, \"{backup.Cluster}\", and this one is not empty: what is wanted "
                    + "here would be lost. --accept-older restores it all the same");
    }

    private static bool IsReplaced(string key, StoredRecord value) =>
        Replaced.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))
        && value is not ResourceTypeConfig { BuiltIn: true };

    private static ClusterConfig Settings(ClusterSnapshot now, ClusterConfig then)
    {
        ClusterConfig current = now.Cluster?.Value ?? new ClusterConfig();
        return then with { Id = current.Id, Name = current.Name, Profile = current.Profile, Locked = current.Locked };
    }

    private static IEnumerable<Transaction.Put> Nodes(ClusterSnapshot now, ClusterSnapshot then) =>
        from node in then.Nodes.Values
        where now.Nodes.ContainsKey(node.Value.Name)
        let current = now.Nodes[node.Value.Name].Value
        let restored = current with
        {
            Attributes = node.Value.Attributes, Offers = node.Value.Offers, Description = node.Value.Description,
        }
        where restored != current
        select StoredDocuments.Put(Keys.Node(restored.Name), restored);

    private static IEnumerable<Transaction.Put> Generations(
        ClusterSnapshot now, ClusterSnapshot then, Backup backup) =>
        from state in then.GroupStates.Values
        where !now.GroupStates.ContainsKey(state.Value.Group)
        select StoredDocuments.Put(Keys.GroupState(state.Value.Group), new GroupState
        {
            Group = state.Value.Group,
            Generation = Math.Max(state.Value.Generation, backup.Revision) + GenerationGap,
            Reason = "it was restored from a backup",
        });
}
