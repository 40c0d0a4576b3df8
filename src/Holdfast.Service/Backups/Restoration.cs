using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Failover;
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
    /// <param name="now">The cluster as it is.</param>
    /// <param name="backup">What it is to be.</param>
    /// <param name="acceptOlder">Whether somebody said that what changed since then may be lost.</param>
    /// <param name="sameMachines">Whether somebody said that its nodes are the machines that they were; see
    /// <see cref="RestoreScope"/>.</param>
    /// <param name="asked">Who asks.</param>
    /// <param name="wallClock">When.</param>
    public static Edit Decide(
        ClusterSnapshot now, Backup backup, bool acceptOlder, bool sameMachines, Asked asked, DateTimeOffset wallClock)
    {
        ClusterSnapshot then = Then(backup);
        if (then.Cluster is null)
        {
            return new Refusal(ErrorCodes.BackupDamaged, "the backup holds no cluster");
        }

        var scope = new RestoreScope(backup, sameMachines);
        if (WhyNot(now, backup, acceptOlder, scope) is { } refusal)
        {
            return refusal;
        }

        Dictionary<string, (StoredRecord Value, long Revision)> before = now.Rows()
            .Where(row => scope.Has(row.Key, row.Value))
            .ToDictionary(row => row.Key, row => (row.Value, row.Revision), StringComparer.Ordinal);
        Dictionary<string, StoredRecord> wanted = then.Rows().Where(row => scope.Has(row.Key, row.Value))
            .ToDictionary(row => row.Key, row => row.Value, StringComparer.Ordinal);
        // What is the same keeps its revision: what nodes have registered with a fence device goes by that.
        KeyValuePair<string, StoredRecord>[] changed =
        [
            .. wanted.Where(row => !before.TryGetValue(row.Key, out var old)
                || !RestoreScope.Same(old.Value, row.Value)),
        ];
        string[] gone = [.. before.Keys.Where(key => !wanted.ContainsKey(key))];
        ClusterConfig settings = Settings(now, then, backup, wallClock);
        var transaction = new Transaction
        {
            Guards = [.. before.Select(row => new Transaction.Guard(row.Key, row.Value.Revision)),
                .. changed.Where(row => !before.ContainsKey(row.Key)).Select(row => new Transaction.Guard(row.Key, 0)),
                new(Keys.Cluster, now.Cluster?.Revision ?? 0)],
            Puts =
            [
                .. changed.Select(row => StoredDocuments.PutRecord(row.Key, row.Value)),
                StoredDocuments.Put(Keys.Cluster, settings),
                .. Nodes(now, then), .. Unowned(now, then, settings.GenerationFloor),
            ],
            Deletes = [.. gone, .. Statuses(now, [.. gone, .. changed.Select(row => row.Key)])],
        };
        return new Edit.Change(
            transaction,
            new EventDraft(EventKinds.ConfigChanged, Told(backup, changed.Select(row => row.Value), asked))
            {
                Level = "warning",
            });
    }

    /// <summary>Nodes of the backup that are not in the cluster now; what was said of them is not restored.</summary>
    public static IReadOnlyList<string> MissingNodes(ClusterSnapshot now, Backup backup) =>
        [.. Then(backup).Nodes.Keys.Where(node => !now.Nodes.ContainsKey(node))];

    /// <summary>Fence devices of the backup that are not as it says; nobody said that the machines are the same.
    /// </summary>
    public static IReadOnlyList<string> DevicesPassedOver(ClusterSnapshot now, Backup backup) =>
        !backup.HoldsPeopleAndDevices ? [] :
        [
            .. Then(backup).FenceDevices
                .Where(device => !now.FenceDevices.TryGetValue(device.Key, out Row<FenceDeviceConfig>? row)
                    || !RestoreScope.Same(row.Value, device.Value.Value))
                .Select(device => device.Key),
        ];

    /// <summary>Types whose package no node holds: they must be upgraded with it before one of them runs.</summary>
    public static IReadOnlyList<string> TypesWithoutPackage(ClusterSnapshot snapshot) =>
        [.. snapshot.Types.Values.Select(row => row.Value)
            .Where(type => !type.BuiltIn && !snapshot.NodeStatuses.Values
                .Any(status => status.Value.Packages.Contains(type.PackageHash)))
            .Select(type => type.Name)];

    private static Refusal? WhyNot(ClusterSnapshot now, Backup backup, bool acceptOlder, RestoreScope scope)
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

        long newest = now.Rows().Where(row => scope.Has(row.Key, row.Value)).Select(row => row.Revision)
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

    private static ClusterSnapshot Then(Backup backup) => ClusterSnapshotReader.Read(backup.Revision, backup.Rows);

    /// <summary>What was found out of fence devices that are others now, or are there no more.</summary>
    private static IEnumerable<string> Statuses(ClusterSnapshot now, IEnumerable<string> keys) => keys
        .Where(key => key.StartsWith(Keys.FenceDevices, StringComparison.Ordinal))
        .Select(key => key[Keys.FenceDevices.Length..])
        .Where(now.FenceDeviceStatuses.ContainsKey)
        .Select(Keys.FenceDeviceStatus);

    /// <summary>Who is let in by it is said by name: it may be somebody who had been shut out since.</summary>
    private static string Told(Backup backup, IEnumerable<StoredRecord> changed, Asked asked)
    {
        string[] people = [.. changed.OfType<PersonConfig>().Select(person => $"{person.Name} as {person.Role}")];
        return $"restored from a backup of {backup.TakenAt:u}, revision {backup.Revision}, by {asked.Who}"
            + (people.Length == 0 ? "" : $"; let in from other machines: {string.Join(", ", people)}");
    }

    private static ClusterConfig Settings(
        ClusterSnapshot now, ClusterSnapshot then, Backup backup, DateTimeOffset wallClock)
    {
        ClusterConfig current = now.Cluster?.Value ?? new ClusterConfig();
        return then.Cluster!.Value with
        {
            Id = current.Id, Name = current.Name, Profile = current.Profile, Locked = current.Locked,
            GenerationFloor = Floor(now, then, backup, wallClock),
        };
    }

    /// <summary>
    /// Generations go on from where they are only in the database that the backup is of, and that is not older than it;
    /// else neither knows all that was given out.
    /// </summary>
    private static long Floor(
        ClusterSnapshot now, ClusterSnapshot then, Backup backup, DateTimeOffset wallClock) =>
        now.Cluster?.Value is { } cluster && cluster.Id == backup.ClusterId && now.Revision >= backup.Revision
            && then.GroupStates.Keys.All(now.GroupStates.ContainsKey)
            ? cluster.GenerationFloor
            : Generations.FloorAbove(
                Math.Max(Generations.Highest(now, now.Revision), Generations.Highest(then, backup.Revision)),
                wallClock);

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

    private static IEnumerable<Transaction.Put> Unowned(ClusterSnapshot now, ClusterSnapshot then, long floor) =>
        from state in then.GroupStates.Values
        where !now.GroupStates.ContainsKey(state.Value.Group)
        select StoredDocuments.Put(Keys.GroupState(state.Value.Group), new GroupState
        {
            Group = state.Value.Group,
            Generation = floor,
            Reason = "it was restored from a backup",
        });
}
