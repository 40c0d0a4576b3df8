using System.Diagnostics.CodeAnalysis;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/groups</c>.</summary>
internal static class GroupEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder groups = api.MapGroup("/groups").WithTags("groups");
        groups.MapGet("", (IClusterView view) => TypedResults.Ok(GroupDtos.All(view.Current)))
            .WithName("ListGroups").WithSummary("The groups, with their resources.");
        groups.MapGet("/{name}", (string name, IClusterView view) => Show(view.Current, name))
            .WithName("ShowGroup").WithSummary("One group.").Produces<GroupDto>();
        groups.MapPost("", CreateAsync)
            .WithName("CreateGroup").WithSummary("Makes a group; it is wanted offline at first.")
            .Accepts<CreateGroupRequest>("application/json").Produces<GroupDto>(StatusCodes.Status201Created);
        groups.MapPatch("/{name}", UpdateAsync)
            .WithName("UpdateGroup").WithSummary("Changes settings.").WithRevision()
            .Accepts<UpdateGroupRequest>("application/json").Produces<GroupDto>();
        groups.MapPost("/{name}/online", (HttpContext context, string name, ConfigEditor editor) =>
                WantAsync(context, name, true, editor))
            .WithName("OnlineGroup").WithSummary("Wants the group online.").Produces<GroupDto>();
        groups.MapPost("/{name}/offline", (HttpContext context, string name, ConfigEditor editor) =>
                WantAsync(context, name, false, editor))
            .WithName("OfflineGroup").WithSummary("Wants the group offline.").Produces<GroupDto>();
        groups.MapPost("/{name}/move", MoveAsync)
            .WithName("MoveGroup").WithSummary("Asks the coordinator to move the group once.")
            .Accepts<MoveGroupRequest>(true, "application/json").Produces<MoveDto>(StatusCodes.Status202Accepted);
        groups.MapDelete("/{name}", DeleteAsync)
            .WithName("DeleteGroup").WithSummary("Deletes a group that is offline and has no resources.").WithRevision()
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ConfigEditor editor)
    {
        Outcome<(string Name, GroupPatch Patch)> body = await context
            .BodyAsync(reader => (reader.Name("name"), GroupPatch.Read(reader))).ConfigureAwait(false);
        if (!body.Succeeded(out (string Name, GroupPatch Patch) read, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        var asked = new Asked(context.Who());
        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => GroupEdits.Create(snapshot, read.Name, read.Patch, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(snapshot => Find(snapshot, read.Name, out Row<GroupConfig>? row)
            ? TypedResults.Created($"/api/v1/groups/{read.Name}", GroupDtos.Of(snapshot, row))
            : new ProblemResult(snapshot.NoGroup(read.Name)));
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<GroupPatch> body = await context.BodyAsync(GroupPatch.Read).ConfigureAwait(false);
        if (!body.Succeeded(out GroupPatch? patch, out Refusal? refusal)
            || !context.Asked().Succeeded(out Asked? asked, out refusal))
        {
            return new ProblemResult(refusal);
        }

        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => GroupEdits.Update(snapshot, name, patch, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(snapshot => Show(snapshot, name));
    }

    private static async Task<IResult> WantAsync(HttpContext context, string name, bool online, ConfigEditor editor)
    {
        var asked = new Asked(context.Who());
        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => GroupEdits.Want(snapshot, name, online, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(snapshot => Show(snapshot, name));
    }

    private static async Task<IResult> MoveAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<string?> body = await context
            .BodyAsync(reader => reader.Text("target", Names.Longest), optional: true).ConfigureAwait(false);
        if (!body.Succeeded(out string? target, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        string id = ApiToken.Random();
        var asked = new Asked(context.Who());
        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => GroupEdits.Move(snapshot, name, target, id, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(_ => TypedResults.Accepted(
            $"/api/v1/groups/{name}", new MoveDto { Id = id, Group = name, Target = target }));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string name, ConfigEditor editor)
    {
        if (!context.Asked().Succeeded(out Asked? asked, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => GroupEdits.Delete(snapshot, name, asked), context.RequestAborted)
            .ConfigureAwait(false);
        return done.ToResult(_ => TypedResults.NoContent());
    }

    private static IResult Show(ClusterSnapshot snapshot, string name) =>
        Find(snapshot, name, out Row<GroupConfig>? row)
            ? TypedResults.Ok(GroupDtos.Of(snapshot, row))
            : new ProblemResult(snapshot.NoGroup(name));

    private static bool Find(
        ClusterSnapshot snapshot, string name, [NotNullWhen(true)] out Row<GroupConfig>? row) =>
        snapshot.Groups.TryGetValue(name, out row);
}
