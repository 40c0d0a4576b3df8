namespace Holdfast.Monitor.Polling;

/// <summary>What is due when: a priority queue, cheap to change. Not thread-safe; time is a parameter.</summary>
internal sealed class PollSchedule
{
    /// <summary>Polls that are due within this time of each other are started together, ms.</summary>
    public const long Tick = 25;

    private readonly PriorityQueue<(IPoll Poll, long Mark), long> queue = new();
    private long lastMark;

    /// <summary>How many entries there are, void ones too.</summary>
    public int Count => queue.Count;

    public void Add(IPoll poll, long now) => Enqueue(poll, poll.First(now));

    /// <summary>Voids a poll's entry; it falls out when its time comes.</summary>
    public static void Remove(IPoll poll) => poll.Mark = 0;

    /// <summary>
    /// Starts all that is due and returns when to come again; <see cref="long.MaxValue"/> if there is nothing.
    /// </summary>
    public long Run(long now)
    {
        while (queue.TryPeek(out var entry, out var due))
        {
            if (entry.Poll.Mark != entry.Mark)
            {
                queue.Dequeue();
            }
            else if (due > now)
            {
                // To the next tick, so that a thousand polls a second are forty wake-ups and not a thousand.
                return Math.Max(due, now + 1) / Tick * Tick == due ? due : ((due / Tick) + 1) * Tick;
            }
            else
            {
                queue.Dequeue();
                Enqueue(entry.Poll, entry.Poll.Start(now));
            }
        }

        return long.MaxValue;
    }

    private void Enqueue(IPoll poll, long due)
    {
        poll.Mark = ++lastMark;
        queue.Enqueue((poll, poll.Mark), due);
    }
}
