using System.Runtime.InteropServices;

namespace Holdfast.Linux.Native;

/// <summary>
/// Calls by which a process changes what it is itself: its namespace, its parent's hold on it, its memory, its timers.
/// </summary>
internal static unsafe partial class Control
{
    public const int NewPidNamespace = 0x20000000;

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Prctl(int option, long a, long b, long c, long d);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int GetParentPid();

    /// <summary>The session of a process (0: this one).</summary>
    [LibraryImport("libc", EntryPoint = "getsid", SetLastError = true)]
    public static partial int GetSession(int pid);

    /// <summary>Niceness of a thread (0: the calling one). With libc, -1 is an answer as any other.</summary>
    [LibraryImport("libc", EntryPoint = "getpriority")]
    public static partial int GetPriority(int kind, int id);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int kind, int id, int nice);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int fd, int kind);

    [LibraryImport("libc", EntryPoint = "mlockall", SetLastError = true)]
    public static partial int LockMemory(int flags);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    public static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "signalfd", SetLastError = true)]
    public static partial int SignalDescriptor(int fd, byte* signals, int flags);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    public static partial int Execute(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "timer_create", SetLastError = true)]
    public static partial int TimerCreate(int clock, byte* signalEvent, nint* timer);

    [LibraryImport("libc", EntryPoint = "timer_settime", SetLastError = true)]
    public static partial int TimerSet(nint timer, int flags, Libc.Timespec* intervalAndValue, nint old);

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitAtOnce(int status);
}
