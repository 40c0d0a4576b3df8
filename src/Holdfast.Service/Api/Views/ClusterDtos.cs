using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Api.Views;

/// <summary>The cluster and its events as the API shows them.</summary>
internal static class ClusterDtos
{
    /// <param name="snapshot">The cluster.</param>
    /// <param name="groups">The groups to show; all of them if none is named.</param>
    /// <param name="types">The types to show; all of them if none is named.</param>
    /// <param name="answeredBy">The node that answers.</param>
    /// <param name="database">How its database is.</param>
    /// <param name="now">The wall clock, for quarantine.</param>
    /// <param name="left">What nodes have left of their authority.</param>
    public static ClusterStatusDto Of(
        ClusterSnapshot snapshot, IReadOnlyCollection<string> groups, IReadOnlyCollection<string> types,
        string answeredBy, DatabaseDto database, DateTimeOffset now, AuthorityLeft left)
    {
        ClusterConfig cluster = snapshot.Cluster?.Value ?? new ClusterConfig();
        return new ClusterStatusDto
        {
            Name = cluster.Name,
            Id = cluster.Id,
            Profile = cluster.Profile,
            Locked = cluster.Locked,
            Revision = snapshot.Revision,
            AnsweredBy = answeredBy,
            Coordinator = snapshot.Coordinator?.Value.Holder,
            Term = snapshot.Coordinator?.Value.Term ?? 0,
            Database = database,
            Nodes = NodeDtos.All(snapshot, now, left),
            Groups = groups.Count == 0 ? GroupDtos.All(snapshot) : GroupDtos.Of(snapshot, groups),
            Types = types.Count == 0 ? TypeDtos.All(snapshot) : TypeDtos.Of(snapshot, types),
        };
    }

    /// <summary>The settings of the cluster.</summary>
    public static ClusterDto Settings(ClusterSnapshot snapshot)
    {
        ClusterConfig cluster = snapshot.Cluster?.Value ?? new ClusterConfig();
        return new ClusterDto
        {
            Name = cluster.Name,
            Id = cluster.Id,
            Profile = cluster.Profile,
            Locked = cluster.Locked,
            EventsKept = cluster.EventsKept,
            DecisionsKept = cluster.DecisionsKept,
            PlacementPolicy = cluster.PlacementPolicy.ToString(),
            EnforcedAntiAffinity = cluster.EnforcedAntiAffinity,
            GroupWaitDelay = Durations.Format(cluster.GroupWaitDelay),
            IgnorePersistentStateOnStartup = cluster.IgnorePersistentStateOnStartup,
            GroupDependencyTimeout = Durations.Format(cluster.GroupDependencyTimeout),
            QuarantineThreshold = cluster.QuarantineThreshold,
            QuarantinePeriod = Durations.Format(cluster.QuarantinePeriod),
            QuarantineDuration = Durations.Format(cluster.QuarantineDuration),
            FormedAt = snapshot.Coordinator?.Value.FormedAt,
            Revision = snapshot.Cluster?.Revision ?? 0,
        };
    }

    public static EventDto Of(ClusterEvent told, long revision) => new()
    {
        Id = told.Id,
        At = told.At,
        Node = told.Node,
        Kind = told.Kind,
        Level = told.Level,
        Group = told.Group,
        Resource = told.Resource,
        Type = told.Type,
        Message = told.Message,
        Cause = told.Cause,
        Revision = revision,
    };
}
