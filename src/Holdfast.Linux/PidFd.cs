using System.Globalization;
using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>A handle to a process, own child or not, that never comes to mean another one after its death.</summary>
public sealed unsafe class PidFd : IDisposable
{
    private const long PidFdOpen = 434;
    private const long PidFdSendSignal = 424;
    private const int NoSuchProcess = 3;
    private const int NoChild = 10;

    private readonly Lock ending = new();
    private TaskCompletionSource? exited;
    private ExitStatus? status;
    private int fd;

    private PidFd(int pid, int fd)
    {
        Pid = pid;
        this.fd = fd;
    }

    public int Pid { get; }

    /// <summary>The descriptor: readable once the process has ended.</summary>
    public int Fd => fd >= 0 ? fd : throw new ObjectDisposedException(nameof(PidFd));

    /// <summary>
    /// Completes within a millisecond of the process's end. One thread of this process watches all of them.
    /// </summary>
    public Task Exited
    {
        get
        {
            lock (ending)
            {
                if (exited is null)
                {
                    exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    PidFdWatch.Shared.Add(Fd, exited);
                }

                return exited.Task;
            }
        }
    }

    /// <summary>True once it has ended, reaped or not.</summary>
    public bool HasExited => !Send(0);

    /// <exception cref="LinuxException">There is no such process.</exception>
    public static PidFd Open(int pid)
    {
        long fd = Libc.Syscall(PidFdOpen, pid, 0, 0, 0);
        return fd >= 0 ? new PidFd(pid, (int)fd) : throw Libc.LastError($"Opening a handle to process {pid}");
    }

    /// <summary>Null if there is no such process.</summary>
    public static PidFd? TryOpen(int pid)
    {
        long fd = pid > 0 ? Libc.Syscall(PidFdOpen, pid, 0, 0, 0) : -1;
        return fd >= 0 ? new PidFd(pid, (int)fd) : null;
    }

    /// <summary>Whether a process was stopped (SIGSTOP and its kin; not by a debugger) and does not run now.</summary>
    public static bool IsStopped(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            return text.AsSpan(text.LastIndexOf(')') + 1).TrimStart() is ['T', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// When a process was started: nanoseconds of CLOCK_BOOTTIME, in steps of 10 ms. With the pid it tells processes
    /// apart. Null if there is none.
    /// </summary>
    public static long? StartTime(int pid)
    {
        const long NanosecondsPerTick = 10_000_000;
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The name is in parentheses and may hold anything; field 22 is the twentieth after it.
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length > 19 && long.TryParse(fields[19], CultureInfo.InvariantCulture, out long ticks)
            ? ticks * NanosecondsPerTick
            : null;
    }

    /// <summary>
    /// Sends a signal; 0 only asks. False if the process has ended and was reaped, or ended and 0 was sent.
    /// </summary>
    public bool Send(int signal)
    {
        if (signal == 0 && IsReadable(Fd))
        {
            return false;
        }

        if (Libc.Syscall(PidFdSendSignal, Fd, signal, 0, 0) == 0)
        {
            return true;
        }

        var error = Libc.LastError($"Sending {Signals.Name(signal)} to process {Pid}");
        return error.ErrorNumber == NoSuchProcess ? false : throw error;
    }

    /// <summary>Of an own child: how it ended, reaping it; null while it runs. May be asked again.</summary>
    /// <exception cref="LinuxException">It is no child of this process, or somebody else reaped it.</exception>
    public ExitStatus? Reap()
    {
        const int PidFdId = 3;
        const int ExitedAtOnce = 0x4 | 0x1;
        lock (ending)
        {
            if (status is not null)
            {
                return status;
            }

            byte* signalInfo = stackalloc byte[128];
            new Span<byte>(signalInfo, 128).Clear();
            while (Libc.WaitId(PidFdId, (uint)Fd, signalInfo, ExitedAtOnce) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Libc.EIntr)
                {
                    throw new LinuxException(
                        error == NoChild
                            ? $"Process {Pid} is no child of this one, or was reaped"
                            : $"Reaping process {Pid}",
                        error);
                }
            }

            const int ExitedByItself = 1;
            bool ended = *(int*)(signalInfo + 16) != 0;
            int value = *(int*)(signalInfo + 24);
            status = !ended ? null : *(int*)(signalInfo + 8) == ExitedByItself ? new(value, null) : new(null, value);
            return status;
        }
    }

    public void Dispose()
    {
        lock (ending)
        {
            if (fd < 0)
            {
                return;
            }

            if (exited is not null)
            {
                PidFdWatch.Shared.Remove(fd, exited);
            }

            _ = Libc.Close(fd);
            fd = -1;
        }
    }

    private static bool IsReadable(int fd)
    {
        const long InputReady = 1;
        long request = (uint)fd | (InputReady << 32);
        return Libc.Poll((byte*)&request, 1, 0) > 0;
    }
}
