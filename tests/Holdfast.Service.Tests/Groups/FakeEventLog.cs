using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Core.Events;
using Holdfast.Database;
using Holdfast.Service.Events;

namespace Holdfast.Service.Tests.Groups;

/// <summary>Keeps the events in a list.</summary>
internal sealed class FakeEventLog : IEventLog
{
    private int _last;

    public ConcurrentQueue<EventDraft> Events { get; } = [];

    public string Append(EventDraft draft)
    {
        Events.Enqueue(draft);
        return Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
    }

    public (ClusterEvent Event, Transaction.Put Put) Prepare(EventDraft draft) => throw new NotSupportedException();
}
