using System.Net;
using System.Text;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Service.Tests.Api;

/// <summary>Requests as text, for what the typed client would never send.</summary>
internal static class Http
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static async Task<ProblemDto> ProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        string text = await answer.Content.ReadAsStringAsync();
        ProblemDto problem = JsonSerializer.Deserialize(text, RequestJson.Default.ProblemDto)!;
        Assert.Equal((int)answer.StatusCode, problem.Status);
        Assert.NotNull(problem.Code);
        return problem;
    }

    public static async Task<ProblemDto> RefusedAsync(
        HttpStatusCode status, string code, Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage answer = await sent;
        Assert.Equal(status, answer.StatusCode);
        ProblemDto problem = await ProblemAsync(answer);
        Assert.Equal(code, problem.Code);
        return problem;
    }
}
