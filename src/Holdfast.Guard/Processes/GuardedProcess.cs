using Holdfast.Guard.Output;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard.Processes;

/// <summary>A process that was started for a resource, running or exited.</summary>
internal sealed class GuardedProcess(string resource, string name, SpawnedProcess process, OutputPipe output)
{
    public string Resource => resource;

    public string Name => name;

    public int Pid { get; } = process.Pid;

    public PidFd Handle => process.Handle;

    public OutputPipe Output => output;

    public long StartedAt { get; } = BootClock.Now;

    public long? ExitedAt { get; private set; }

    public ExitStatus? Exit { get; private set; }

    public bool HasExited => Exit is not null;

    /// <summary>How many stop operations are at work on it; none may start it anew meanwhile.</summary>
    public int Stopping { get; set; }

    /// <summary>Reaps it if it has exited; true if this was when that was seen.</summary>
    public bool TryFinish()
    {
        if (HasExited || process.TryReap() is not { } status)
        {
            return false;
        }

        ExitedAt = BootClock.Now;
        Exit = status;
        return true;
    }

    /// <summary>Lets go of the handle; the output is read on, as a daemon may still have it.</summary>
    public void Release() => process.Handle.Dispose();

    public GuardProcess Describe() => new()
    {
        Resource = resource,
        Name = name,
        Pid = Pid,
        StartedAt = StartedAt,
        HasExited = HasExited,
        ExitCode = Exit?.ShellCode,
        Signal = Exit?.Signal,
        ExitedAt = ExitedAt,
        Output = HasExited ? output.Tail.ToString() : null,
    };
}
