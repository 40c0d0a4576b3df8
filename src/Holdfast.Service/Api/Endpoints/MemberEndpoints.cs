using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Api.Endpoints;

/// <summary>What nodes do for each other when one does not reach the database.</summary>
internal static class MemberEndpoints
{
    private const int LongestRecord = 256 << 10;

    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder members = api.MapGroup("/members").WithTags("machines").WithMetadata(new OnlyForNodes());
        members.MapGet("", async (HttpContext context, MemberDesk desk) =>
                (await desk.ReadAsync(context.RequestAborted).ConfigureAwait(false)).ToResult(TypedResults.Ok))
            .WithName("MemberRecords")
            .WithSummary("All members' records in the database, for a node that does not reach it.")
            .Produces<MemberRecordsDto>();
        members.MapPost("/renewals", RenewAsync)
            .WithName("RelayRenewal")
            .WithSummary("Writes the asking node's own record, for a node that does not reach the database.")
            .Accepts<RenewalRequest>("application/json").Produces<RenewalDto>();
        members.MapPost("/agreements", AgreeAsync)
            .WithName("Agree")
            .WithSummary("Whether this node agrees that the asking one goes on without the database.")
            .Accepts<AgreementRequest>("application/json").Produces<AgreementDto>();
    }

    private static async Task<IResult> RenewAsync(HttpContext context, MemberDesk desk)
    {
        Outcome<RenewalRequest> body = await context.BodyAsync(reader => new RenewalRequest
        {
            Record = reader.Text("record", LongestRecord) ?? "", Revision = reader.RequiredNumber("revision", 1),
        }).ConfigureAwait(false);
        return body.Succeeded(out RenewalRequest? request, out Refusal? refusal)
            ? (await desk.RenewAsync(Asker(context), request, context.RequestAborted).ConfigureAwait(false))
                .ToResult(TypedResults.Ok)
            : new ProblemResult(refusal);
    }

    private static async Task<IResult> AgreeAsync(HttpContext context, MemberDesk desk)
    {
        Outcome<AgreementRequest> body = await context.BodyAsync(reader => new AgreementRequest
        {
            AskerEpoch = reader.RequiredNumber("askerEpoch", 1), MemberEpoch = reader.RequiredNumber("memberEpoch", 1),
        }).ConfigureAwait(false);
        return body.Succeeded(out AgreementRequest? request, out Refusal? refusal)
            ? TypedResults.Ok(desk.Agree(Asker(context), request))
            : new ProblemResult(refusal);
    }

    /// <summary>The node whose certificate it is; nobody else gets here.</summary>
    private static string Asker(HttpContext context) =>
        AccessMiddleware.CallerOf(context) is Caller.Machine { Identity.IsNode: true } machine
            ? machine.Identity.Name
            : throw new InvalidOperationException("Only nodes get here.");
}
