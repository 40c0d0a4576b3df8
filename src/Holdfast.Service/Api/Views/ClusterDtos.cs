using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;

namespace Holdfast.Service.Api.Views;

/// <summary>The cluster and its events as the API shows them.</summary>
internal static class ClusterDtos
{
    public static ClusterStatusDto Of(ClusterSnapshot snapshot, string answeredBy)
    {
        ClusterConfig cluster = snapshot.Cluster?.Value ?? new ClusterConfig();
        return new ClusterStatusDto
        {
            Name = cluster.Name,
            Id = cluster.Id,
            Profile = cluster.Profile,
            Revision = snapshot.Revision,
            AnsweredBy = answeredBy,
            Coordinator = snapshot.Coordinator?.Value.Holder,
            Term = snapshot.Coordinator?.Value.Term ?? 0,
            Nodes = NodeDtos.All(snapshot),
            Groups = GroupDtos.All(snapshot),
            Types = TypeDtos.All(snapshot),
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
