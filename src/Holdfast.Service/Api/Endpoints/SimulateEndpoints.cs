using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Holdfast.Core.State;
using Holdfast.Core.WhatIf;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/simulate</c> and <c>/api/v1/state</c>.</summary>
internal static class SimulateEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/simulate", SimulateAsync)
            .Needs(Role.Viewer).WithName("Simulate").WithTags("what if")
            .WithSummary("What would happen, with the functions that decide; nothing is changed.")
            .Accepts<SimulateRequest>("application/json").Produces<PlanDto>();
        api.MapGet("/state", SaveAsync)
            .Needs(Role.Administrator).WithName("SaveState").WithTags("what if")
            .WithSummary("The whole state with the decisions that are kept, for simulate and replay.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
    }

    private static async Task<IResult> SimulateAsync(HttpContext context, IClusterView view, WhatIfPlans plans)
    {
        Outcome<SimulateRequest> body = await context.BodyAsync(SimulateChanges.Read).ConfigureAwait(false);
        ClusterSnapshot snapshot = view.Current;
        if (!body.Succeeded(out SimulateRequest? request, out Refusal? refusal)
            || !SimulateChanges.Of(request, snapshot)
                .Succeeded(out IReadOnlyList<WhatIfChange>? changes, out refusal))
        {
            return new ProblemResult(refusal);
        }

        return TypedResults.Ok(plans.Of(snapshot, changes));
    }

    private static async Task<IResult> SaveAsync(
        HttpContext context, IClusterView view, IClusterDatabase database, ObserverView observer, IBootClock clock,
        TimeProvider time)
    {
        ReadResult kept = await database.ReadAsync(Keys.Decisions, context.RequestAborted).ConfigureAwait(false);
        var state = new SavedState(
            view.Current,
            observer.Current,
            time.GetLocalNow(),
            clock.Now,
            [.. kept.Items.Select(StoredDocuments.Decode<DecisionRecord>)]);
        return TypedResults.Text(state.Write(), "application/json");
    }
}
