using System.Reflection;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.WhatIf;

/// <summary>
/// <c>?whatIf=true</c> on a call that changes what is wanted: everything is checked as always, nothing is stored, and
/// the answer is the plan of what would happen.
/// </summary>
/// <remarks>A call that cannot be imagined is refused, rather than carried out.</remarks>
internal sealed class WhatIfMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, WhatIfPlans plans)
    {
        if (!context.Request.Query["whatIf"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (!CanImagine(context.GetEndpoint()))
        {
            var refusal = new Refusal(
                ErrorCodes.NoWhatIf,
                $"{context.Request.Method} {context.Request.Path} has no what-if; leave whatIf out to carry it out");
            await new ProblemResult(refusal).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        await ImagineAsync(context, plans).ConfigureAwait(false);
    }

    private async Task ImagineAsync(HttpContext context, WhatIfPlans plans)
    {
        using var scope = new WhatIfScope();
        Stream answer = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Response.Body = answer;
        }

        // Once something was taken down, the answer was made from a cluster in which it did not happen.
        if (scope.IsEmpty && context.Response.StatusCode is < 200 or > 299)
        {
            await answer.WriteAsync(held.ToArray(), context.RequestAborted).ConfigureAwait(false);
            return;
        }

        PlanDto plan = plans.Of(scope.Snapshot, scope.Changes);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            plan with { Steps = [.. scope.Notes, .. plan.Steps] }, ClientJson.Default.PlanDto);
        context.Response.Headers.Remove("Location");
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await answer.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Whether the endpoint only takes down, in a <see cref="WhatIfScope"/>, what it would do: edits do, and
    /// what says that it <see cref="Imagines"/>.</summary>
    public static bool CanImagine(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<Imagines>() is not null
        || (endpoint?.Metadata.GetMetadata<MethodInfo>() is { } handler
            && handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(ConfigEditor)));
}
