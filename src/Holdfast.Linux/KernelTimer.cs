using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// A timer of the kernel on CLOCK_BOOTTIME that ends this process with SIGKILL. It needs nothing of this process to
/// work:
/// it fires while the process hangs, is stopped, frozen, swapped out, or waits for its garbage collector.
/// </summary>
/// <remarks>Gone with the process; it cannot be undone once fired, and there is no way here to disarm it.</remarks>
public sealed unsafe class KernelTimer
{
    private const int Boottime = 7;
    private const int AbsoluteTime = 1;
    private readonly nint timer;

    private KernelTimer(nint timer) => this.timer = timer;

    /// <exception cref="LinuxException">The kernel has none to give.</exception>
    public static KernelTimer Create()
    {
        // struct sigevent: value, signal, how; the rest is not used for SIGEV_SIGNAL (0).
        byte* signalEvent = stackalloc byte[64];
        new Span<byte>(signalEvent, 64).Clear();
        *(int*)(signalEvent + 8) = Signals.Kill;
        nint timer;
        return Control.TimerCreate(Boottime, signalEvent, &timer) == 0
            ? new KernelTimer(timer)
            : throw Libc.LastError("Creating the kill timer");
    }

    /// <summary>Sets the moment; one that is past kills at once.</summary>
    /// <param name="kernelBootTime">CLOCK_BOOTTIME, ns.</param>
    public void Arm(long kernelBootTime)
    {
        // A value of zero would disarm it.
        long moment = Math.Max(1, kernelBootTime);
        Libc.Timespec* setting = stackalloc Libc.Timespec[2];
        setting[0] = default;
        setting[1] = new() { Seconds = moment / 1_000_000_000, Nanoseconds = moment % 1_000_000_000 };
        if (Control.TimerSet(timer, AbsoluteTime, setting, 0) != 0)
        {
            throw Libc.LastError("Arming the kill timer");
        }
    }
}
