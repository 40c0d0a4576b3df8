using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>What the API asks of a snapshot.</summary>
internal static class ClusterFacts
{
    /// <summary>Every node that is known, configured or seen.</summary>
    public static IReadOnlyList<string> NodeNames(this ClusterSnapshot snapshot) =>
        [.. snapshot.Nodes.Keys.Concat(snapshot.Members.Keys).Distinct().Order(StringComparer.Ordinal)];

    public static IEnumerable<Row<ResourceConfig>> ResourcesOf(this ClusterSnapshot snapshot, string group) =>
        snapshot.Resources.Values.Where(row => row.Value.Group == group);

    public static bool IsUp(this ClusterSnapshot snapshot, string node) =>
        snapshot.Members.TryGetValue(node, out Row<MemberState>? member) && member.Value.Alive;

    /// <summary>What the owner says of the group in its present generation; null where that is history or
    /// nothing.</summary>
    public static GroupStatus? CurrentStatus(this ClusterSnapshot snapshot, string group)
    {
        GroupState? state = snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row) ? row.Value : null;
        GroupStatus? status =
            snapshot.GroupStatuses.TryGetValue(group, out Row<GroupStatus>? told) ? told.Value : null;
        bool current = state?.Owner is not null && status is not null && status.Node == state.Owner
            && status.Generation == state.Generation;
        return current ? status : null;
    }

    /// <summary>How the resource is, as its owner says, where it is not stopped: in one of the instances if its group
    /// is parallel. Null if it is stopped everywhere.</summary>
    public static ResourceStatus? RunningStatusOf(this ClusterSnapshot snapshot, ResourceConfig resource) =>
        snapshot.GroupStates.Keys.Where(group => GroupInstance.GroupOf(group) == resource.Group)
            .SelectMany(group => snapshot.CurrentStatus(group)?.Resources ?? [])
            .FirstOrDefault(each => GroupInstance.GroupOf(each.Name) == resource.Name
                && each.State is not (ResourceState.Offline or ResourceState.Failed));

    public static Refusal NoGroup(this ClusterSnapshot snapshot, string name) =>
        Refusal.NotFound(ErrorCodes.NoGroup, "group", name, snapshot.Groups.Keys);

    public static Refusal NoResource(this ClusterSnapshot snapshot, string name) =>
        Refusal.NotFound(ErrorCodes.NoResource, "resource", name, snapshot.Resources.Keys);

    public static Refusal NoNode(this ClusterSnapshot snapshot, string name) =>
        Refusal.NotFound(ErrorCodes.NoNode, "node", name, snapshot.NodeNames());

    public static Refusal NoType(this ClusterSnapshot snapshot, string name) =>
        Refusal.NotFound(ErrorCodes.NoType, "resource type", name, snapshot.Types.Keys);
}
