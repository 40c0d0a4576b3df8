using System.Runtime.CompilerServices;

namespace Holdfast.Database.Etcd;

/// <summary>
/// The cluster database in an etcd of three or five members, for a cluster across machines. See docs/etcd.md.
/// </summary>
/// <remarks>
/// Revisions are etcd's own. A commit is sent to one member once: if no answer comes its outcome is unknown, also when
/// etcd itself says that time ran out. Reads and watches go on at another member at once.
/// </remarks>
public sealed class EtcdDatabase : IClusterDatabase
{
    private static readonly TimeSpan FirstHealth = TimeSpan.FromSeconds(2);
    private readonly EtcdOptions _options;
    private readonly EtcdConnection _connection;
    private readonly EtcdReader _reader;
    private readonly EtcdCommit _commit;
    private readonly EtcdHealthReader _health;
    private readonly EtcdHistory _history;

    /// <summary>In which this process is known to have changed something.</summary>
    private readonly HighestRevision _committed = new();
    private readonly CancellationTokenSource _closed = new();
    private Task _watchingHealth = Task.CompletedTask;
    private EtcdHealth? _lastHealth;
    private bool _disposed;

    private EtcdDatabase(EtcdOptions options)
    {
        _options = options;
        _connection = new EtcdConnection(options);
        _reader = new EtcdReader(_connection, options);
        _commit = new EtcdCommit(_connection, options);
        _health = new EtcdHealthReader(_connection);
        _history = new EtcdHistory(_connection, _reader, options, _closed.Token);
        Membership = new EtcdMembership(_connection);
    }

    /// <summary>Who its members are, and changes of that.</summary>
    public EtcdMembership Membership { get; }

    /// <summary>How long one try at one member may take; a quarter of the lease.</summary>
    public TimeSpan TryTimeout
    {
        get => _connection.TryTimeout;
        set => _connection.TryTimeout = value;
    }

    /// <summary>Asks these members from now on, the first one first; none changes nothing.</summary>
    public void Use(IEnumerable<Uri> endpoints) => _connection.Use(endpoints);

    /// <summary>How the members were when they were last asked; null before <see cref="ConnectAsync"/>.</summary>
    public EtcdHealth? Health => Volatile.Read(ref _lastHealth);

    /// <summary>Reads the files that the options name; the members are first asked by what is done next.</summary>
    /// <exception cref="DatabaseUnavailableException">A file cannot be used.</exception>
    public static EtcdDatabase Open(EtcdOptions options)
    {
        if (options.Endpoints.Count == 0 || !StoredKeys.IsValid(options.Prefix) || !options.Prefix.EndsWith('/'))
        {
            throw new ArgumentException(
                $"{options} is no address: give endpoints, and a prefix that ends with a slash.", nameof(options));
        }

        return new EtcdDatabase(options);
    }

    /// <summary>
    /// Asks the members for their versions, alarms and limits, and goes on asking how they are until disposed.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">None of them answers.</exception>
    public async Task<EtcdHealth> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_options.User is not null && _options.Endpoints.Any(uri => uri.Scheme == "http" && !uri.IsLoopback))
        {
            _options.Warn?.Invoke("The etcd user's password crosses the network in the clear: use https.");
        }

        EtcdHealth health = await ReadHealthAsync(cancellationToken).ConfigureAwait(false);
        if (health.Answering == 0)
        {
            throw new DatabaseUnavailableException(
                $"No member of {_options} answers. {string.Join(" ", health.Warnings)}");
        }

        if (_watchingHealth.IsCompleted && !_disposed)
        {
            _watchingHealth = WatchHealthAsync();
        }

        return health;
    }

    /// <summary>
    /// In the place of <see cref="ConnectAsync"/>: nothing is waited for, and how the members are is asked in the
    /// background. For a service that restarts and is in a hurry.
    /// </summary>
    public void BeginConnect()
    {
        if (_watchingHealth.IsCompleted && !_disposed)
        {
            _watchingHealth = WatchHealthAsync(atOnce: true);
        }
    }

    /// <summary>Asks the members how they are now, and warns of what was not so before.</summary>
    public async Task<EtcdHealth> ReadHealthAsync(CancellationToken cancellationToken)
    {
        EtcdHealth health = await _health.ReadAsync(cancellationToken).ConfigureAwait(false);
        EtcdHealth? before = Interlocked.Exchange(ref _lastHealth, health);
        foreach (string warning in health.Warnings.Except(before?.Warnings ?? [], StringComparer.Ordinal))
        {
            _options.Warn?.Invoke(warning);
        }

        return health;
    }

    public async ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _reader.ReadAsync(prefix, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        StoredKeys.Check(transaction);
        if (_disposed)
        {
            return new CommitResult.Unavailable(false, "The database was closed.");
        }

        CommitResult result = await _commit.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Committed committed && transaction.Puts.Count > 0)
        {
            _committed.Raise(committed.Revision);
            _history.Trim(committed.Revision);
        }

        return result;
    }

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        var watch = new EtcdWatch(_connection, _reader, _options, _committed, prefix, afterRevision);
        await using IAsyncEnumerator<WatchBatch> batches = watch.RunAsync(either.Token)
            .GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(batches, cancellationToken).ConfigureAwait(false))
        {
            yield return batches.Current;
        }
    }

    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
        await _history.CompactAsync(revision, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Forgets all history, gives its space back to the members' file systems, one member after the other, each of
    /// which answers nothing else meanwhile, and then ends the NOSPACE alarm.
    /// </summary>
    /// <param name="only">The member to defragment; null for each, one after the other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DatabaseUnavailableException">A member could not do it; the message names it.</exception>
    public Task ReclaimSpaceAsync(Uri? only, CancellationToken cancellationToken) =>
        _history.ReclaimSpaceAsync(only, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _closed.CancelAsync().ConfigureAwait(false);
        await _watchingHealth.ConfigureAwait(false);
        await _history.StopAsync().ConfigureAwait(false);
        _connection.Dispose();
    }

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<WatchBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            return await batches.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception ended) when (EtcdConnection.IsLoss(ended))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new DatabaseUnavailableException(
                _disposed ? "The database was closed." : $"The watch of {_options} broke: {ended.Message}", ended);
        }
    }

    private async Task WatchHealthAsync(bool atOnce = false)
    {
        using var timer = new PeriodicTimer(_options.HealthInterval);
        try
        {
            if (atOnce)
            {
                await Task.Delay(FirstHealth, _closed.Token).ConfigureAwait(false);
                await ReadHealthAsync(_closed.Token).ConfigureAwait(false);
            }

            while (await timer.WaitForNextTickAsync(_closed.Token).ConfigureAwait(false))
            {
                await ReadHealthAsync(_closed.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The database is being closed.
        }
    }
}
