using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Events;

/// <summary>
/// Writes this node's events to the database, in order, through short losses of it, and keeps their number bounded.
/// </summary>
/// <remarks>
/// An id is 16 digits of Unix time in ms, the node, and a counter of six digits: ids rise per node even if the clock
/// steps
/// back. A queued event is put without a guard: its id is its own, so writing it twice changes nothing.
/// </remarks>
public sealed partial class EventLog : IEventLog
{
    private const int LongestQueue = 10_000;
    private const int BatchSize = 100;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private readonly string _node;
    private readonly IClusterDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<EventLog> _logger;
    private readonly EventPruning _pruning;
    private readonly ConcurrentQueue<Queued> _queue = [];
    private readonly SemaphoreSlim _filled = new(0);
    private readonly Lock _gate = new();
    private long _lastTime;
    private long _counter;
    private long _dropped;

    public EventLog(string node, IClusterDatabase database, TimeProvider time, ILogger<EventLog> logger)
    {
        _node = node;
        _database = database;
        _time = time;
        _logger = logger;
        _pruning = new EventPruning(database);
    }

    /// <summary>How many events were given up because the database was away for too long.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public (ClusterEvent Event, Transaction.Put Put) Prepare(EventDraft draft)
    {
        (string id, DateTimeOffset at) = NextId();
        var made = new ClusterEvent
        {
            Id = id,
            At = at,
            Node = _node,
            Kind = draft.Kind,
            Level = draft.Level,
            Group = draft.Group,
            Resource = draft.Resource,
            Type = draft.Type,
            Message = draft.Message,
            Cause = draft.Cause,
        };
        return (made, StoredDocuments.Put(Keys.Event(id), made));
    }

    public string Append(EventDraft draft)
    {
        // Made and queued under one lock, so that the order in the queue is the order of the ids.
        lock (_gate)
        {
            (ClusterEvent made, Transaction.Put put) = Prepare(draft);
            Enqueue(new(put, null));
            return made.Id;
        }
    }

    public Task Append(Transaction.Put made)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            Enqueue(new(made, done));
        }

        return done.Task;
    }

    /// <summary>
    /// The loop: writes what is queued, in order, trying again while the database is away, and drops the oldest events.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WaitForEventsAsync(cancellationToken).ConfigureAwait(false);
                await FlushAsync(cancellationToken).ConfigureAwait(false);
                await _pruning.PruneAsync(_counter, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is DatabaseUnavailableException or DatabaseCorruptException)
            {
                await PauseAsync(error.Message, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Writes what is queued now; returns when the queue is empty. Call it once more when the service stops.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (!_queue.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Transaction.Put[] batch = [.. _queue.Take(BatchSize).Select(queued => queued.Put)];
            CommitResult result = await _database
                .CommitAsync(new Transaction { Puts = batch }, cancellationToken).ConfigureAwait(false);
            if (result is CommitResult.Unavailable unavailable)
            {
                await PauseAsync(unavailable.Reason, cancellationToken).ConfigureAwait(false);
                continue;
            }

            RemoveWritten(batch);
        }
    }

    private void Enqueue(Queued queued)
    {
        _queue.Enqueue(queued);
        if (_queue.Count > LongestQueue && _queue.TryDequeue(out Queued? oldest))
        {
            Interlocked.Increment(ref _dropped);
            oldest.Done?.SetResult();
        }

        _filled.Release();
    }

    private void RemoveWritten(Transaction.Put[] batch)
    {
        var written = batch.Select(put => put.Key).ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            while (_queue.TryPeek(out Queued? first) && written.Contains(first.Put.Key))
            {
                _queue.TryDequeue(out _);
                first.Done?.SetResult();
            }
        }
    }

    private async Task WaitForEventsAsync(CancellationToken cancellationToken)
    {
        await _filled.WaitAsync(cancellationToken).ConfigureAwait(false);
        while (_filled.Wait(0, cancellationToken))
        {
            // One wake-up for everything queued so far.
        }
    }

    private (string Id, DateTimeOffset At) NextId()
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            _lastTime = Math.Max(_lastTime, now.ToUnixTimeMilliseconds());
            _counter++;
            string id = string.Create(CultureInfo.InvariantCulture, $"{_lastTime:D16}-{_node}-{_counter:D6}");
            return (id, now);
        }
    }

    private async Task PauseAsync(string reason, CancellationToken cancellationToken)
    {
        LogWaiting(_logger, _queue.Count, reason);
        await Task.Delay(RetryPause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>An event to be stored, and who waits for that.</summary>
    private sealed record Queued(Transaction.Put Put, TaskCompletionSource? Done);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} events wait for the cluster database: {Reason}")]
    private static partial void LogWaiting(ILogger logger, int count, string reason);
}
