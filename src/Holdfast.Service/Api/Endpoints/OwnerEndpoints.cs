using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Placement;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Api.Endpoints;

/// <summary>Operations that the owner of a resource carries out: fail, clear, control.</summary>
internal static class OwnerEndpoints
{
    public static void Map(RouteGroupBuilder resources)
    {
        resources.MapGet("/{name}/polls", PollsAsync)
            .WithMetadata(new ForNodes()).WithName("ResourcePolls")
            .WithSummary("Its newest health polls, as its monitor on the owner tells them.")
            .Produces<PollHistoryDto>();
        resources.MapGet("/{name}/processes", ProcessesAsync)
            .WithMetadata(new ForNodes()).WithName("ResourceProcesses")
            .WithSummary("Its monitor, guard and processes on the owner: how long they run, and their memory.")
            .Produces<ResourceProcessesDto>();
        resources.MapPost("/{name}/fail", FailAsync)
            .Needs(Role.Operator).WithMetadata(new ForNodes()).Imagines().WithName("FailResource")
            .WithSummary("Treats it as failed now, for tests and drills.")
            .Accepts<FailResourceRequest>(true, "application/json").Produces<ResourceDto>();
        resources.MapPost("/{name}/clear", ClearAsync)
            .Needs(Role.Operator).WithMetadata(new ForNodes()).Imagines().WithName("ClearResource")
            .WithSummary("Forgets its failures and, if it is Failed, tries again; in every instance.")
            .Produces<ResourceDto>();
        resources.MapPost("/{name}/control/{control}", ControlAsync)
            .Needs(Role.Operator).WithMetadata(new ForNodes()).Imagines().WithName("ControlResource")
            .WithSummary("Calls one of its type's controls with any JSON value.")
            .Accepts<JsonElement>(true, "application/json").Produces<ControlDto>();
    }

    private static async Task<IResult> FailAsync(HttpContext context, string name, OwnerCalls owners, IClusterView view)
    {
        Outcome<string?> body =
            await context.BodyAsync(reader => reader.Text("reason", 500), optional: true).ConfigureAwait(false);
        if (!body.Succeeded(out string? reason, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        string said = reason ?? $"failed on request of {context.Who()}";
        Outcome<JsonElement?> done = await owners
            .CallAsync(context, name, new OwnerCall.Fail(said)).ConfigureAwait(false);
        return done.ToResult(_ => ResourceEndpoints.Show(view.Current, GroupInstance.GroupOf(name)));
    }

    private static async Task<IResult> PollsAsync(HttpContext context, string name, OwnerCalls owners) => Told(
        await owners.CallAsync(context, name, new OwnerCall.Polls()).ConfigureAwait(false),
        ClientJson.Default.PollHistoryDto);

    private static async Task<IResult> ProcessesAsync(HttpContext context, string name, OwnerCalls owners) => Told(
        await owners.CallAsync(context, name, new OwnerCall.Processes()).ConfigureAwait(false),
        ClientJson.Default.ResourceProcessesDto);

    private static IResult Told<T>(Outcome<JsonElement?> done, JsonTypeInfo<T> type)
        where T : class => done.ToResult(output => output is { } told && told.Deserialize(type) is { } answer
            ? TypedResults.Ok(answer)
            : new ProblemResult(new Refusal(ErrorCodes.OperationFailed, "the owner told nothing; try again")));

    private static async Task<IResult> ClearAsync(
        HttpContext context, string name, OwnerCalls owners, IClusterView view)
    {
        Outcome<JsonElement?> done = await owners.ClearAsync(context, name).ConfigureAwait(false);
        return done.ToResult(_ => ResourceEndpoints.Show(view.Current, name));
    }

    private static async Task<IResult> ControlAsync(HttpContext context, string name, string control, OwnerCalls owners)
    {
        Outcome<JsonElement> body = await RequestBody.ReadAsync(context.Request, optional: true).ConfigureAwait(false);
        if (!body.Succeeded(out JsonElement input, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        Outcome<JsonElement?> done = await owners
            .CallAsync(context, name, new OwnerCall.Control(control, input)).ConfigureAwait(false);
        return done.ToResult(output => TypedResults.Ok(
            new ControlDto { Resource = name, Control = control, Output = output }));
    }
}
