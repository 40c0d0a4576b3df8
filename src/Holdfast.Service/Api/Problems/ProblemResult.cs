using System.Text.Json;
using Holdfast.Client;

namespace Holdfast.Service.Api.Problems;

/// <summary>Writes a refusal as RFC 9457 problem details.</summary>
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

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(refusal.ToProblem(), RequestJson.Default.ProblemDto);
        return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
