using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Events;

/// <summary>One reader's queue.</summary>
internal sealed class EventReader(EventStream stream) : IDisposable
{
    public const int Limit = 1024;

    private readonly Lock gate = new();
    private readonly Queue<MonitorEvent> queue = new();
    private readonly SemaphoreSlim filled = new(0, 1);
    private long dropped;

    /// <summary>Waits until there are events, and takes them all.</summary>
    public async Task<IReadOnlyList<MonitorEvent>> TakeAsync(CancellationToken cancellationToken)
    {
        await filled.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            var taken = new List<MonitorEvent>(queue);
            queue.Clear();
            if (dropped > 0)
            {
                taken.Add(new MonitorEvent { Kind = "log",
                    Text = $"{dropped} events were dropped: they came faster than they were read" });
                dropped = 0;
            }

            return taken;
        }
    }

    public void Dispose()
    {
        stream.Remove(this);
        filled.Dispose();
    }

    internal void Put(MonitorEvent monitorEvent)
    {
        lock (gate)
        {
            if (queue.Count >= Limit && monitorEvent.Kind != "failure")
            {
                dropped++;
                return;
            }

            queue.Enqueue(monitorEvent);
            if (filled.CurrentCount == 0)
            {
                filled.Release();
            }
        }
    }
}
