using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Api.Edits;

/// <summary>Edits of the settings of the whole cluster.</summary>
internal static class ClusterEdits
{
    public static Edit Update(ClusterSnapshot snapshot, ClusterPatch patch, Asked asked)
    {
        Row<ClusterConfig> row = RowOf(snapshot);
        return asked.Outdated(row, "the cluster's record") is { } outdated
            ? outdated
            : Store(row, patch.Apply(row.Value), "settings of the cluster changed", asked);
    }

    /// <summary>As <see cref="Update"/>, but settings that the patch does not name go back to their default. The
    /// cluster's id, profile and lock stay.</summary>
    public static Edit Replace(ClusterSnapshot snapshot, ClusterPatch patch, Asked asked)
    {
        Row<ClusterConfig> row = RowOf(snapshot);
        ClusterConfig now = row.Value;
        var kept = new ClusterConfig
        {
            Id = now.Id, Profile = now.Profile, DecisionsKept = now.DecisionsKept, Locked = now.Locked,
        };
        return Store(row, patch.Apply(kept), "settings of the cluster changed", asked);
    }

    /// <summary>Locks the whole cluster for maintenance, or unlocks it.</summary>
    public static Edit Lock(ClusterSnapshot snapshot, bool locked, Asked asked)
    {
        Row<ClusterConfig> row = RowOf(snapshot);
        string what = locked ? "the cluster is locked: no action is taken on any group" : "the cluster is unlocked";
        return Store(row, row.Value with { Locked = locked }, what, asked);
    }

    private static Row<ClusterConfig> RowOf(ClusterSnapshot snapshot) => snapshot.Cluster ?? new(new(), 0);

    private static Edit Store(Row<ClusterConfig> row, ClusterConfig changed, string what, Asked asked) =>
        changed == row.Value
            ? new Edit.Nothing()
            : new Edit.Change(
                new Transaction
                {
                    Guards = [new(Keys.Cluster, row.Revision)], Puts = [StoredDocuments.Put(Keys.Cluster, changed)],
                },
                new EventDraft(EventKinds.ConfigChanged, $"{what}, by {asked.Who}"));
}
