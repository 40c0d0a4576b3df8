using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.State;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/nodes</c>.</summary>
internal static class NodeEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder nodes = api.MapGroup("/nodes").WithTags("nodes");
        nodes.MapGet("", (IClusterView view) => TypedResults.Ok(NodeDtos.All(view.Current)))
            .WithName("ListNodes").WithSummary("The nodes, with their processes.");
        nodes.MapGet("/{name}", (string name, IClusterView view) => Show(view.Current, name))
            .WithName("ShowNode").WithSummary("One node.").Produces<NodeDto>();
        nodes.MapPost("/{name}/pause", PauseAsync)
            .WithName("PauseNode").WithSummary("Gives the node nothing new; with drain, moves its groups away.")
            .Accepts<PauseNodeRequest>(true, "application/json").Produces<NodeDto>();
        nodes.MapPost("/{name}/resume", ResumeAsync)
            .WithName("ResumeNode").WithSummary("Ends a pause.").Produces<NodeDto>();
    }

    private static async Task<IResult> PauseAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<bool> body =
            await context.BodyAsync(reader => reader.Flag("drain") ?? false, optional: true).ConfigureAwait(false);
        if (!body.Succeeded(out bool drain, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        var asked = new Asked(context.Who());
        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => NodeEdits.Pause(snapshot, name, drain, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(snapshot => Show(snapshot, name));
    }

    private static async Task<IResult> ResumeAsync(HttpContext context, string name, ConfigEditor editor)
    {
        var asked = new Asked(context.Who());
        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => NodeEdits.Resume(snapshot, name, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(snapshot => Show(snapshot, name));
    }

    private static IResult Show(ClusterSnapshot snapshot, string name) =>
        snapshot.NodeNames().Contains(name)
            ? TypedResults.Ok(NodeDtos.Of(snapshot, name))
            : new ProblemResult(snapshot.NoNode(name));
}
