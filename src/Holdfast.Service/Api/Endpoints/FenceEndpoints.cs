using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.WhatIf;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Views;
using Holdfast.Service.Api.WhatIf;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Decisions;
using Holdfast.Service.Fencing;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/fence</c>: what can power nodes off, and what was.</summary>
internal static class FenceEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder fence = api.MapGroup("/fence").WithTags("fence");
        MapDevices(fence);
        fence.MapGet("/agents", AgentsAsync)
            .Needs(Role.Administrator).WithName("ListFenceAgents")
            .WithSummary("The fence agents that are installed on this node, in their own words.")
            .Produces<IReadOnlyList<FenceAgentDto>>();
        fence.MapGet("/history", (IClusterView view) => TypedResults.Ok(History(view.Current)))
            .WithName("FenceHistory").WithSummary("The last power-off of each node, with what happened before.");
        fence.MapPost("/nodes/{name}", FenceAsync)
            .Needs(Role.Administrator).WithName("FenceNode")
            .WithSummary("Has a node powered off now; the coordinator does it once that is committed.")
            .Accepts<FenceNodeRequest>(true, "application/json").Produces<FenceDto>();
    }

    private static void MapDevices(RouteGroupBuilder fence)
    {
        fence.MapGet("/devices", (IClusterView view) => TypedResults.Ok(List(view.Current)))
            .WithName("ListFenceDevices").WithSummary("What can power nodes off; secrets are masked.");
        fence.MapGet("/devices/{name}", (IClusterView view, string name) => Show(view.Current, name))
            .WithName("ShowFenceDevice").WithSummary("One device; secrets are masked.").Produces<FenceDeviceDto>();
        fence.MapPost("/devices", AddAsync)
            .Needs(Role.Administrator).WithName("AddFenceDevice")
            .WithSummary("Adds a device; its agent must be installed on this node, which asks it what it takes.")
            .Accepts<FenceDeviceRequest>("application/json").Produces<FenceDeviceDto>(StatusCodes.Status201Created);
        fence.MapDelete("/devices/{name}", (HttpContext context, string name, ConfigEditor editor) =>
                context.EditAsync(editor, (snapshot, asked) => FenceEdits.Remove(snapshot, name, asked), snapshot =>
                {
                    WhatIfScope.Current?.Note(EventKinds.ConfigChanged, FenceEdits.Removed(snapshot, name));
                    return TypedResults.NoContent();
                }))
            .Needs(Role.Administrator).WithName("RemoveFenceDevice").WithRevision()
            .WithSummary("Removes a device; it powers no node off any more.")
            .Produces(StatusCodes.Status204NoContent);
        fence.MapPost("/devices/{name}/test", TestAsync)
            .Needs(Role.Administrator).Imagines().WithName("TestFenceDevice")
            .WithSummary("Asks a device, from this node, about itself and each of its nodes; switches nothing.")
            .Produces<FenceTestDto>();
    }

    private static IReadOnlyList<FenceDto> History(ClusterSnapshot snapshot) =>
        [.. snapshot.Fences.Values.Select(row => row.Value)
            .Where(fence => fence.Phase != FencePhase.None || fence.LetInTrouble.Length > 0)
            .Select(fence => FenceDtos.Of(snapshot, fence))];

    private static IReadOnlyList<FenceDeviceDto> List(ClusterSnapshot snapshot) =>
        [.. snapshot.FenceDevices.Values.Select(row => FenceDtos.Of(snapshot, row))];

    private static IResult Show(ClusterSnapshot snapshot, string name) =>
        snapshot.FenceDevices.TryGetValue(name, out Row<FenceDeviceConfig>? row)
            ? TypedResults.Ok(FenceDtos.Of(snapshot, row))
            : new ProblemResult(FenceEdits.NoDevice(snapshot, name));

    private static async Task<IResult> AddAsync(HttpContext context, ConfigEditor editor, FenceDevices devices)
    {
        Outcome<FenceDeviceConfig> body = await context.BodyAsync(FenceDeviceBody.Read).ConfigureAwait(false);
        if (!body.Succeeded(out FenceDeviceConfig? device, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        (AgentMetadata? agent, string? whyNot) =
            await devices.MetadataAsync(device.Agent, context.RequestAborted).ConfigureAwait(false);
        if (agent is null)
        {
            return new ProblemResult(new Refusal(ErrorCodes.AgentRefused, whyNot!));
        }

        if (!FenceDeviceBody.Fit(device, agent).Succeeded(out FenceDeviceConfig? fitting, out refusal))
        {
            return new ProblemResult(refusal);
        }

        return await context.EditAsync(editor,
            (snapshot, asked) => FenceEdits.Add(snapshot, fitting, asked),
            snapshot =>
            {
                WhatIfScope.Current?.Note(EventKinds.ConfigChanged, FenceEdits.Added(fitting));
                return snapshot.FenceDevices.TryGetValue(fitting.Name, out Row<FenceDeviceConfig>? row)
                    ? TypedResults.Created($"/api/v1/fence/devices/{fitting.Name}", FenceDtos.Of(snapshot, row))
                    : new ProblemResult(FenceEdits.NoDevice(snapshot, fitting.Name));
            }).ConfigureAwait(false);
    }

    private static async Task<IResult> TestAsync(
        HttpContext context, string name, IClusterView view, FenceDevices devices, Hosting.NodeOptions options)
    {
        if (!view.Current.FenceDevices.TryGetValue(name, out Row<FenceDeviceConfig>? row))
        {
            return new ProblemResult(FenceEdits.NoDevice(view.Current, name));
        }

        if (WhatIfScope.Current is { } imagined)
        {
            string about = row.Value.HostCheck == FenceHostCheck.List
                ? "the nodes that it lists"
                : string.Join(", ", row.Value.Hosts.Keys);
            imagined.Note(EventKinds.ConfigChanged,
                $"{name} is asked about itself and about {about}; nothing is switched");
            return TypedResults.NoContent();
        }

        return TypedResults.Ok(await FenceInquiry
            .RunAsync(devices, row.Value, view.Current.NodeNames(), options.Node, context.RequestAborted)
            .ConfigureAwait(false));
    }

    private static async Task<IResult> AgentsAsync(HttpContext context, FenceDevices devices) =>
        TypedResults.Ok(await FenceInquiry.AgentsAsync(devices, context.RequestAborted).ConfigureAwait(false));

    private static async Task<IResult> FenceAsync(
        HttpContext context, string name, ConfigEditor editor, DatabaseMembers members, ObserverView observer,
        IBootClock clock, TimeProvider time)
    {
        Outcome<bool> body =
            await context.BodyAsync(reader => reader.Flag("force") ?? false, optional: true).ConfigureAwait(false);
        if (!body.Succeeded(out bool force, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        if (!force && WhyNotWithout(
            await members.QuorumAsync(context.RequestAborted).ConfigureAwait(false), name) is { } last)
        {
            return new ProblemResult(last);
        }

        return await context.EditAsync(
            editor, (snapshot, asked) => FenceEdits.Fence(
                snapshot, name, observer.Current, clock.Now, time.GetUtcNow(), asked),
            snapshot =>
            {
                if (WhatIfScope.Current is { } imagined)
                {
                    imagined.Note(EventKinds.FenceIntended, $"Node {name} is powered off.", node: name);
                    imagined.Take(snapshot, [new WhatIfChange.NodeDown(name)]);
                    return TypedResults.NoContent();
                }

                return snapshot.Fences.TryGetValue(name, out Row<FenceState>? row)
                    ? TypedResults.Ok(FenceDtos.Of(snapshot, row.Value))
                    : new ProblemResult(snapshot.NoNode(name));
            }).ConfigureAwait(false);
    }

    /// <summary>Why the cluster database cannot do without the node's vote; null if it can.</summary>
    internal static Refusal? WhyNotWithout(QuorumDto quorum, string node) =>
        quorum.Members.Any(member => member.Name == node && member.Vote == "Votes" && member.Answers)
        && quorum.VotesAnswering - 1 < quorum.VotesNeeded
            ? new Refusal(ErrorCodes.LastOfQuorum,
                $"without {node} the cluster database has no majority, and every resource of the cluster stops: "
                + $"{quorum.Words} Bring back what does not answer, or say --yes to power {node} off all the same")
            : null;
}
