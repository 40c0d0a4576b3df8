using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// How much later than asked the kernel may end a thread's waits, to end several at once. A new process inherits that
/// of the thread that starts it, and hands it on to all its threads.
/// </summary>
internal static class TimerSlack
{
    // PR_SET_TIMERSLACK and PR_GET_TIMERSLACK of linux/prctl.h.
    private const int Set = 29;
    private const int Get = 30;
    private const long NanosecondsPerTick = 100;

    /// <summary>Runs something on this thread with another slack, which what it starts inherits; null leaves it.
    /// </summary>
    public static T With<T>(TimeSpan? slack, Func<T> action)
    {
        if (slack is not { } wanted)
        {
            return action();
        }

        int before = Control.Prctl(Get, 0, 0, 0, 0);
        _ = Control.Prctl(Set, Math.Max(1, wanted.Ticks * NanosecondsPerTick), 0, 0, 0);
        try
        {
            return action();
        }
        finally
        {
            _ = Control.Prctl(Set, Math.Max(0, before), 0, 0, 0);
        }
    }
}
