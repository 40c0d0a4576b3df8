using System.Globalization;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Api.Streams;
using Holdfast.Service.Api.Views;
using Microsoft.OpenApi;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/events</c>.</summary>
internal static class EventEndpoints
{
    private const int DefaultLimit = 200;
    private const int MostEvents = 5000;

    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder events = api.MapGroup("/events").WithTags("events");
        RouteHandlerBuilder list = events.MapGet("", ListAsync)
            .WithName("ListEvents").WithSummary("The newest events that fit, oldest first.").Produces<EventListDto>();
        foreach ((string name, string summary) in EventQuery.Parameters)
        {
            list.WithQuery(name, summary, JsonSchemaType.String);
        }

        list.WithQuery("before", "Only events older than the one with this id.", JsonSchemaType.String);
        list.WithQuery("limit", $"At most so many, {DefaultLimit} if not given.", JsonSchemaType.Integer);
        events.MapGet("/stream", StreamAsync)
            .WithName("StreamEvents").WithSummary("Events and changes as they come (server-sent events).")
            .WithQuery("after", "Resume after this revision; the header Last-Event-ID does the same.",
                JsonSchemaType.Integer)
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IClusterDatabase database)
    {
        if (!context.Number("limit").Succeeded(out long? limit, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        var query = EventQuery.Of(context.Request);
        string before = context.Request.Query["before"].ToString();
        ReadResult read = await database.ReadAsync(Keys.Events, context.RequestAborted).ConfigureAwait(false);
        EventDto[] found =
        [
            .. read.Items.Reverse()
                .Where(item => before.Length == 0 || string.CompareOrdinal(item.Key, Keys.Event(before)) < 0)
                .Select(item => ClusterDtos.Of(StoredDocuments.Decode<ClusterEvent>(item), item.Revision))
                .Where(query.Fits)
                .Take((int)Math.Min(limit ?? DefaultLimit, MostEvents)),
        ];
        Array.Reverse(found);
        return TypedResults.Ok(new EventListDto { Revision = read.Revision, Events = found });
    }

    private static async Task<IResult> StreamAsync(HttpContext context, EventStream stream)
    {
        if (!context.Number("after").Succeeded(out long? after, out Refusal? refusal))
        {
            return new ProblemResult(refusal);
        }

        string last = context.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length > 0)
        {
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long resumed))
            {
                return new ProblemResult(new Refusal(ErrorCodes.BadQuery,
                    $"the header Last-Event-ID must be a revision, not \"{last}\""));
            }

            after = resumed;
        }

        await stream.WriteAsync(context, after).ConfigureAwait(false);
        return TypedResults.Empty;
    }
}
