using Holdfast.Lab.Clusters;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>An HTTP server that answers what a test tells it to, as etcd's gateway might.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _answering = [];
    private readonly Task _serving;

    public FakeGateway(Func<string, string, Answer> answers)
    {
        Endpoint = new Uri($"http://127.0.0.1:{TestPorts.Next()}");
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _serving = ServeAsync(answers);
    }

    public Uri Endpoint { get; }

    /// <summary>The paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _stop.SetResult();
        _listener.Close();
        await _serving;
        await Task.WhenAll(_answering);
    }

    private async Task ServeAsync(Func<string, string, Answer> answers)
    {
        try
        {
            while (true)
            {
                _answering.Add(AnswerAsync(await _listener.GetContextAsync(), answers));
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context, Func<string, string, Answer> answers)
    {
        try
        {
            string path = context.Request.Url!.AbsolutePath;
            using var reader = new StreamReader(context.Request.InputStream);
            string body = await reader.ReadToEndAsync();
            Asked.Enqueue(path);
            Answer answer = await Task.Run(() => answers(path, body));
            context.Response.StatusCode = answer.Status;
            context.Response.SendChunked = true;
            foreach (string line in answer.Lines)
            {
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
                await context.Response.OutputStream.FlushAsync();
            }

            await (answer.Stays ? _stop.Task : Task.CompletedTask);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException
            or InvalidOperationException)
        {
            // The client has left.
        }
    }

    /// <summary>What is answered: the status, lines of JSON, and whether the answer then stays open.</summary>
    internal sealed record Answer(int Status, bool Stays, params string[] Lines)
    {
        public static Answer Ok(string line) => new(200, false, line);

        public static Answer Error(int status, int code, string message) => new(
            status, false, $$"""{"error":"{{message}}","message":"{{message}}","code":{{code}}}""");
    }
}
