using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Tests;

/// <summary>A server on a Unix socket that answers as it is told, and remembers what it was asked.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-cli-").FullName;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);

    private FakeNode()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Socket));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Path of the socket, below a folder as <c>$XDG_RUNTIME_DIR</c> would be.</summary>
    public string Socket => Path.Combine(_folder, "holdfast", "1a2b3c4d", "admin", "api.sock");

    public string RuntimeFolder => _folder;

    /// <summary>What was asked, e.g. <c>POST /api/v1/groups {"name":"x"}</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<FakeNode> StartAsync()
    {
        var node = new FakeNode();
        Directory.CreateDirectory(Path.GetDirectoryName(node.Socket)!);
        node.On("GET /api/v1/version", new VersionDto { Version = "9", Node = "n1" }, ClientJson.Default.VersionDto);
        await node._app.StartAsync();
        return node;
    }

    public void On(string request, RequestDelegate answer) => _answers[request] = answer;

    public void On<T>(string request, T answer, JsonTypeInfo<T> type) => On(request, context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type)).AsTask();
    });

    /// <summary>A different answer each time; the last stays.</summary>
    public void OnEach<T>(string request, JsonTypeInfo<T> type, params T[] answers)
    {
        int next = 0;
        On(request, context =>
        {
            T answer = answers[Math.Min(next++, answers.Length - 1)];
            return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type)).AsTask();
        });
    }

    public void Refuse(string request, string code, string detail, params ErrorDto[] errors) => On(request, context =>
    {
        var problem = new ProblemDto
        {
            Code = code, Detail = detail, Title = ErrorCatalog.Of(code).Title, Status = ErrorCatalog.Of(code).Status,
            Errors = errors,
        };
        context.Response.StatusCode = ErrorCatalog.Of(code).Status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(problem, RequestJson.Default.ProblemDto)).AsTask();
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string request = $"{context.Request.Method} {context.Request.Path}";
        string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        Requests.Enqueue($"{request}{context.Request.QueryString} {body}".TrimEnd());
        if (_answers.TryGetValue($"{request}{context.Request.QueryString}", out RequestDelegate? answer)
            || _answers.TryGetValue(request, out answer))
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsync(
            """{"code":"HF1008","title":"There is nothing at this address","status":404}""");
    }
}
