using Holdfast.Linux;

namespace Holdfast.Guard.Loop;

/// <summary>
/// The one thread of a guard: sleeps until a descriptor is ready or a moment has come, and calls who waits for it.
/// Nothing else runs, so nothing needs a lock.
/// </summary>
internal sealed class PollLoop
{
    private const int LongestSleepMs = 60_000;
    private readonly List<PollSource> sources = [];
    private readonly PriorityQueue<Action, long> timers = new();
    private PollEntry[] entries = new PollEntry[16];

    /// <summary>Calls <paramref name="ready"/> when the descriptor is, or has an error or a hang-up.</summary>
    public PollSource Add(int fd, Action ready)
    {
        var source = new PollSource(fd, ready);
        sources.Add(source);
        return source;
    }

    /// <summary>Calls <paramref name="action"/> once, at or shortly after a moment of the safety clock (ns).</summary>
    public void At(long moment, Action action) => timers.Enqueue(action, moment);

    /// <summary>Calls <paramref name="action"/> once, after a while.</summary>
    public void After(TimeSpan wait, Action action) => At(BootClock.Now + (wait.Ticks * 100), action);

    /// <summary>Sleeps once, then calls everybody whose turn it is.</summary>
    public void RunOnce()
    {
        sources.RemoveAll(source => source.IsRemoved);
        int count = sources.Count;
        if (entries.Length < count)
        {
            entries = new PollEntry[count * 2];
        }

        for (int i = 0; i < count; i++)
        {
            // Wanted by nobody: the kernel would still report a hang-up, again and again.
            short wanted = sources[i].Wanted;
            entries[i] = new PollEntry { Fd = wanted == 0 ? -1 : sources[i].Fd, Wanted = wanted };
        }

        if (Descriptors.Poll(entries.AsSpan(0, count), SleepMs()) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                if (entries[i].Ready != 0 && !sources[i].IsRemoved)
                {
                    sources[i].Ready();
                }
            }
        }

        while (timers.TryPeek(out var due, out long moment) && moment <= BootClock.Now)
        {
            timers.Dequeue();
            due();
        }
    }

    private int SleepMs()
    {
        if (!timers.TryPeek(out _, out long moment))
        {
            return LongestSleepMs;
        }

        long wait = moment - BootClock.Now;
        return (int)Math.Clamp((wait + 999_999) / 1_000_000, 0, LongestSleepMs);
    }
}
