using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Backups;
using Microsoft.AspNetCore.Mvc;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/cluster/backup</c> and <c>/restore</c>.</summary>
internal static class BackupEndpoints
{
    private const string Lines = "application/x-ndjson";

    /// <summary>Bytes of a backup that is read.</summary>
    private const int Largest = 64 << 20;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cluster/backup", async (HttpContext context, BackupReader reader) => TypedResults.Bytes(
                BackupFile.Write(await reader.TakeAsync(context.RequestAborted).ConfigureAwait(false)), Lines))
            .WithMetadata(new NotForPages(), new Needs(Role.Administrator)).WithName("Backup").WithTags("cluster")
            .WithSummary("What is wanted of the cluster at one revision, with a hash; it holds secrets.")
            .Produces(StatusCodes.Status200OK, contentType: Lines);
        api.MapPost("/cluster/restore", RestoreAsync)
            .WithMetadata(new RequestSizeLimitAttribute(Largest)).WithName("Restore").WithTags("cluster")
            .WithSummary("Makes what is wanted what a backup says; an older one is refused unless ?acceptOlder=true, "
                + "and fence devices stay as they are unless ?sameMachines=true.")
            .Accepts<Stream>(Lines).Produces<RestoreDto>();
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, ConfigEditor editor)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        Backup backup;
        try
        {
            backup = BackupFile.Read(body.ToArray());
        }
        catch (FormatException wrong)
        {
            return new ProblemResult(new Refusal(ErrorCodes.BackupDamaged, wrong.Message));
        }

        bool accept = context.Request.Query["acceptOlder"] == "true";
        bool same = context.Request.Query["sameMachines"] == "true";
        return await context.EditAsync(
            editor,
            (snapshot, asked) => Restoration.Decide(snapshot, backup, accept, same, asked, DateTimeOffset.UtcNow),
            snapshot => TypedResults.Ok(Answer(snapshot, backup))).ConfigureAwait(false);
    }

    private static RestoreDto Answer(ClusterSnapshot snapshot, Backup backup) => new()
    {
        Revision = backup.Revision,
        TakenAt = backup.TakenAt,
        Groups = [.. snapshot.Groups.Keys],
        Resources = snapshot.Resources.Count,
        Types = [.. snapshot.Types.Keys],
        TypesWithoutPackage = Restoration.TypesWithoutPackage(snapshot),
        NodesPassedOver = Restoration.MissingNodes(snapshot, backup),
        People = [.. snapshot.People.Keys],
        FenceDevices = [.. snapshot.FenceDevices.Keys],
        FenceDevicesPassedOver = Restoration.DevicesPassedOver(snapshot, backup),
    };
}
