namespace Holdfast.Simulation.World;

/// <summary>
/// True time, in nanoseconds, and what is going to happen in it. What happens at the same time does so in random order.
/// </summary>
internal sealed class Schedule(long seed)
{
    private readonly PriorityQueue<Action, Moment> _queue = new();
    private readonly Chance _ties = new(seed, "ties");
    private long _number;

    public long Now { get; private set; }

    public long Events { get; private set; }

    public void At(long time, Action action) =>
        _queue.Enqueue(action, new(Math.Max(time, Now), _ties.Next(), _number++));

    public void After(long delay, Action action) => At(Now + delay, action);

    /// <summary>Lets everything happen up to <paramref name="time"/>.</summary>
    public void RunUntil(long time, Func<bool> stop)
    {
        while (!stop() && _queue.TryPeek(out _, out Moment when) && when.Time <= time)
        {
            Action action = _queue.Dequeue();
            Now = when.Time;
            Events++;
            action();
        }

        Now = Math.Max(Now, time);
    }

    private readonly record struct Moment(long Time, ulong Tie, long Number) : IComparable<Moment>
    {
        public int CompareTo(Moment other) =>
            Time != other.Time ? Time.CompareTo(other.Time)
            : Tie != other.Tie ? Tie.CompareTo(other.Tie)
            : Number.CompareTo(other.Number);
    }
}
