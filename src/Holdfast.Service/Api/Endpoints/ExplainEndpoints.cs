using Holdfast.Client.Dtos;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/{groups,resources,nodes}/{name}/explain</c>.</summary>
internal static class ExplainEndpoints
{
    private const int Shown = 10;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/groups/{name}/explain", GroupAsync)
            .WithName("ExplainGroup").WithTags("groups")
            .WithSummary("Why the group is where and how it is, and what was considered for each node.")
            .Produces<GroupExplanationDto>();
        api.MapGet("/resources/{name}/explain", ResourceAsync)
            .WithName("ExplainResource").WithTags("resources").WithSummary("Why the resource is as it is.")
            .Produces<ResourceExplanationDto>();
        api.MapGet("/nodes/{name}/explain", Node)
            .WithName("ExplainNode").WithTags("nodes")
            .WithSummary("Why the node is as it is, and why each group is on it or is not.")
            .Produces<NodeExplanationDto>();
    }

    private static async Task<IResult> GroupAsync(
        HttpContext context, string name, IClusterView view, IClusterDatabase database, ObserverView observer,
        IBootClock clock, TimeProvider time)
    {
        ClusterSnapshot snapshot = view.Current;
        var explainer = new Explainer(snapshot, observer.Current, time.GetLocalNow(), clock.Now);
        string group = GroupInstance.GroupOf(name);
        InstanceExplanationDto[] instances =
        [
            .. explainer.InstancesOf(group)
                .Where(instance => name == group || instance == name)
                .Select(instance => ExplanationDtos.Of(explainer.Group(instance)!)),
        ];
        return !snapshot.Groups.ContainsKey(group) || (instances.Length == 0 && name != group)
            ? new ProblemResult(snapshot.NoGroup(name))
            : TypedResults.Ok(new GroupExplanationDto
            {
                Group = name,
                Instances = instances,
                LastDecisions = await LastAsync(
                    database,
                    told => told.Group is { } about && told.Resource is null
                        && (about == name || (name == group && GroupInstance.GroupOf(about) == name)),
                    context.RequestAborted).ConfigureAwait(false),
            });
    }

    private static async Task<IResult> ResourceAsync(
        HttpContext context, string name, IClusterView view, IClusterDatabase database, ObserverView observer,
        IBootClock clock, TimeProvider time)
    {
        ClusterSnapshot snapshot = view.Current;
        var explainer = new Explainer(snapshot, observer.Current, time.GetLocalNow(), clock.Now);
        string resource = GroupInstance.GroupOf(name);
        if (!snapshot.Resources.TryGetValue(resource, out Row<Core.Configuration.ResourceConfig>? row))
        {
            return new ProblemResult(snapshot.NoResource(name));
        }

        ResourceReasonsDto[] instances =
        [
            .. explainer.InstancesOf(row.Value.Group)
                .Select(instance => GroupInstance.ResourceIn(instance, resource))
                .Where(each => name == resource || each == name)
                .Select(each => ExplanationDtos.Of(explainer.Resource(each)!)),
        ];
        return TypedResults.Ok(new ResourceExplanationDto
        {
            Resource = name,
            Instances = instances,
            LastEvents = await LastAsync(
                database,
                told => told.Resource is { } about
                    && (about == name || (name == resource && GroupInstance.GroupOf(about) == name)),
                context.RequestAborted).ConfigureAwait(false),
        });
    }

    private static IResult Node(
        string name, IClusterView view, ObserverView observer, IBootClock clock, TimeProvider time)
    {
        ClusterSnapshot snapshot = view.Current;
        var explainer = new Explainer(snapshot, observer.Current, time.GetLocalNow(), clock.Now);
        return explainer.Node(name) is { } explanation
            ? TypedResults.Ok(ExplanationDtos.Of(explanation))
            : new ProblemResult(snapshot.NoNode(name));
    }

    private static async Task<IReadOnlyList<EventDto>> LastAsync(
        IClusterDatabase database, Func<ClusterEvent, bool> about, CancellationToken cancellationToken)
    {
        ReadResult read = await database.ReadAsync(Keys.Events, cancellationToken).ConfigureAwait(false);
        return
        [
            .. read.Items.Reverse()
                .Select(item => (Told: StoredDocuments.Decode<ClusterEvent>(item), item.Revision))
                .Where(item => about(item.Told))
                .Take(Shown)
                .Select(item => ClusterDtos.Of(item.Told, item.Revision)),
        ];
    }
}
