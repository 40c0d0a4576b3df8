using Holdfast.Core.Events;
using Holdfast.Database;

namespace Holdfast.Service.Events;

/// <summary>Where events are written. Ids rise with time, per node without gaps.</summary>
public interface IEventLog
{
    /// <summary>
    /// Makes the event and the put that stores it, to go into the transaction of the change that it tells of.
    /// </summary>
    (ClusterEvent Event, Transaction.Put Put) Prepare(EventDraft draft);

    /// <summary>
    /// Queues an event to be written soon, in order, surviving a short loss of the database; returns its id.
    /// </summary>
    string Append(EventDraft draft);

    /// <summary>
    /// Queues an event as <see cref="Prepare"/> made it; completes once it is stored, or was given up because the
    /// database was away for too long. Stored twice it is one event all the same.
    /// </summary>
    Task Append(Transaction.Put made);
}

/// <summary>An event before it has an id and a time.</summary>
public sealed record EventDraft(string Kind, string Message)
{
    public string Level { get; init; } = "info";

    public string? Group { get; init; }

    public string? Resource { get; init; }

    public string? Type { get; init; }

    public string? Cause { get; init; }
}
