using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.MonitorProtocol.Monitors;

/// <summary>Talks to one monitor over its Unix socket.</summary>
/// <remarks>
/// No call has a time-out of its own: an Online takes as long as it takes. Cancelling a call ends the wait and not the
/// call. <see cref="HttpRequestException"/> means that the monitor is not there or went away before it answered, or
/// that the client was disposed meanwhile; only the caller's own token ends a call with an
/// <see cref="OperationCanceledException"/>.
/// </remarks>
public sealed class MonitorClient : IDisposable
{
    private readonly HttpClient http;

    public MonitorClient(string socketPath)
    {
        SocketPath = socketPath;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(socketPath, cancellationToken),
        };
        http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://monitor/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public string SocketPath { get; }

    public async Task<MonitorHello> HelloAsync(CancellationToken cancellationToken) =>
        await LostIfCancelledAsync(
            http.GetFromJsonAsync("v1/hello", MonitorJson.Default.MonitorHello, cancellationToken), cancellationToken)
            .ConfigureAwait(false)
        ?? throw new HttpRequestException("The monitor's hello was empty.");

    public Task<CallOutcome> LoadAsync(LoadRequest request, CancellationToken cancellationToken) =>
        PostAsync("v1/load", request, MonitorJson.Default.LoadRequest, cancellationToken);

    public Task<CallOutcome> OpenAsync(OpenRequest request, CancellationToken cancellationToken) =>
        PostAsync(PathOf(request.Name, "open"), request, MonitorJson.Default.OpenRequest, cancellationToken);

    public Task<CallOutcome> OnlineAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "online", cancellationToken);

    public Task<CallOutcome> OfflineAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "offline", cancellationToken);

    public Task<CallOutcome> PromoteAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "promote", cancellationToken);

    public Task<CallOutcome> DemoteAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "demote", cancellationToken);

    public Task<CallOutcome> TerminateAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "terminate", cancellationToken);

    public Task<CallOutcome> ReattachAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "reattach", cancellationToken);

    public Task<CallOutcome> CloseAsync(string resource, CancellationToken cancellationToken) =>
        CallAsync(resource, "close", cancellationToken);

    public Task<CallOutcome> SetAsync(
        string resource, SetPropertiesRequest request, CancellationToken cancellationToken) =>
        PostAsync(PathOf(resource, "set"), request, MonitorJson.Default.SetPropertiesRequest, cancellationToken);

    /// <param name="json">The call's argument; null for none.</param>
    public async Task<CallOutcome> ControlAsync(
        string resource, string control, string? json, CancellationToken cancellationToken)
    {
        using var body = new StringContent(json ?? "", Encoding.UTF8, "application/json");
        return await SendAsync(PathOf(resource, $"control/{Uri.EscapeDataString(control)}"), body, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The newest health polls, as <see cref="PollHistory"/> in the outcome.</summary>
    public async Task<CallOutcome> PollsAsync(string resource, CancellationToken cancellationToken) =>
        await LostIfCancelledAsync(
            http.GetFromJsonAsync(
                PathOf(resource, "polls"), MonitorJson.Default.CallOutcome, cancellationToken), cancellationToken)
            .ConfigureAwait(false)
        ?? throw new HttpRequestException("The monitor's answer was empty.");

    public async Task<ValidateAnswer> ValidateAsync(ValidateRequest request, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(request, MonitorJson.Default.ValidateRequest);
        return await PostAsync("v1/validate", body, MonitorJson.Default.ValidateAnswer, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Makes the monitor end; its resources are neither stopped nor closed.</summary>
    public Task<CallOutcome> EndAsync(CancellationToken cancellationToken) =>
        SendAsync("v1/end", null, cancellationToken);

    /// <summary>What the monitor tells, first <c>hello</c>; ends when the monitor does.</summary>
    public async IAsyncEnumerable<MonitorEvent> EventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await LostIfCancelledAsync(
            http.GetStreamAsync("v1/events", cancellationToken), cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (JsonSerializer.Deserialize(line, MonitorJson.Default.MonitorEvent) is { } monitorEvent)
            {
                yield return monitorEvent;
            }
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<string?> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ObjectDisposedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>
    /// A request that was under way when the client was disposed ends as if the caller had cancelled it. Whoever
    /// waits for a monitor that died must not take that for its own doing.
    /// </summary>
    private static async Task<T> LostIfCancelledAsync<T>(Task<T> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ConfigureAwait(false);
        }
        catch (OperationCanceledException disposed) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The connection was closed while the monitor was asked.", disposed);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken)
                .ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string PathOf(string resource, string call) =>
        $"v1/resources/{Uri.EscapeDataString(resource)}/{call}";

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new HttpRequestException($"The monitor refused: {text}");
        }

        return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
            ?? throw new HttpRequestException("The monitor's answer was empty.");
    }

    private Task<CallOutcome> CallAsync(string resource, string call, CancellationToken cancellationToken) =>
        SendAsync(PathOf(resource, call), null, cancellationToken);

    private async Task<CallOutcome> PostAsync<T>(
        string path, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(request, type);
        return await SendAsync(path, body, cancellationToken).ConfigureAwait(false);
    }

    private Task<CallOutcome> SendAsync(string path, HttpContent? body, CancellationToken cancellationToken) =>
        PostAsync(path, body, MonitorJson.Default.CallOutcome, cancellationToken);

    private Task<T> PostAsync<T>(
        string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        return LostIfCancelledAsync(AskAsync(), cancellationToken);

        async Task<T> AskAsync()
        {
            using var response = await http.PostAsync(path, body, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
        }
    }
}
