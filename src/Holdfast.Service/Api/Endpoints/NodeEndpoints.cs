using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/nodes</c>.</summary>
internal sealed class NodeEndpoints
{
    private readonly TimeProvider _time;
    private readonly AuthorityLeft _left;

    private NodeEndpoints(TimeProvider time, AuthorityLeft left) => (_time, _left) = (time, left);

    public static void Map(RouteGroupBuilder api)
    {
        IEndpointRouteBuilder routes = api;
        var own = new NodeEndpoints(
            routes.ServiceProvider.GetRequiredService<TimeProvider>(),
            routes.ServiceProvider.GetRequiredService<AuthorityLeft>());
        RouteGroupBuilder nodes = api.MapGroup("/nodes").WithTags("nodes");
        nodes.MapGet("", (IClusterView view) =>
                TypedResults.Ok(NodeDtos.All(view.Current, own._time.GetUtcNow(), own._left)))
            .WithName("ListNodes").WithSummary("The nodes, with their processes.");
        nodes.MapGet("/{name}", (string name, IClusterView view) => own.Show(view.Current, name))
            .WithName("ShowNode").WithSummary("One node.").Produces<NodeDto>();
        NodeLoadEndpoint.Map(nodes);
        nodes.MapPatch("/{name}", own.UpdateAsync)
            .WithName("UpdateNode").WithSummary("Changes attributes, offers or description.").WithRevision()
            .Accepts<UpdateNodeRequest>("application/json").Produces<NodeDto>();
        nodes.MapPost("/{name}/pause", own.PauseAsync)
            .Needs(Role.Operator).WithName("PauseNode")
            .WithSummary("Gives the node nothing new; with drain, moves its groups away.")
            .Accepts<PauseNodeRequest>(true, "application/json").Produces<NodeDto>();
        nodes.MapPost("/{name}/resume", own.ResumeAsync)
            .Needs(Role.Operator).WithName("ResumeNode")
            .WithSummary("Ends a pause; with failback, what was drained from it comes back.")
            .Accepts<ResumeNodeRequest>(true, "application/json").Produces<NodeDto>();
        nodes.MapPost("/{name}/lock", (HttpContext context, string name, ConfigEditor editor) =>
                own.LockAsync(context, name, true, editor))
            .Needs(Role.Operator).WithName("LockNode")
            .WithSummary("Takes no action on what it owns from now on; health is still shown.")
            .Produces<NodeDto>();
        nodes.MapPost("/{name}/unlock", (HttpContext context, string name, ConfigEditor editor) =>
                own.LockAsync(context, name, false, editor))
            .Needs(Role.Operator).WithName("UnlockNode").WithSummary("Ends the lock.").Produces<NodeDto>();
        nodes.MapPost("/{name}/clear", own.ClearAsync)
            .Needs(Role.Operator).WithName("ClearNode")
            .WithSummary("Ends its quarantine and forgets its losses.").Produces<NodeDto>();
        nodes.MapPost("/{name}/confirm-dead", own.ConfirmAsync)
            .WithName("ConfirmNodeDead")
            .WithSummary("Notes that nothing of a node that is down runs any more, as you made sure on the spot.")
            .Accepts<ConfirmDeadRequest>("application/json").Produces<NodeDto>();
        nodes.MapDelete("/{name}", EvictAsync)
            .WithName("EvictNode").WithSummary("Removes a node that is down and owns nothing.").WithRevision()
            .Produces(StatusCodes.Status204NoContent);
    }

    private async Task<IResult> UpdateAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<NodePatch> body = await context.BodyAsync(NodePatch.Read).ConfigureAwait(false);
        return body.Succeeded(out NodePatch? patch, out Refusal? refusal)
            ? await EditAsync(context, name, editor,
                (snapshot, asked) => NodeEdits.Update(snapshot, name, patch, asked)).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private async Task<IResult> PauseAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<bool> body =
            await context.BodyAsync(reader => reader.Flag("drain") ?? false, optional: true).ConfigureAwait(false);
        return body.Succeeded(out bool drain, out Refusal? refusal)
            ? await EditAsync(context, name, editor,
                (snapshot, asked) => NodeEdits.Pause(snapshot, name, drain, asked)).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private async Task<IResult> ResumeAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<bool> body =
            await context.BodyAsync(reader => reader.Flag("failback") ?? false, optional: true).ConfigureAwait(false);
        return body.Succeeded(out bool failback, out Refusal? refusal)
            ? await EditAsync(context, name, editor,
                (snapshot, asked) => NodeEdits.Resume(snapshot, name, failback, asked)).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private Task<IResult> LockAsync(HttpContext context, string name, bool locked, ConfigEditor editor) =>
        EditAsync(context, name, editor, (snapshot, asked) => NodeEdits.Lock(snapshot, name, locked, asked));

    private Task<IResult> ClearAsync(HttpContext context, string name, ConfigEditor editor)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return EditAsync(context, name, editor, (snapshot, asked) => NodeEdits.Clear(snapshot, name, now, asked));
    }

    private async Task<IResult> ConfirmAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<long> body =
            await context.BodyAsync(reader => reader.RequiredNumber("epoch", 1)).ConfigureAwait(false);
        return body.Succeeded(out long epoch, out Refusal? refusal)
            ? await EditAsync(context, name, editor,
                (snapshot, asked) => NodeEdits.ConfirmDead(snapshot, name, epoch, asked)).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private static async Task<IResult> EvictAsync(
        HttpContext context, string name, ConfigEditor editor, DatabaseMembers members)
    {
        bool evicted = false;
        IResult answer = await context.EditAsync(
            editor, (snapshot, asked) => NodeEviction.Evict(snapshot, name, asked), _ =>
            {
                evicted = true;
                return TypedResults.NoContent();
            }).ConfigureAwait(false);
        return evicted
            ? (await members.AfterEvictionAsync(name, context.Who(), context.RequestAborted).ConfigureAwait(false))
                .ToResult(_ => answer)
            : answer;
    }

    private Task<IResult> EditAsync(
        HttpContext context, string name, ConfigEditor editor, Func<ClusterSnapshot, Asked, Edit> decide) =>
        context.EditAsync(editor, decide, snapshot => Show(snapshot, name));

    private IResult Show(ClusterSnapshot snapshot, string name) =>
        snapshot.NodeNames().Contains(name)
            ? TypedResults.Ok(NodeDtos.Of(snapshot, name, _time.GetUtcNow(), _left))
            : new ProblemResult(snapshot.NoNode(name));
}
