using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>Signals by number, and sending them by process id.</summary>
/// <remarks>
/// Prefer <see cref="PidFd.Send"/>: a process id may mean another process by now, a <see cref="PidFd"/> never does.
/// </remarks>
public static class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Abort = 6;
    public const int Kill = 9;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int Continue = 18;
    public const int Stop = 19;

    private static readonly string[] Names =
    [
        "0", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
        "SIGSYS",
    ];

    /// <summary>Its usual name, for example SIGKILL; the number where it has none.</summary>
    public static string Name(int signal) =>
        signal > 0 && signal < Names.Length ? Names[signal] : $"signal {signal}";

    /// <summary>Sends a signal to a process; false if there is none (any more) or it may not be sent one.</summary>
    public static bool Send(int pid, int signal) => pid > 0 && Libc.Kill(pid, signal) == 0;

    /// <summary>Sends a signal to a process group; false if there is none.</summary>
    public static bool SendToGroup(int processGroup, int signal) =>
        processGroup > 1 && Libc.Kill(-processGroup, signal) == 0;
}
