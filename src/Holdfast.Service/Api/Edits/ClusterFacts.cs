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
    /// <summary>Every node that is known, configured or alive; of one that was evicted the membership stays, so that
    /// its epoch never falls.</summary>
    public static IReadOnlyList<string> NodeNames(this ClusterSnapshot snapshot) =>
        [.. snapshot.Nodes.Keys
            .Concat(snapshot.Members.Where(member => member.Value.Value.Alive).Select(member => member.Key))
            .Distinct().Order(StringComparer.Ordinal)];

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

    /// <summary>What the owners say of the resource, of each instance of its group.</summary>
    public static IEnumerable<ResourceStatus> StatusesOf(this ClusterSnapshot snapshot, ResourceConfig resource)
    {
        IReadOnlyList<string> names = snapshot.Groups.TryGetValue(resource.Group, out Row<GroupConfig>? group)
            ? snapshot.NamesOf(group.Value)
            : [resource.Group];
        return names.SelectMany(name => snapshot.CurrentStatus(name)?.Resources
            .Where(each => each.Name == GroupInstance.ResourceIn(name, resource.Name)) ?? []);
    }

    /// <summary>The state in which something of the resource runs, as its owner says; null where nothing does, or
    /// nobody owns it.</summary>
    public static ResourceState? RunningState(this ClusterSnapshot snapshot, ResourceConfig resource) => snapshot
        .StatusesOf(resource)
        .Where(each => each.State is not (ResourceState.Offline or ResourceState.Failed))
        .Select(each => (ResourceState?)each.State)
        .FirstOrDefault();

    public static Refusal NoGroup(this ClusterSnapshot snapshot, string name) =>
        Whole(ErrorCodes.NoGroup, "group", name, snapshot.Groups.Keys);

    public static Refusal NoResource(this ClusterSnapshot snapshot, string name) =>
        Whole(ErrorCodes.NoResource, "resource", name, snapshot.Resources.Keys);

    public static Refusal NoNode(this ClusterSnapshot snapshot, string name) =>
        Refusal.NotFound(ErrorCodes.NoNode, "node", name, snapshot.NodeNames());

    public static Refusal NoType(this ClusterSnapshot snapshot, string name) =>
        Refusal.NotFound(ErrorCodes.NoType, "resource type", name, snapshot.Types.Keys);

    /// <summary>No such name; for an instance of one that there is, that one.</summary>
    private static Refusal Whole(string code, string noun, string name, IEnumerable<string> known)
    {
        string whole = GroupInstance.GroupOf(name);
        string[] names = [.. known];
        return whole != name && names.Contains(whole)
            ? new Refusal(code, $"no {noun} \"{name}\"; this takes \"{whole}\" as a whole, or an instance that it has")
            {
                DidYouMean = whole,
            }
            : Refusal.NotFound(code, noun, name, names);
    }
}
