using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/resources</c>: what is wanted of them; see <see cref="OwnerEndpoints"/> for what their owner
/// does.</summary>
internal static class ResourceEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder resources = api.MapGroup("/resources").WithTags("resources");
        resources.MapGet("", (IClusterView view) => TypedResults.Ok(ResourceDtos.All(view.Current)))
            .WithName("ListResources").WithSummary("The resources.");
        resources.MapGet("/{name}", (string name, IClusterView view) => Show(view.Current, name))
            .WithName("ShowResource")
            .WithSummary("One resource; of a parallel group also as it is in one instance.").Produces<ResourceDto>();
        resources.MapPost("", CreateAsync)
            .ForPages().WithName("CreateResource")
            .WithSummary("Makes a resource of a registered type in a group.")
            .Accepts<CreateResourceRequest>("application/json").Produces<ResourceDto>(StatusCodes.Status201Created);
        resources.MapPatch("/{name}", UpdateAsync)
            .ForPages().WithName("UpdateResource")
            .WithSummary("Changes properties, dependencies or policy.").WithRevision()
            .Accepts<UpdateResourceRequest>("application/json").Produces<ResourceDto>();
        resources.MapPost("/{name}/online", (HttpContext context, string name, ConfigEditor editor) =>
                WantAsync(context, name, true, editor))
            .ForPages().WithName("OnlineResource").WithSummary("Wants it online, with what it depends on.")
                .Produces<ResourceDto>();
        resources.MapPost("/{name}/offline", (HttpContext context, string name, ConfigEditor editor) =>
                WantAsync(context, name, false, editor))
            .ForPages().WithName("OfflineResource").WithSummary("Wants it offline.").Produces<ResourceDto>();
        resources.MapPost("/{name}/lock", (HttpContext context, string name, ConfigEditor editor) =>
                LockAsync(context, name, true, editor))
            .WithName("LockResource").WithSummary("Takes no action on it from now on; its health is still shown.")
            .Produces<ResourceDto>();
        resources.MapPost("/{name}/unlock", (HttpContext context, string name, ConfigEditor editor) =>
                LockAsync(context, name, false, editor))
            .WithName("UnlockResource").WithSummary("Ends the lock.").Produces<ResourceDto>();
        resources.MapDelete("/{name}", DeleteAsync)
            .ForPages().WithName("DeleteResource").WithSummary("Deletes it; its DLL need not be there.").WithRevision()
            .Produces(StatusCodes.Status204NoContent);
        OwnerEndpoints.Map(resources);
    }

    /// <summary>A resource, or as it is in one instance of a parallel group.</summary>
    public static IResult Show(ClusterSnapshot snapshot, string name) =>
        snapshot.ResourceNamed(name, out string instance) is not { } row
            ? new ProblemResult(snapshot.NoResource(name))
            : TypedResults.Ok(row.Value.Name == name
                ? ResourceDtos.Of(snapshot, row)
                : ResourceDtos.In(snapshot, row, instance));

    private static async Task<IResult> CreateAsync(HttpContext context, ConfigEditor editor)
    {
        Outcome<(ResourceConfig Named, ResourcePatch Patch)> body =
            await context.BodyAsync(ReadNew).ConfigureAwait(false);
        if (!body.Succeeded(out (ResourceConfig Named, ResourcePatch Patch) read, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        string name = read.Named.Name;
        return await context.EditAsync(editor,
            (snapshot, asked) => ResourceEdits.Create(snapshot, read.Named, read.Patch, asked),
            snapshot => snapshot.Resources.TryGetValue(name, out Row<ResourceConfig>? row)
                ? TypedResults.Created($"/api/v1/resources/{name}", ResourceDtos.Of(snapshot, row))
                : new ProblemResult(snapshot.NoResource(name))).ConfigureAwait(false);
    }

    private static (ResourceConfig Named, ResourcePatch Patch) ReadNew(BodyReader body) =>
        (new ResourceConfig
        {
            Name = body.Name("name"), Group = body.Required("group") ?? "", Type = body.Required("type") ?? "",
        }, ResourcePatch.Read(body, creating: true));

    private static async Task<IResult> UpdateAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<ResourcePatch> body =
            await context.BodyAsync(reader => ResourcePatch.Read(reader, creating: false)).ConfigureAwait(false);
        return body.Succeeded(out ResourcePatch? patch, out Refusal? refusal)
            ? await context.EditAsync(editor,
                (snapshot, asked) => ResourceEdits.Update(snapshot, name, patch, asked),
                snapshot => Show(snapshot, name)).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private static Task<IResult> WantAsync(HttpContext context, string name, bool online, ConfigEditor editor) =>
        context.EditAsync(editor, (snapshot, asked) => ResourceEdits.Want(snapshot, name, online, asked),
            snapshot => Show(snapshot, name));

    private static Task<IResult> LockAsync(HttpContext context, string name, bool locked, ConfigEditor editor) =>
        context.EditAsync(editor, (snapshot, asked) => ResourceEdits.Lock(snapshot, name, locked, asked),
            snapshot => Show(snapshot, name));

    private static Task<IResult> DeleteAsync(HttpContext context, string name, ConfigEditor editor) =>
        context.EditAsync(editor, (snapshot, asked) => ResourceEdits.Delete(snapshot, name, asked),
            _ => TypedResults.NoContent());
}
