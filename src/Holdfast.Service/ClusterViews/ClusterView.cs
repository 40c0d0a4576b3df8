using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.ClusterViews;

/// <summary>Follows the database's watch and keeps the newest snapshot of the cluster.</summary>
/// <remarks>
/// While the database cannot be reached, the last snapshot stays as it was: it is history, and whoever acts on it is
/// kept
/// right by the guards of the transaction. <see cref="RunAsync"/> must run for the view to advance.
/// </remarks>
public sealed partial class ClusterView(IClusterDatabase database, TimeProvider time, ILogger<ClusterView> logger)
    : IClusterView
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly Pulse _advanced = new();
    private readonly Pulse _news = new();
    private ClusterSnapshot _current = new();
    private long _newsAt;
    private string? _trouble;
    private TimeSpan _pause = ShortestPause;

    public event Action<ClusterSnapshot>? Advanced;

    public ClusterSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Why the view does not advance at the moment; null while it does.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    public async Task<ClusterSnapshot> NextAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task advanced = _advanced.Next;
            ClusterSnapshot snapshot = Current;
            if (snapshot.Revision > revision)
            {
                return snapshot;
            }

            await advanced.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<ClusterSnapshot> NewsAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news = _news.Next;
            if (Volatile.Read(ref _newsAt) > revision)
            {
                return Current;
            }

            await news.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<ClusterSnapshot> ReachAsync(long revision, CancellationToken cancellationToken) =>
        NextAsync(revision - 1, cancellationToken);

    /// <summary>
    /// Reads once if nothing was read yet, so that <see cref="Current"/> can be used before <see cref="RunAsync"/>
    /// runs.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached now.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Current.Revision == 0)
        {
            Publish(await ReadAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>
    /// The loop: reads, follows the watch, reads again after a compaction, and goes on after every loss of the
    /// database.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                ClusterSnapshot snapshot = await ReadAsync(cancellationToken).ConfigureAwait(false);
                Publish(snapshot);
                await FollowAsync(snapshot, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is DatabaseUnavailableException or DatabaseCorruptException)
            {
                await PauseAsync(error, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FollowAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        var renewals = new RenewalReader();
        IAsyncEnumerable<WatchBatch> watch = database.WatchAsync("", snapshot.Revision, cancellationToken);
        await foreach (WatchBatch batch in watch.ConfigureAwait(false))
        {
            if (batch is not WatchBatch.Changes changes)
            {
                LogCompacted(logger, snapshot.Revision);
                return;
            }

            snapshot = ClusterSnapshotReader.Apply(snapshot, changes, renewals);
            Publish(snapshot);
        }
    }

    /// <summary>
    /// The parts are read one by one, without the events; only if one revision cannot be caught so, everything at once.
    /// </summary>
    private async Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        const int Tries = 5;
        for (int i = 0; i < Tries; i++)
        {
            var parts = new List<ReadResult>();
            foreach (string prefix in ClusterSnapshotReader.Prefixes)
            {
                parts.Add(await database.ReadAsync(prefix, cancellationToken).ConfigureAwait(false));
            }

            if (parts.TrueForAll(part => part.Revision == parts[0].Revision))
            {
                return ClusterSnapshotReader.Read(parts[0].Revision, parts.SelectMany(part => part.Items));
            }
        }

        ReadResult all = await database.ReadAsync("", cancellationToken).ConfigureAwait(false);
        return ClusterSnapshotReader.Read(all.Revision, all.Items);
    }

    private void Publish(ClusterSnapshot snapshot)
    {
        bool news = snapshot.IsNewsAfter(_current);
        Volatile.Write(ref _current, snapshot);
        if (Interlocked.Exchange(ref _trouble, null) is not null)
        {
            LogBack(logger, snapshot.Revision);
        }

        _pause = ShortestPause;
        Advanced?.Invoke(snapshot);
        _advanced.Fire();
        if (news)
        {
            Volatile.Write(ref _newsAt, snapshot.Revision);
            _news.Fire();
        }
    }

    private async Task PauseAsync(Exception error, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _trouble, error.Message) != error.Message)
        {
            LogLost(logger, error.Message);
        }

        await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster database cannot be followed: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster database is followed again from revision "
        + "{Revision}")]
    private static partial void LogBack(ILogger logger, long revision);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "History after revision {Revision} is gone; the cluster is read again")]
    private static partial void LogCompacted(ILogger logger, long revision);
}
