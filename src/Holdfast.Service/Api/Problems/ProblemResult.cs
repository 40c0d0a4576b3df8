using System.Globalization;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Api.Problems;

/// <summary>Writes a refusal as RFC 9457 problem details; as a short page to a browser that asks for one.</summary>
internal sealed class ProblemResult(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = refusal.Status;
        httpContext.Response.ContentType = "application/problem+json";
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"holdfast\"";
        }

        if (refusal.RetryAfterSeconds > 0)
        {
            httpContext.Response.Headers.RetryAfter = refusal.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (httpContext.Request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal))
        {
            httpContext.Response.ContentType = StatusPage.Html;
            // Tokens count on the node's own machine only.
            bool signsIn = refusal.Code == ErrorCodes.NotAuthenticated
                && httpContext.Features.Get<PeerConnection>() is null;
            httpContext.Response.Headers.ContentSecurityPolicy =
                signsIn ? HostMiddleware.FormPolicy : HostMiddleware.ContentSecurityPolicy;
            return httpContext.Response.WriteAsync(
                StatusPage.Refused(refusal, signsIn ? SignIn.AddressFor(httpContext.Request) : null),
                httpContext.RequestAborted);
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(refusal.ToProblem(), RequestJson.Default.ProblemDto);
        return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
