using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// A PID namespace of this process's making, whose first process holds it together: when that one ends, the kernel
/// kills all others in it, however they have forked or hidden.
/// </summary>
/// <remarks>
/// Processes started in it are children of this one. Its first process cannot vanish before they are reaped here.
/// To be used from one thread only: while that is starting something inside, it cannot create a thread.
/// </remarks>
public sealed class PidNamespace : IDisposable
{
    private readonly int own;
    private readonly int inner;

    private PidNamespace(int own, int inner, SpawnedProcess first)
    {
        this.own = own;
        this.inner = inner;
        First = first;
    }

    /// <summary>Process 1 of the namespace.</summary>
    public SpawnedProcess First { get; }

    /// <summary>Makes one and starts its first process; null where this user may not (CAP_SYS_ADMIN).</summary>
    public static PidNamespace? TryCreate(ProcessStart first)
    {
        int own = OpenNamespace("/proc/self/ns/pid");
        if (Control.Unshare(Control.NewPidNamespace) != 0)
        {
            _ = Libc.Close(own);
            return null;
        }

        SpawnedProcess process;
        try
        {
            process = ProcessSpawner.Start(first);
        }
        finally
        {
            Enter(own);
        }

        return new PidNamespace(own, OpenNamespace($"/proc/{process.Pid}/ns/pid"), process);
    }

    /// <summary>Whether this user may make one here: tried, for neither root nor a capability tells for sure.</summary>
    public static bool CanCreate()
    {
        bool made = false;
        // The namespace is that of the thread's future children, of which there will be none: it ends with the thread.
        var thread = new Thread(() => made = Control.Unshare(Control.NewPidNamespace) == 0) { IsBackground = true };
        thread.Start();
        thread.Join();
        return made;
    }

    /// <summary>Starts a process inside.</summary>
    /// <exception cref="LinuxException">
    /// It could not be started; ENOMEM (12) where the first process is gone.
    /// </exception>
    public SpawnedProcess Start(ProcessStart start)
    {
        Enter(inner);
        try
        {
            return ProcessSpawner.Start(start);
        }
        finally
        {
            Enter(own);
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(own);
        _ = Libc.Close(inner);
        First.Dispose();
    }

    private static int OpenNamespace(string path)
    {
        int fd = Libc.Open(path, Libc.OReadOnly | Libc.OCloseOnExec, 0);
        return fd >= 0 ? fd : throw Libc.LastError($"Opening the namespace {path}");
    }

    private static void Enter(int fd)
    {
        if (Control.SetNamespace(fd, Control.NewPidNamespace) != 0)
        {
            throw Libc.LastError("Changing the PID namespace of new processes");
        }
    }
}
