namespace Holdfast.Monitor.Polling;

/// <summary>
/// The monitor's one clockwork: a thread that starts what is due and looks at the authority, and sleeps otherwise.
/// </summary>
/// <remarks>
/// It is a thread of its own, so that a DLL that blocks every thread of the pool cannot stop the look at the authority.
/// </remarks>
internal sealed class PollScheduler
{
    private readonly object gate = new();
    private readonly PollSchedule schedule = new();
    private readonly Func<long> beat;
    private long next = long.MaxValue;
    private bool running;

    /// <param name="beat">Called after each sleep; says how long the next may be at most, ms.</param>
    public PollScheduler(Func<long> beat) => this.beat = beat;

    public void Start()
    {
        running = true;
        new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "scheduler" }.Start();
    }

    public void Stop()
    {
        lock (gate)
        {
            running = false;
            System.Threading.Monitor.Pulse(gate);
        }
    }

    public void Add(IPoll poll)
    {
        lock (gate)
        {
            var now = Environment.TickCount64;
            schedule.Add(poll, now);
            if (now < next)
            {
                System.Threading.Monitor.Pulse(gate);
            }
        }
    }

    public void Remove(IPoll poll)
    {
        lock (gate)
        {
            PollSchedule.Remove(poll);
        }
    }

    private void Run()
    {
        long longest = 1;
        while (true)
        {
            lock (gate)
            {
                if (!running)
                {
                    return;
                }

                var now = Environment.TickCount64;
                next = schedule.Run(now);
                var sleep = (int)Math.Clamp(next - Environment.TickCount64, 1, longest);
                System.Threading.Monitor.Wait(gate, sleep);
            }

            longest = Math.Max(1, beat());
        }
    }
}
