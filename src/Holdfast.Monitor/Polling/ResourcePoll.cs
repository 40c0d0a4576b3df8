using System.Diagnostics;
using Holdfast.Linux;
using Holdfast.Monitor.Logs;
using Holdfast.Monitor.Resources;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Polling;

/// <summary>
/// The health polls of one resource: LooksAlive and IsAlive, each at its interval with 10 % of jitter, never two at a
/// time, and never while another call is in progress. LooksAlive answering false is followed by IsAlive at once.
/// </summary>
internal sealed class ResourcePoll(
    ResourceStatus status, Func<Resource> resource, CallGate calls, CallBoardSlot slot, PollIntervals intervals)
    : IPoll, IThreadPoolWorkItem
{
    private ExecutionContext? flow;
    private CancellationToken cancelled;
    private long looksAliveDue;
    private long isAliveDue;
    private bool thorough;

    public long Mark { get; set; }

    public PollIntervals Intervals { get; set; } = intervals;

    /// <summary>How many polls were made.</summary>
    public long Count { get; private set; }

    /// <summary>What the newest came to.</summary>
    public PollLog Log { get; } = new();

    /// <summary>What the last IsAlive said; null before the first.</summary>
    public Health? Health { get; private set; }

    /// <summary>At once, after an online or a reattach: until then nobody knows that it is well.</summary>
    public long First(long now)
    {
        Health = null;
        isAliveDue = now;
        looksAliveDue = isAliveDue + Jittered(Intervals.LooksAlive);
        return isAliveDue;
    }

    public long Start(long now)
    {
        if (!calls.TryEnter(out cancelled))
        {
            return now + Math.Min(Intervals.LooksAlive, 100);
        }

        // A LooksAlive just before an IsAlive would say nothing new.
        thorough = isAliveDue <= now + (Intervals.LooksAlive / 4);
        if (thorough)
        {
            isAliveDue = now + Jittered(Intervals.IsAlive);
        }

        looksAliveDue = now + Jittered(Intervals.LooksAlive);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return Math.Min(isAliveDue, looksAliveDue);
    }

    /// <summary>The poll itself, on a thread of the pool.</summary>
    public void Execute()
    {
        // Captured once: the flow of execution that marks what the DLL prints with the resource's name.
        flow ??= Capture(status.Name);
        ExecutionContext.Run(flow, static poll => _ = ((ResourcePoll)poll!).PollAsync(), this);
    }

    private static ExecutionContext Capture(string name)
    {
        ResourceConsole.Enter(name);
        return ExecutionContext.Capture()!;
    }

    private static long Jittered(long interval) => (long)(interval * (0.9 + (0.2 * Random.Shared.NextDouble())));

    private async Task PollAsync()
    {
        string? failure = null;
        var began = Stopwatch.GetTimestamp();
        try
        {
            if (!status.IsOnline)
            {
                return;
            }

            if (!thorough && await LooksAliveAsync().ConfigureAwait(false))
            {
                Note(thorough: false, HealthStatus.Ok, "", began);
                return;
            }

            var health = await IsAliveAsync().ConfigureAwait(false);
            Note(thorough: true, health.Status, health.Reason ?? "", began);
            failure = health.Status == HealthStatus.Failed ? health.Reason : null;
            if (health != Health && !(Health is null && health.Status == HealthStatus.Ok))
            {
                status.HealthChanged(health);
            }

            Health = health;
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Terminate came: there is nothing left to say about the resource's health.
        }
        catch (Exception exception)
        {
            failure = Outcomes.Describe(exception);
            Note(slot.Current == EntryPoint.IsAlive, HealthStatus.Failed, failure, began);
        }
        finally
        {
            slot.End();
            Count++;
            if (failure is not null && !cancelled.IsCancellationRequested)
            {
                status.Failed(failure);
            }

            calls.Leave();
        }
    }

    private void Note(bool thorough, HealthStatus health, string text, long began) =>
        Log.Note(thorough, health, text, Stopwatch.GetElapsedTime(began).TotalMilliseconds);

    private ValueTask<bool> LooksAliveAsync()
    {
        slot.Begin(EntryPoint.LooksAlive, BootClock.Now);
        return resource().LooksAliveAsync(cancelled);
    }

    private async ValueTask<Health> IsAliveAsync()
    {
        slot.Begin(EntryPoint.IsAlive, BootClock.Now);
        return await resource().IsAliveAsync(cancelled).ConfigureAwait(false)
            ?? throw new InvalidOperationException("IsAliveAsync returned null; return Ok, Degraded or Failed.");
    }
}
