using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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

/// <summary><c>/api/v1/groups</c>. Instances of parallel groups are shown and moved by their names.</summary>
internal static class GroupEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder groups = api.MapGroup("/groups").WithTags("groups");
        groups.MapGet("", (IClusterView view) => TypedResults.Ok(GroupDtos.All(view.Current)))
            .WithName("ListGroups").WithSummary("The groups, with their resources.");
        groups.MapGet("/{name}", (string name, IClusterView view) => Show(view.Current, name))
            .WithName("ShowGroup").WithSummary("One group, or one instance of a parallel group.").Produces<GroupDto>();
        groups.MapPost("", CreateAsync)
            .WithName("CreateGroup").WithSummary("Makes a group; it is wanted offline at first.")
            .Accepts<CreateGroupRequest>("application/json").Produces<GroupDto>(StatusCodes.Status201Created);
        groups.MapPatch("/{name}", UpdateAsync)
            .WithName("UpdateGroup").WithSummary("Changes settings.").WithRevision()
            .Accepts<UpdateGroupRequest>("application/json").Produces<GroupDto>();
        MapVerbs(groups);
        groups.MapPost("/{name}/move", MoveAsync)
            .Needs(Role.Operator).WithName("MoveGroup")
            .WithSummary("Asks the coordinator to move the group, or one instance, once.")
            .Accepts<MoveGroupRequest>(true, "application/json").Produces<MoveDto>(StatusCodes.Status202Accepted);
        groups.MapDelete("/{name}", (HttpContext context, string name, ConfigEditor editor) => context.EditAsync(
                editor, (snapshot, asked) => GroupEdits.Delete(snapshot, name, asked), _ => TypedResults.NoContent()))
            .WithName("DeleteGroup").WithSummary("Deletes a group that is offline and has no resources.").WithRevision()
            .Produces(StatusCodes.Status204NoContent);
    }

    private static void MapVerbs(RouteGroupBuilder groups)
    {
        groups.MapPost("/{name}/online", (HttpContext context, string name, ConfigEditor editor) =>
                WantAsync(context, name, true, editor))
            .Needs(Role.Operator).WithName("OnlineGroup").WithSummary("Wants the group online.").Produces<GroupDto>();
        groups.MapPost("/{name}/offline", (HttpContext context, string name, ConfigEditor editor) =>
                WantAsync(context, name, false, editor))
            .Needs(Role.Operator).WithName("OfflineGroup").WithSummary("Wants the group offline.").Produces<GroupDto>();
        groups.MapPost("/{name}/lock", (HttpContext context, string name, ConfigEditor editor) =>
                LockAsync(context, name, true, editor))
            .Needs(Role.Operator).WithName("LockGroup")
            .WithSummary("Takes no action on it from now on; its health is still shown.")
            .Produces<GroupDto>();
        groups.MapPost("/{name}/unlock", (HttpContext context, string name, ConfigEditor editor) =>
                LockAsync(context, name, false, editor))
            .Needs(Role.Operator).WithName("UnlockGroup").WithSummary("Ends the lock.").Produces<GroupDto>();
        groups.MapPost("/{name}/clear", ClearAsync)
            .Needs(Role.Operator).WithName("ClearGroup")
            .WithSummary("Forgets its failovers, and clears its resources where they run.")
            .Produces<GroupDto>();
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ConfigEditor editor)
    {
        Outcome<(string Name, GroupPatch Patch)> body = await context
            .BodyAsync(reader => (reader.Name("name"), GroupPatch.Read(reader))).ConfigureAwait(false);
        return body.Succeeded(out (string Name, GroupPatch Patch) read, out Refusal? refusal)
            ? await context.EditAsync(editor,
                (snapshot, asked) => GroupEdits.Create(snapshot, read.Name, read.Patch, asked),
                snapshot => Find(snapshot, read.Name, out Row<GroupConfig>? row)
                    ? TypedResults.Created($"/api/v1/groups/{read.Name}", GroupDtos.Of(snapshot, row))
                    : new ProblemResult(snapshot.NoGroup(read.Name))).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, string name, ConfigEditor editor)
    {
        Outcome<GroupPatch> body = await context.BodyAsync(GroupPatch.Read).ConfigureAwait(false);
        return body.Succeeded(out GroupPatch? patch, out Refusal? refusal)
            ? await context.EditAsync(editor,
                (snapshot, asked) => GroupEdits.Update(snapshot, name, patch, asked),
                snapshot => Show(snapshot, name)).ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private static Task<IResult> WantAsync(HttpContext context, string name, bool online, ConfigEditor editor) =>
        context.EditAsync(editor, (snapshot, asked) => GroupEdits.Want(snapshot, name, online, asked),
            snapshot => Show(snapshot, name));

    private static Task<IResult> LockAsync(HttpContext context, string name, bool locked, ConfigEditor editor) =>
        context.EditAsync(editor, (snapshot, asked) => GroupEdits.Lock(snapshot, name, locked, asked),
            snapshot => Show(snapshot, name));

    /// <summary>Failovers are forgotten in what is wanted; restarts and failures by the owners.</summary>
    private static async Task<IResult> ClearAsync(
        HttpContext context, string name, ConfigEditor editor, OwnerCalls owners, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        var asked = new Asked(context.Who());
        Outcome<ClusterSnapshot> done = await editor
            .EditAsync(snapshot => GroupEdits.Clear(snapshot, name, now, asked), context.RequestAborted)
            .ConfigureAwait(false);
        if (!done.Succeeded(out ClusterSnapshot? after, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        foreach (Row<ResourceConfig> resource in after.ResourcesOf(name))
        {
            Outcome<JsonElement?> cleared = await owners
                .ClearAllAsync(context, resource.Value.Name).ConfigureAwait(false);
            if (!cleared.Succeeded(out _, out refusal))
            {
                return new ProblemResult(refusal with
                {
                    Detail = $"failovers of group \"{name}\" are forgotten, but \"{resource.Value.Name}\" was not "
                        + $"cleared: {refusal.Detail}",
                });
            }
        }

        return Show(after, name);
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
        return await context.EditAsync(editor,
            (snapshot, asked) => GroupMoves.Move(snapshot, name, target, id, asked),
            _ => TypedResults.Accepted(
                $"/api/v1/groups/{name}", new MoveDto { Id = id, Group = name, Target = target }))
            .ConfigureAwait(false);
    }

    private static IResult Show(ClusterSnapshot snapshot, string name) =>
        Find(snapshot, name, out Row<GroupConfig>? row)
            ? TypedResults.Ok(row.Value.Name == name
                ? GroupDtos.Of(snapshot, row)
                : GroupDtos.One(snapshot, row, name))
            : new ProblemResult(snapshot.NoGroup(name));

    private static bool Find(
        ClusterSnapshot snapshot, string name, [NotNullWhen(true)] out Row<GroupConfig>? row) =>
        (row = snapshot.GroupNamed(name)) is not null;
}
