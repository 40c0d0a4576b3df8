using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Access;

/// <summary>Asks <see cref="ApiPolicy"/> about every request, before its endpoint runs and before its body is
/// read.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, CallerReader callers, RequestLimiter limiter)
{
    private static readonly object CallerKey = new();

    /// <summary>Who sends this request.</summary>
    public static Caller CallerOf(HttpContext context) => (Caller)context.Items[CallerKey]!;

    public Task InvokeAsync(HttpContext context)
    {
        Caller caller = callers.Read(context);
        context.Items[CallerKey] = caller;
        Refusal? refusal = ApiPolicy.Check(caller, context.Request.Method, context.GetEndpoint());
        // Of those without credentials only the refused ones count: what everybody may see is no guess.
        if ((refusal is not null || caller is not Caller.Anonymous)
            && limiter.MustWait(caller, $"{context.Connection.RemoteIpAddress}") is { } wait)
        {
            refusal = RequestLimiter.Refusal(wait);
        }

        return refusal is null ? next(context) : new ProblemResult(refusal).ExecuteAsync(context);
    }
}
