using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Events;

namespace Holdfast.Service.Tests.Groups;

/// <summary>Keeps the events in a list: an event that is told again under its id is there twice.</summary>
internal sealed class FakeEventLog : IEventLog
{
    private int _last;

    public ConcurrentQueue<EventDraft> Events { get; } = [];

    /// <summary>Ids of those that came as they are stored, in order.</summary>
    public ConcurrentQueue<string> Stored { get; } = [];

    /// <summary>When those are stored; a service that is killed does not live to see it.</summary>
    public Task Storing { get; set; } = Task.CompletedTask;

    public string Append(EventDraft draft)
    {
        Events.Enqueue(draft);
        return NextId();
    }

    public (ClusterEvent Event, Transaction.Put Put) Prepare(EventDraft draft)
    {
        var made = new ClusterEvent
        {
            Id = NextId(), At = DateTimeOffset.UnixEpoch, Node = "n1", Kind = draft.Kind, Level = draft.Level,
            Group = draft.Group, Resource = draft.Resource, Message = draft.Message,
        };
        return (made, StoredDocuments.Put(Keys.Event(made.Id), made));
    }

    public Task Append(Transaction.Put made)
    {
        ClusterEvent told = StoredDocuments.Decode<ClusterEvent>(made.Key, made.Value.Span);
        Events.Enqueue(new EventDraft(told.Kind, told.Message)
        {
            Level = told.Level, Group = told.Group, Resource = told.Resource,
        });
        Stored.Enqueue(told.Id);
        return Storing;
    }

    private string NextId() => Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
}
