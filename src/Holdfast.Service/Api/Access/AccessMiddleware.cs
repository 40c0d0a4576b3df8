using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Access;

/// <summary>Asks <see cref="ApiPolicy"/> about every request, before its endpoint runs and before its body is
/// read.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, CallerReader callers)
{
    private static readonly object CallerKey = new();

    /// <summary>Who sends this request.</summary>
    public static Caller CallerOf(HttpContext context) => (Caller)context.Items[CallerKey]!;

    public Task InvokeAsync(HttpContext context)
    {
        Caller caller = callers.Read(context);
        context.Items[CallerKey] = caller;
        Refusal? refusal = ApiPolicy.Check(caller, context.Request.Method, context.GetEndpoint());
        return refusal is null ? next(context) : new ProblemResult(refusal).ExecuteAsync(context);
    }
}
