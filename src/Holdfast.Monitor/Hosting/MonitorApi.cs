using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Monitor.Events;
using Holdfast.Monitor.Resources;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Hosting;

/// <summary>What a monitor answers on its socket. See docs/monitor.md.</summary>
/// <remarks>
/// A dozen paths need no router: this is one switch, which keeps a monitor's start short. A caller that hangs up does
/// not cancel its call: a service may die while its resources come online.
/// </remarks>
internal sealed class MonitorApi(MonitorOptions options, HostedResources resources, EventStream events, Action end)
{
    private const int LongestBody = 4 * 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            await (path switch
            {
                ["v1", "hello"] => AnswerAsync(context, Hello(), MonitorJson.Default.MonitorHello),
                ["v1", "events"] => StreamAsync(context),
                ["v1", "load"] => LoadAsync(context),
                ["v1", "validate"] => ValidateAsync(context),
                ["v1", "end"] => EndAsync(context),
                ["v1", "resources", var name, .. var call] => CallAsync(context, Uri.UnescapeDataString(name), call),
                _ => NotFoundAsync(context,
                    $"There is nothing at {context.Request.Path}; docs/monitor.md lists what there is."),
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(exception.Message, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task NotFoundAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, CancellationToken.None).ConfigureAwait(false)
        ?? throw new JsonException($"The body must be a {typeof(T).Name}, not null.");

    private static async Task OutcomeAsync(HttpContext context, Task<CallOutcome> call) =>
        await AnswerAsync(context, await call.ConfigureAwait(false), MonitorJson.Default.CallOutcome)
            .ConfigureAwait(false);

    private MonitorHello Hello() => new()
    {
        Id = options.Id,
        Pid = Environment.ProcessId,
        Node = options.Node,
        Epoch = resources.Epoch,
        PackageHash = resources.PackageHash,
        Resources = [.. resources.All.Select(resource => resource.Describe())],
    };

    private async Task LoadAsync(HttpContext context)
    {
        var request = await BodyAsync(context, MonitorJson.Default.LoadRequest).ConfigureAwait(false);
        await OutcomeAsync(context, resources.LoadAsync(request)).ConfigureAwait(false);
    }

    private async Task ValidateAsync(HttpContext context)
    {
        var request = await BodyAsync(context, MonitorJson.Default.ValidateRequest).ConfigureAwait(false);
        var answer = await Task.Run(() => resources.Validate(request), CancellationToken.None)
            .ConfigureAwait(false);
        await AnswerAsync(context, answer, MonitorJson.Default.ValidateAnswer).ConfigureAwait(false);
    }

    private async Task EndAsync(HttpContext context)
    {
        context.Response.OnCompleted(() =>
        {
            end();
            return Task.CompletedTask;
        });
        await AnswerAsync(context, Outcomes.Ok, MonitorJson.Default.CallOutcome).ConfigureAwait(false);
    }

    private async Task CallAsync(HttpContext context, string name, string[] call)
    {
        if (call is ["open"])
        {
            var request = await BodyAsync(context, MonitorJson.Default.OpenRequest).ConfigureAwait(false);
            await OutcomeAsync(context, resources.OpenAsync(request)).ConfigureAwait(false);
            return;
        }

        if (call is ["close"])
        {
            await OutcomeAsync(context, resources.CloseAsync(name)).ConfigureAwait(false);
            return;
        }

        if (resources.Find(name) is not { } resource)
        {
            await OutcomeAsync(context,
                Task.FromResult(Outcomes.Refused($"{name} is not open in this monitor; open it first.")))
                .ConfigureAwait(false);
            return;
        }

        await (call switch
        {
            ["online"] => OutcomeAsync(context, resource.OnlineAsync()),
            ["offline"] => OutcomeAsync(context, resource.OfflineAsync()),
            ["promote"] => OutcomeAsync(context, resource.PromoteAsync()),
            ["demote"] => OutcomeAsync(context, resource.DemoteAsync()),
            ["terminate"] => OutcomeAsync(context, resource.TerminateAsync(CancellationToken.None)),
            ["reattach"] => OutcomeAsync(context, resource.ReattachAsync()),
            ["polls"] => OutcomeAsync(context, Task.FromResult(Polls(resource))),
            ["set"] => SetAsync(context, resource),
            ["control", var control] => ControlAsync(context, resource, Uri.UnescapeDataString(control)),
            _ => NotFoundAsync(context,
                $"A resource has no call \"{string.Join('/', call)}\"; docs/monitor.md lists what there is."),
        }).ConfigureAwait(false);
    }

    private static CallOutcome Polls(HostedInstance resource) => Outcomes.Ok with
    {
        Output = JsonSerializer.SerializeToElement(resource.Polls(), MonitorJson.Default.PollHistory),
    };

    private static async Task SetAsync(HttpContext context, HostedInstance resource)
    {
        var request = await BodyAsync(context, MonitorJson.Default.SetPropertiesRequest).ConfigureAwait(false);
        await OutcomeAsync(context, resource.SetAsync(request)).ConfigureAwait(false);
    }

    private static async Task ControlAsync(HttpContext context, HostedInstance resource, string control)
    {
        if (context.Request.ContentLength > LongestBody)
        {
            throw new BadHttpRequestException($"The argument of a control call may have {LongestBody} bytes at most.");
        }

        using var reader = new StreamReader(context.Request.Body);
        var json = await reader.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await OutcomeAsync(context, resource.ControlAsync(control, json)).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        using var reader = events.Subscribe();
        IReadOnlyList<MonitorEvent> batch = [new() { Kind = "hello", Text = options.Id }];
        try
        {
            while (true)
            {
                foreach (var monitorEvent in batch)
                {
                    var line = JsonSerializer.SerializeToUtf8Bytes(monitorEvent, MonitorJson.Default.MonitorEvent);
                    await context.Response.Body.WriteAsync(line, context.RequestAborted).ConfigureAwait(false);
                    await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted)
                        .ConfigureAwait(false);
                }

                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                batch = await reader.TakeAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader hung up, as it may.
        }
    }
}
