using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>What this process asks the kernel to do with itself.</summary>
public static unsafe class OwnProcess
{
    /// <summary>True if this process may do what root may, as far as its user id tells.</summary>
    public static bool IsRoot => Libc.GetEffectiveUid() == 0;

    /// <summary>The user that this process acts as.</summary>
    public static uint UserId => Libc.GetEffectiveUid();

    /// <summary>Process id of its parent, 0 where that is in an outer PID namespace.</summary>
    public static int ParentPid => Control.GetParentPid();

    /// <summary>
    /// Has the kernel kill this process when its parent's thread that started it ends. The parent may have ended
    /// before:
    /// the caller must look afterwards, and go on looking where it cannot tell by <see cref="ParentPid"/>. A parent of
    /// several threads hands its children on when the thread that started them ends, a little before it is gone
    /// itself; in between it still seems to live, and no signal comes any more.
    /// </summary>
    public static void DieWithParent()
    {
        const int SetParentDeathSignal = 1;
        if (Control.Prctl(SetParentDeathSignal, Signals.Kill, 0, 0, 0) != 0)
        {
            throw Libc.LastError("Tying this process to its parent");
        }
    }

    /// <summary>
    /// Makes this process the parent of descendants whose own parent has ended, in place of process 1.
    /// </summary>
    public static void AdoptOrphans()
    {
        const int SetChildSubreaper = 36;
        if (Control.Prctl(SetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            throw Libc.LastError("Becoming the parent of orphans");
        }
    }

    /// <summary>
    /// Keeps the pages that this process has used, and those it will use, in memory. Null where that is so; else what
    /// the kernel says against it, which may be RLIMIT_MEMLOCK.
    /// </summary>
    public static LinuxException? TryLockMemory()
    {
        const int CurrentFutureOnFault = 1 | 2 | 4;
        return Control.LockMemory(CurrentFutureOnFault) == 0
            ? null
            : Libc.LastError("Locking this process's memory");
    }

    /// <summary>Ignores a signal from now on; children started by <see cref="ProcessSpawner"/> do not.</summary>
    public static void Ignore(int signal)
    {
        const nint Ignored = 1;
        _ = Control.Signal(signal, Ignored);
    }

    /// <summary>
    /// A descriptor that is ready for reading while a signal is pending that was blocked when this process was started.
    /// Reading from it takes the signal.
    /// </summary>
    public static int DescriptorOfBlocked(int signal)
    {
        const int NonBlocking = 0x800;
        byte* signals = stackalloc byte[Native.Spawn.BufferSize];
        _ = Native.Spawn.EmptySignals(signals);
        _ = Native.Spawn.AddSignal(signals, signal);
        int fd = Control.SignalDescriptor(-1, signals, NonBlocking | Libc.OCloseOnExec);
        return fd >= 0 ? fd : throw Libc.LastError($"Making a descriptor of signal {signal}");
    }

    /// <summary>
    /// Becomes another program, with all signals at their defaults. Returns only if that fails, with the kernel's error
    /// number.
    /// </summary>
    public static int Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        const int LastSignal = 31;
        for (int signal = 1; signal <= LastSignal; signal++)
        {
            _ = Control.Signal(signal, 0);
        }

        nint file = Marshal.StringToCoTaskMemUTF8(path);
        using var argumentStrings = new CStringArray([path, .. arguments]);
        using var environmentStrings = new CStringArray(environment);
        _ = Control.Execute((byte*)file, argumentStrings.Pointer, environmentStrings.Pointer);
        int error = Marshal.GetLastPInvokeError();
        Marshal.FreeCoTaskMem(file);
        return error;
    }

    /// <summary>Ends this process without running anything more of it.</summary>
    [DoesNotReturn]
    public static void ExitAtOnce(int status)
    {
        Control.ExitAtOnce(status);
        throw new InvalidOperationException("The process did not end.");
    }
}
