using Holdfast.MonitorProtocol.Guards;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Guards;

/// <summary>A process that lives under the group's guard.</summary>
internal sealed class RemoteProcess(GuardedProcesses owner, GuardProcess started) : GuardedProcess
{
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string Name => started.Name;

    public override int Pid => started.Pid;

    public override Task<int> Exited => exited.Task;

    /// <summary>When it was started: with the name, what tells it from an earlier one.</summary>
    public long StartedAt => started.StartedAt;

    /// <summary>The end of what it wrote, once it has exited, where the guard keeps that.</summary>
    public string Output { get; private set; } = "";

    public override Task StopAsync(TimeSpan grace, CancellationToken cancellationToken) =>
        owner.StopAsync(Name, grace, cancellationToken);

    /// <summary>Notes its exit; false if that was known.</summary>
    public bool NoteExit(int exitCode, string output)
    {
        if (!HasExited)
        {
            Output = output;
        }

        return exited.TrySetResult(exitCode);
    }
}
