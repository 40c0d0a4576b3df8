namespace Holdfast.Service.Groups.Monitors;

/// <summary>
/// Monitors that are started and warm but have no DLL yet, so that a takeover or a death costs no process start.
/// </summary>
internal sealed partial class SpareMonitors(
    MonitorLauncher launcher, int count, Action<PooledMonitor> started, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// The next spare is started once whoever took the last has done with it (<see cref="Refill"/>), or after this:
    /// its start must not take time from a takeover.
    /// </summary>
    private static readonly TimeSpan LongestTakeover = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<Task<PooledMonitor>> _spares = [];
    private CancellationToken _stopping;

    /// <summary>Begins to keep spares.</summary>
    public void Keep(CancellationToken stopping)
    {
        _stopping = stopping;
        Refill();
    }

    /// <summary>Takes a spare of an earlier service in.</summary>
    public void Add(PooledMonitor spare)
    {
        lock (_gate)
        {
            _spares.AddFirst(Task.FromResult(spare));
        }
    }

    /// <summary>A spare, or where there is none a monitor that is started now.</summary>
    /// <exception cref="MonitorStartException">None could be started.</exception>
    public async Task<PooledMonitor> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<PooledMonitor> taken;
            lock (_gate)
            {
                if (_spares.First is { } first)
                {
                    _spares.RemoveFirst();
                    taken = first.Value;
                }
                else
                {
                    taken = StartAsync(cancellationToken);
                }
            }

            try
            {
                PooledMonitor monitor = await taken.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (!monitor.Exited.IsCompleted)
                {
                    return monitor;
                }
            }
            finally
            {
                _ = RefillAsync(LongestTakeover);
            }
        }
    }

    /// <summary>A spare died.</summary>
    public void Drop(PooledMonitor spare)
    {
        lock (_gate)
        {
            LinkedListNode<Task<PooledMonitor>>? node = _spares.First;
            while (node is not null
                && !(node.Value.IsCompletedSuccessfully && ReferenceEquals(node.Value.Result, spare)))
            {
                node = node.Next;
            }

            if (node is null)
            {
                return;
            }

            _spares.Remove(node);
        }

        _ = RefillAsync(AfterFailure);
    }

    /// <summary>Starts the spares that are missing, now.</summary>
    public void Refill()
    {
        lock (_gate)
        {
            while (_spares.Count < count && _stopping is { CanBeCanceled: true, IsCancellationRequested: false })
            {
                Task<PooledMonitor> starting = StartAsync(_stopping);
                _spares.AddLast(starting);
                _ = starting.ContinueWith(
                    Failed, CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }
        }
    }

    private async Task<PooledMonitor> StartAsync(CancellationToken cancellationToken)
    {
        PooledMonitor monitor = await Task.Run(() => launcher.StartAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        started(monitor);
        return monitor;
    }

    private void Failed(Task<PooledMonitor> starting)
    {
        lock (_gate)
        {
            _spares.Remove(starting);
        }

        LogNoSpare(logger, starting.Exception!.InnerException!.Message);
        _ = RefillAsync(AfterFailure);
    }

    private async Task RefillAsync(TimeSpan after)
    {
        await Task.Delay(after, time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Refill();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "a spare monitor is started later: {Reason}")]
    private static partial void LogNoSpare(ILogger logger, string reason);
}
