using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Client.Dtos;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Configurations;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.ClusterViews;
using Microsoft.OpenApi;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/configuration</c>: the whole cluster as one document.</summary>
internal static class ConfigurationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder configuration = api.MapGroup("/configuration").WithTags("configuration");
        configuration.MapGet("", (IClusterView view) =>
                TypedResults.Text(ConfigurationExport.Of(view.Current).ToJsonString(), "application/json"))
            .WithName("ExportConfiguration")
            .WithSummary("The cluster as a document that, applied to it, changes nothing; defaults are left out.")
            .Produces<JsonElement>();
        configuration.MapPut("", ApplyAsync)
            .WithName("ApplyConfiguration")
            .WithSummary("Makes the cluster what the document says, all of it or nothing.").WithRevision()
            .WithQuery("prune", "Also delete groups and resources that it does not name.", JsonSchemaType.Boolean)
            .Accepts<JsonElement>("application/json").Produces<ConfigurationChangesDto>();
        configuration.MapPost("/diff", DiffAsync)
            .Needs(Role.Viewer).WithName("DiffConfiguration")
            .WithSummary("What the document would change; nothing is changed.")
            .WithQuery("prune", "Also delete groups and resources that it does not name.", JsonSchemaType.Boolean)
            .Accepts<JsonElement>("application/json").Produces<ConfigurationChangesDto>();
    }

    private static async Task<IResult> ApplyAsync(HttpContext context, ConfigEditor editor)
    {
        Outcome<ConfigurationDocument> body = await DocumentAsync(context).ConfigureAwait(false);
        if (!body.Succeeded(out ConfigurationDocument? document, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        bool prune = Prunes(context);
        IReadOnlyList<DifferenceDto> differences = [];
        return await context.EditAsync(
            editor,
            (snapshot, asked) =>
            {
                ClusterSnapshot after = ConfigurationEdits.Apply(snapshot, document, prune, asked, out Edit whole);
                differences = Compare(snapshot, after);
                return whole;
            },
            snapshot => TypedResults.Ok(
                new ConfigurationChangesDto { Revision = snapshot.Revision, Differences = differences }))
            .ConfigureAwait(false);
    }

    private static async Task<IResult> DiffAsync(HttpContext context, IClusterView view)
    {
        Outcome<ConfigurationDocument> body = await DocumentAsync(context).ConfigureAwait(false);
        if (!body.Succeeded(out ConfigurationDocument? document, out Refusal? refusal)
            || !context.Asked().Succeeded(out Asked? asked, out refusal))
        {
            return new ProblemResult(refusal);
        }

        ClusterSnapshot before = view.Current;
        ClusterSnapshot after = ConfigurationEdits.Apply(before, document, Prunes(context), asked, out Edit whole);
        return whole is Edit.Refused refused
            ? new ProblemResult(refused.Refusal)
            : TypedResults.Ok(new ConfigurationChangesDto
            {
                Revision = before.Revision, Differences = Compare(before, after),
            });
    }

    /// <summary>What could be read of the document is checked as well, so that everything wrong with it is told at
    /// once.</summary>
    private static async Task<Outcome<ConfigurationDocument>> DocumentAsync(HttpContext context)
    {
        Outcome<BodyReader> body = await RequestBody.ReadObjectAsync(context.Request, optional: false)
            .ConfigureAwait(false);
        if (!body.Succeeded(out BodyReader? reader, out Refusal? refusal))
        {
            return refusal;
        }

        ConfigurationDocument document = ConfigurationDocument.Read(reader);
        return document with { Unread = reader.Errors };
    }

    private static IReadOnlyList<DifferenceDto> Compare(ClusterSnapshot before, ClusterSnapshot after)
    {
        JsonObject old = ConfigurationExport.Of(before);
        return ConfigurationDiff.Of(old, ConfigurationExport.Of(after));
    }

    private static bool Prunes(HttpContext context) =>
        context.Request.Query["prune"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
}
