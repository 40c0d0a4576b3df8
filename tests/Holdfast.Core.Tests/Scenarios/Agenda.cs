using Holdfast.Core.Time;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>What is going to happen, in order of time, and in the order of booking within one moment.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (BootTime At, long Order)> _queue = new();
    private long _order;

    public BootTime? Next => _queue.TryPeek(out _, out (BootTime At, long) first) ? first.At : null;

    public void Book(BootTime at, Action happens) => _queue.Enqueue(happens, (at, ++_order));

    public Action Take() => _queue.Dequeue();
}
