namespace Holdfast.Monitor.Polling;

/// <summary>
/// The monitor's one clockwork: a thread that starts what is due and looks at the authority, and sleeps otherwise.
/// </summary>
/// <remarks>
/// It is a thread of its own, so that a DLL that blocks every thread of the pool cannot stop the look at the authority.
/// </remarks>
internal sealed class PollScheduler
{
    /// <summary>The longest sleep, ms: how often the authority is looked at.</summary>
    private const int LongestSleep = 100;

    private readonly object gate = new();
    private readonly PollSchedule schedule = new();
    private readonly Action beat;
    private long next = long.MaxValue;
    private bool running;

    /// <param name="beat">Called at least every 100 ms.</param>
    public PollScheduler(Action beat) => this.beat = beat;

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
                var sleep = (int)Math.Clamp(next - Environment.TickCount64, 1, LongestSleep);
                System.Threading.Monitor.Wait(gate, sleep);
            }

            beat();
        }
    }
}
