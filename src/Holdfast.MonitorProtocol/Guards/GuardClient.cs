using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Holdfast.MonitorProtocol.Guards;

/// <summary>
/// A connection to one guard: requests by id, any number at once, notices of exits between them.
/// </summary>
/// <remarks>
/// Losing the connection says nothing about the processes: a guard outlives its clients. Every request in progress then
/// ends with <see cref="GuardDisconnectedException"/>, its outcome unknown, and <see cref="Disconnected"/> completes.
/// </remarks>
public sealed class GuardClient : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<GuardAnswer>> waiting = new();
    private readonly TaskCompletionSource disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private long lastId;

    private GuardClient(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
        PeerPid = ReadPeerPid(socket);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>
    /// A process has exited. Raised on the reading task, in the order of the exits: do not block in it.
    /// Only after <see cref="SubscribeAsync"/>.
    /// </summary>
    public event Action<GuardProcess>? Exited;

    /// <summary>A process was started, by whichever client. Raised like <see cref="Exited"/>, and in order with it;
    /// only where the subscription asked for starts, and never by a guard of an earlier version.</summary>
    public event Action<GuardProcess>? Started;

    /// <summary>Process id of the guard, from the kernel and not from what it says.</summary>
    public int PeerPid { get; }

    /// <summary>Completes when the connection is gone, for whatever reason; the guard may live on.</summary>
    public Task Disconnected => disconnected.Task;

    public bool IsConnected => !disconnected.Task.IsCompleted;

    /// <exception cref="SocketException">Nobody listens there: the guard is gone, or has not got so far.</exception>
    public static async Task<GuardClient> ConnectAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken)
                .ConfigureAwait(false);
            return new GuardClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What this guard is. It looks at the authority page before it answers, so KillAt is what it is now armed with.
    /// </summary>
    public async Task<GuardHello> HelloAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(new GuardRequest { Id = 0, Verb = "hello" }, cancellationToken)
            .ConfigureAwait(false);
        return answer.Hello ?? throw new GuardException("The guard's hello was empty; is it of this version?");
    }

    /// <summary>Starts a process; returns once its program runs.</summary>
    public async Task<GuardProcess> StartAsync(
        string resource, string name, GuardStart start, CancellationToken cancellationToken)
    {
        var request = new GuardRequest { Id = 0, Verb = "start", Resource = resource, Name = name, Start = start };
        var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Processes is [var process]
            ? process
            : throw new GuardException("The guard did not say what it started.");
    }

    /// <summary>The processes it started, also those that have exited; of one resource, or of all.</summary>
    public async Task<IReadOnlyList<GuardProcess>> ListAsync(string? resource, CancellationToken cancellationToken)
    {
        var request = new GuardRequest { Id = 0, Verb = "list", Resource = resource };
        return (await SendAsync(request, cancellationToken).ConfigureAwait(false)).Processes ?? [];
    }

    /// <summary>
    /// Stops a process, all of a resource (no name), or all (neither), with their trees; returns when they are gone.
    /// </summary>
    /// <returns>The processes stopped, with how they ended.</returns>
    public async Task<IReadOnlyList<GuardProcess>> StopAsync(
        string? resource, string? name, TimeSpan grace, CancellationToken cancellationToken)
    {
        var request = new GuardRequest
        {
            Id = 0, Verb = "stop", Resource = resource, Name = name, GraceMs = (int)grace.TotalMilliseconds,
        };
        return (await SendAsync(request, cancellationToken).ConfigureAwait(false)).Processes ?? [];
    }

    /// <summary>Keeps JSON text in the guard's memory for as long as it lives; null forgets it.</summary>
    public Task SaveAsync(string resource, string name, string? state, CancellationToken cancellationToken)
    {
        var request = new GuardRequest { Id = 0, Verb = "save", Resource = resource, Name = name, State = state };
        return SendAsync(request, cancellationToken);
    }

    /// <summary>What was saved; null if nothing was.</summary>
    public async Task<string?> LoadAsync(string resource, string name, CancellationToken cancellationToken)
    {
        var request = new GuardRequest { Id = 0, Verb = "load", Resource = resource, Name = name };
        return (await SendAsync(request, cancellationToken).ConfigureAwait(false)).State;
    }

    /// <summary>
    /// From now on <see cref="Exited"/> is raised, and <see cref="Started"/> if <paramref name="starts"/> are wanted;
    /// what has exited before is in the list that this returns.
    /// </summary>
    public async Task<IReadOnlyList<GuardProcess>> SubscribeAsync(
        CancellationToken cancellationToken, bool starts = false)
    {
        var request = new GuardRequest { Id = 0, Verb = "subscribe", Starts = starts };
        return (await SendAsync(request, cancellationToken).ConfigureAwait(false)).Processes ?? [];
    }

    /// <summary>Stops everything and ends the guard; returns when nothing of the group is left.</summary>
    public Task EndAsync(TimeSpan grace, CancellationToken cancellationToken) =>
        SendAsync(new GuardRequest { Id = 0, Verb = "end", GraceMs = (int)grace.TotalMilliseconds }, cancellationToken);

    /// <summary>Sends a request under a new id and waits for its answer.</summary>
    /// <exception cref="GuardException">The guard refused; the message is the guard's.</exception>
    /// <exception cref="GuardDisconnectedException">
    /// The connection went first; whether it was done is unknown.
    /// </exception>
    public async Task<GuardAnswer> SendAsync(GuardRequest request, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref lastId);
        var source = new TaskCompletionSource<GuardAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = source;
        try
        {
            if (!IsConnected)
            {
                throw new GuardDisconnectedException();
            }

            await WriteAsync(request with { Id = id }, cancellationToken).ConfigureAwait(false);
            var answer = await source.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer.Error is null ? answer : throw new GuardException(answer.Error);
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        sending.Dispose();
    }

    private async Task WriteAsync(GuardRequest request, CancellationToken cancellationToken)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(request, GuardJson.Default.GuardRequest);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Not to be cancelled half way: the rest of the line would be taken for the next request.
            await stream.WriteAsync(json, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            throw new GuardDisconnectedException();
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var line in GuardLines.ReadAsync(stream).ConfigureAwait(false))
            {
                Dispatch(line.Span);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or JsonException)
        {
            // Whatever was said after this cannot be understood: the same as a lost connection.
        }

        socket.Dispose();
        disconnected.TrySetResult();
        foreach (var source in waiting.Values)
        {
            source.TrySetException(new GuardDisconnectedException());
        }
    }

    private void Dispatch(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("{\"exited\""u8) || line.StartsWith("{\"started\""u8))
        {
            GuardNotice notice = JsonSerializer.Deserialize(line, GuardJson.Default.GuardNotice)!;
            (Action<GuardProcess>? told, GuardProcess? process) =
                notice.Exited is not null ? (Exited, notice.Exited) : (Started, notice.Started);
            told?.Invoke(process!);
            return;
        }

        var answer = JsonSerializer.Deserialize(line, GuardJson.Default.GuardAnswer)!;
        if (waiting.TryGetValue(answer.Id, out var source))
        {
            source.TrySetResult(answer);
        }
    }

    private static int ReadPeerPid(Socket socket)
    {
        const int SocketLevel = 1;
        const int PeerCredentials = 17;
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return BinaryPrimitives.ReadInt32LittleEndian(credentials);
    }
}
