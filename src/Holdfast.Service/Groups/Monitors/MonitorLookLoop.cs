using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Groups.Monitors;

/// <summary>
/// Looks at each monitor now and then: whether a call hangs (from its call board), whether it answers at all, and how
/// far its health polls are. Every 600 ms it looks whether one was stopped, for that one cannot answer; a monitor whose
/// answer is awaited keeps nobody from looking at the others, nor at it.
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

    /// <summary>Twice that leaves time for another monitor before an address is gone, which lasts 3 s.</summary>
    private static readonly TimeSpan LookForStopped = TimeSpan.FromMilliseconds(600);

    /// <summary>How old the number of polls may be that others read; each is a row to write.</summary>
    private static readonly TimeSpan PollsToldEach = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _awaited = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changed = new(0, 1);
    private long _changedAt;
    private long _pollsToldAt;

    /// <summary>The loop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops = [LookAtAnswersAsync(both.Token), LookForStoppedAsync(both.Token)];
        Task first = await Task.WhenAny(loops).ConfigureAwait(false);
        await both.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_awaited.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private async Task LookAtAnswersAsync(CancellationToken cancellationToken)
    {
        pool.Changed += OnChanged;
        try
        {
            while (true)
            {
                await TakeAnswersAsync().ConfigureAwait(false);
                bool polls = IsPollsTime();
                foreach (PooledMonitor monitor in pool.All.Where(monitor => monitor.Place is not null))
                {
                    LookAtCalls(monitor);
                    if (!_awaited.ContainsKey(monitor.Id))
                    {
                        _awaited.Add(monitor.Id, LookAsync(monitor, polls, cancellationToken));
                    }
                }

                await _changed.WaitAsync(Interval(), cancellationToken).ConfigureAwait(false);
                await Task.Delay(Shortest, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            pool.Changed -= OnChanged;
        }
    }

    private async Task TakeAnswersAsync()
    {
        foreach ((string id, Task look) in _awaited.Where(pair => pair.Value.IsCompleted).ToList())
        {
            _awaited.Remove(id);
            await look.ConfigureAwait(false);
        }
    }

    private async Task LookForStoppedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LookForStopped, time, cancellationToken).ConfigureAwait(false);
            LookForStoppedOnce();
        }
    }

    /// <summary>Twice in a row: somebody may stop a process for a moment, to look at it.</summary>
    private void LookForStoppedOnce()
    {
        IReadOnlyList<PooledMonitor> all = pool.All;
        _stopped.RemoveWhere(id => all.All(monitor => monitor.Id != id));
        foreach (PooledMonitor monitor in all.Where(monitor => monitor.Place is not null))
        {
            if (!PidFd.IsStopped(monitor.Pid))
            {
                _stopped.Remove(monitor.Id);
            }
            else if (!_stopped.Add(monitor.Id))
            {
                pool.Kill(monitor.Id, "", "its process was stopped (SIGSTOP) and did not go on");
            }
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

    private bool IsQuick() => time.GetElapsedTime(Volatile.Read(ref _changedAt)) < QuickFor;

    private bool IsPollsTime()
    {
        bool told = IsQuick() || time.GetElapsedTime(_pollsToldAt) >= PollsToldEach;
        _pollsToldAt = told ? time.GetTimestamp() : _pollsToldAt;
        return told;
    }

    private TimeSpan Interval()
    {
        TimeSpan interval = IsQuick() ? Quick : Ordinary;
        foreach (HostedIn hosted in pool.All.SelectMany(monitor => monitor.Hosted))
        {
            TimeSpan quarter = hosted.DeadlockTimeout / 4;
            interval = quarter < interval ? quarter : interval;
        }

        return interval > Shortest ? interval : Shortest;
    }

    private async Task LookAsync(PooledMonitor monitor, bool polls, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestAnswer);
        try
        {
            await pool.Listening.LookAsync(monitor, polls, limit.Token).ConfigureAwait(false);
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
