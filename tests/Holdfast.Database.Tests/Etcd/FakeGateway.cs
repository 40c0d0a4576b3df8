using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>An HTTP server that answers what a test tells it to, as etcd's gateway might.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _server;

    public FakeGateway(Func<string, string, Answer> answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(context => AnswerAsync(context, answers));
        _server.Start();
        Endpoint = new Uri(_server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Endpoint { get; }

    /// <summary>The paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _stop.SetResult();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, Func<string, string, Answer> answers)
    {
        string path = context.Request.Path;
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        Asked.Enqueue(path);
        Answer answer = await Task.Run(() => answers(path, body));
        context.Response.StatusCode = answer.Status;
        foreach (string line in answer.Lines)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await context.Response.Body.FlushAsync();
        }

        await (answer.Stays ? _stop.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What is answered: the status, lines of JSON, and whether the answer then stays open.</summary>
    internal sealed record Answer(int Status, bool Stays, params string[] Lines)
    {
        public static Answer Ok(string line) => new(200, false, line);

        public static Answer Error(int status, int code, string message) => new(
            status, false, $$"""{"error":"{{message}}","message":"{{message}}","code":{{code}}}""");
    }
}
