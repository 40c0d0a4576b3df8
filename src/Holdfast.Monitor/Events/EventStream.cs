using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Events;

/// <summary>
/// Hands events to whoever reads <c>/v1/events</c>, without ever waiting for a reader: each has a queue of its own, and
/// what does not fit is dropped and counted. Failures are never dropped; there is at most one per resource and online.
/// </summary>
internal sealed class EventStream
{
    private readonly Lock gate = new();
    private readonly List<EventReader> readers = [];
    private long number;

    /// <summary>Hands an event to every reader.</summary>
    public void Publish(MonitorEvent monitorEvent)
    {
        lock (gate)
        {
            foreach (var reader in readers)
            {
                reader.Put(monitorEvent);
            }
        }
    }

    /// <summary>A number above all it gave before.</summary>
    public long NextNumber() => Interlocked.Increment(ref number);

    /// <summary>A new reader, which sees every event from now on. Dispose it to leave.</summary>
    public EventReader Subscribe()
    {
        lock (gate)
        {
            var reader = new EventReader(this);
            readers.Add(reader);
            return reader;
        }
    }

    internal void Remove(EventReader reader)
    {
        lock (gate)
        {
            readers.Remove(reader);
        }
    }
}
