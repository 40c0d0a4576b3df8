using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using LineRead = System.IO.Pipelines.ReadResult;

namespace Holdfast.Database.Etcd;

/// <summary>One watch at one member: a response that does not end, a line of JSON for each message.</summary>
internal sealed class EtcdWatchStream : IAsyncDisposable
{
    private const int BufferSize = 65_536;
    private readonly HttpResponseMessage _response;
    private readonly PipeReader _lines;
    private readonly CancellationTokenSource _stop;
    private readonly string _root;
    private Task<WatchMessage>? _next;

    private EtcdWatchStream(
        int endpoint, HttpResponseMessage response, PipeReader lines, CancellationTokenSource stop, string root)
    {
        Endpoint = endpoint;
        _response = response;
        _lines = lines;
        _stop = stop;
        _root = root;
    }

    /// <summary>Number of the member that is watched.</summary>
    public int Endpoint { get; }

    /// <summary>The next message; the same task until it was <see cref="Taken"/>.</summary>
    public Task<WatchMessage> Next => _next ??= ReadAsync();

    /// <summary>Begins to watch all keys below <paramref name="root"/> from <paramref name="revision"/> on.</summary>
    /// <returns>The stream; or null with the reason, where the member cannot be watched.</returns>
    public static async Task<(EtcdWatchStream? Stream, string Reason)> OpenAsync(
        EtcdConnection connection, int endpoint, string root, long revision, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            // The answer's head has to come in time; what follows it comes when it comes.
            stop.CancelAfter(connection.TryTimeout);
            response = await connection.BeginAsync(endpoint, EtcdPaths.Watch, Request(root, revision), stop.Token)
                .ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                Stream body = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
                stop.CancelAfter(Timeout.InfiniteTimeSpan);
                PipeReader lines = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize));
                return (new EtcdWatchStream(endpoint, response, lines, stop, root), "");
            }

            byte[] error = await response.Content.ReadAsByteArrayAsync(stop.Token).ConfigureAwait(false);
            EtcdAnswer answer = EtcdAnswer.Read(response.StatusCode, error);
            response.Dispose();
            stop.Dispose();
            return (null, answer.Reason);
        }
        catch (Exception broken) when (EtcdConnection.IsLoss(broken))
        {
            response?.Dispose();
            stop.Dispose();
            return (null, connection.Describe(broken, endpoint, connection.TryTimeout, cancellationToken));
        }
    }

    public void Taken() => _next = null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _response.Dispose();
        if (_next is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _lines.CompleteAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<WatchMessage> ReadAsync()
    {
        try
        {
            while (true)
            {
                LineRead read = await _lines.ReadAsync(_stop.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                if (buffer.PositionOf((byte)'\n') is { } end)
                {
                    WatchMessage message = WatchMessage.Read(buffer.Slice(0, end), _root);
                    _lines.AdvanceTo(buffer.GetPosition(1, end));
                    return message;
                }

                _lines.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    return new WatchMessage.Ended("the member closed the watch's stream");
                }
            }
        }
        catch (Exception broken) when (EtcdConnection.IsLoss(broken) || broken is JsonException)
        {
            return new WatchMessage.Ended(broken.Message);
        }
    }

    private static byte[] Request(string root, long revision) => EtcdJson.Write(json =>
    {
        json.WriteStartObject("create_request");
        json.WriteRange(root);
        json.WriteNumber64("start_revision", revision);
        json.WriteBoolean("progress_notify", true);
        json.WriteBoolean("fragment", true);
        json.WriteEndObject();
    });
}
