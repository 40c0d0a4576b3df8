using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>
/// Looks at each monitor now and then: whether a call hangs (from its call board), whether it answers at all, and how
/// far its
/// health polls are.
/// </summary>
/// <remarks>
/// Online, Offline, Promote and Demote may take longer than any call, as long as they report; they are not judged here.
/// </remarks>
internal sealed class MonitorLookLoop(MonitorPool pool, RunPaths paths, TimeProvider time)
{
    private static readonly TimeSpan Ordinary = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuickFor = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _changed = new(0, 1);
    private long _changedAt;

    /// <summary>The loop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        pool.Changed += OnChanged;
        try
        {
            while (true)
            {
                await Task.WhenAll(pool.All.Where(m => m.Place is not null)
                    .Select(m => LookAsync(m, cancellationToken)))
                    .ConfigureAwait(false);
                await _changed.WaitAsync(Interval(), cancellationToken).ConfigureAwait(false);
                await Task.Delay(Shortest, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            pool.Changed -= OnChanged;
        }
    }

    private void OnChanged()
    {
        Volatile.Write(ref _changedAt, time.GetTimestamp());
        lock (_changed)
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }

    private TimeSpan Interval()
    {
        TimeSpan interval = time.GetElapsedTime(Volatile.Read(ref _changedAt)) < QuickFor ? Quick : Ordinary;
        foreach (HostedIn hosted in pool.All.SelectMany(monitor => monitor.Hosted))
        {
            TimeSpan quarter = hosted.DeadlockTimeout / 4;
            interval = quarter < interval ? quarter : interval;
        }

        return interval > Shortest ? interval : Shortest;
    }

    private async Task LookAsync(PooledMonitor monitor, CancellationToken cancellationToken)
    {
        LookAtCalls(monitor);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestAnswer);
        try
        {
            await pool.Listening.LookAsync(monitor, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            pool.Kill(monitor.Id, "", $"it did not answer for {LongestAnswer.TotalSeconds:0} s");
        }
        catch (Exception error) when (MonitorCalls.IsLost(error))
        {
            // It is dying, which is noticed elsewhere.
        }
    }

    private void LookAtCalls(PooledMonitor monitor)
    {
        long now = BootClock.Now;
        foreach (CallInProgress call in CallBoard.Read(paths.MonitorCalls(monitor.Id)))
        {
            if (call.EntryPoint is EntryPoint.Online or EntryPoint.Offline or EntryPoint.Promote or EntryPoint.Demote)
            {
                continue;
            }

            TimeSpan limit = monitor.Find(call.Resource)?.DeadlockTimeout ?? LongestLoad;
            if (TimeSpan.FromTicks((now - call.Since) / 100) > limit)
            {
                pool.Kill(
                    monitor.Id, call.Resource,
                        $"{call} did not end within {limit.TotalSeconds:0.###} s (DeadlockTimeout)");
            }
        }
    }
}
