using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Members;
using Microsoft.OpenApi;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/cluster</c> and <c>/api/v1/version</c>.</summary>
internal static class ClusterEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cluster/status",
            (HttpRequest asked, IClusterView view, NodeOptions options, DatabaseMembers members, TimeProvider time,
                AuthorityLeft left) =>
                TypedResults.Ok(ClusterDtos.Of(
                    view.Current, [.. asked.Query["group"].OfType<string>()], [.. asked.Query["type"].OfType<string>()],
                    options.Node, members.Summary(), time.GetUtcNow(), left)))
            .WithName("ClusterStatus").WithTags("cluster").WithSummary("The whole cluster at one revision.")
            .WithQuery("group", "Of the groups only this one; may be given more than once.", JsonSchemaType.String)
            .WithQuery("type", "Of the types only this one; may be given more than once.", JsonSchemaType.String);
        api.MapGet("/cluster", (IClusterView view) => TypedResults.Ok(ClusterDtos.Settings(view.Current)))
            .WithName("ShowCluster").WithTags("cluster").WithSummary("The settings of the whole cluster.");
        api.MapPatch("/cluster", UpdateAsync)
            .WithName("UpdateCluster").WithTags("cluster").WithSummary("Changes settings.").WithRevision()
            .Accepts<UpdateClusterRequest>("application/json").Produces<ClusterDto>();
        api.MapPost("/cluster/lock", (HttpContext context, ConfigEditor editor) => LockAsync(context, true, editor))
            .Needs(Role.Operator).WithName("LockCluster").WithTags("cluster")
            .WithSummary("Takes no action on any group from now on; health is still shown.").Produces<ClusterDto>();
        api.MapPost("/cluster/unlock", (HttpContext context, ConfigEditor editor) => LockAsync(context, false, editor))
            .Needs(Role.Operator).WithName("UnlockCluster").WithTags("cluster")
            .WithSummary("Ends the lock.").Produces<ClusterDto>();
        api.MapGet("/version", (NodeOptions options) =>
                TypedResults.Ok(new VersionDto { Version = ServiceVersion.Text, Node = options.Node }))
            .WithName("Version").WithTags("cluster").WithSummary("The version of the node's service.");
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, ConfigEditor editor)
    {
        Outcome<ClusterPatch> body = await context.BodyAsync(ClusterPatch.Read).ConfigureAwait(false);
        return body.Succeeded(out ClusterPatch? patch, out Refusal? refusal)
            ? await context.EditAsync(
                editor, (snapshot, asked) => ClusterEdits.Update(snapshot, patch, asked), Show).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private static Task<IResult> LockAsync(HttpContext context, bool locked, ConfigEditor editor) =>
        context.EditAsync(editor, (snapshot, asked) => ClusterEdits.Lock(snapshot, locked, asked), Show);

    private static IResult Show(ClusterSnapshot snapshot) => TypedResults.Ok(ClusterDtos.Settings(snapshot));
}
