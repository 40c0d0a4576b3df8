using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// The clocks that decide: the safety clock, the kernel's boot clock, and the identity of the boot they belong to.
/// </summary>
/// <remarks>
/// The safety clock is <c>CLOCK_MONOTONIC_RAW + (CLOCK_BOOTTIME - CLOCK_MONOTONIC)</c>: no daemon slews it, and it goes
/// on
/// while the machine is suspended. All processes of one machine agree on it to within 1 ms, so a deadline can be handed
/// from one to another. It never goes back within a process. It means nothing on another machine or after a boot.
/// </remarks>
public static unsafe class BootClock
{
    private const int Monotonic = 1;
    private const int MonotonicRaw = 4;
    private const int Boottime = 7;
    private const long Tolerance = 1_000_000;

    private static long suspended = MeasureSuspended();

    /// <summary>The safety clock, nanoseconds.</summary>
    public static long Now
    {
        get
        {
            long known = Volatile.Read(ref suspended);
            long seen = Read(Boottime) - Read(Monotonic);
            if (seen <= known + Tolerance && seen >= known - Tolerance)
            {
                return Read(MonotonicRaw) + known;
            }

            // Either the machine slept, or this thread was paused between the two reads; measuring with care tells.
            long measured = MeasureSuspended();
            if (measured > known + Tolerance)
            {
                Interlocked.CompareExchange(ref suspended, measured, known);
            }

            return Read(MonotonicRaw) + Volatile.Read(ref suspended);
        }
    }

    /// <summary>
    /// CLOCK_BOOTTIME, nanoseconds: what kernel timers are armed with. Slewed by NTP, so not for measuring.
    /// </summary>
    public static long KernelBootTime => Read(Boottime);

    /// <summary>The kernel's random id of this boot; points of these clocks are void under any other.</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Where on CLOCK_BOOTTIME a point of the safety clock lies, as far as can be said now.</summary>
    public static long ToKernelBootTime(long safetyClock) => KernelBootTime + (safetyClock - Now);

    private static long MeasureSuspended()
    {
        long best = 0;
        long narrowest = long.MaxValue;
        for (int i = 0; i < 16 && narrowest > 5_000; i++)
        {
            long before = Read(Monotonic);
            long boot = Read(Boottime);
            long width = Read(Monotonic) - before;
            if (width < narrowest)
            {
                narrowest = width;
                best = boot - before - (width / 2);
            }
        }

        return best;
    }

    private static long Read(int clock)
    {
        Libc.Timespec time;
        if (Libc.ClockGetTime(clock, &time) != 0)
        {
            throw Libc.LastError($"Reading clock {clock}");
        }

        return time.TotalNanoseconds;
    }
}
