using Microsoft.Win32.SafeHandles;

namespace Holdfast.Linux;

/// <summary>
/// A child that <see cref="ProcessSpawner"/> started. Disposing it lets go of the handles; the process goes on.
/// </summary>
/// <remarks>
/// Whoever started it must <see cref="WaitForExitAsync"/> or <see cref="TryReap"/> it, or it stays as a zombie until
/// this process ends.
/// </remarks>
public sealed class SpawnedProcess : IDisposable
{
    internal SpawnedProcess(PidFd handle, SafeFileHandle? input, SafeFileHandle? output, SafeFileHandle? error)
    {
        Handle = handle;
        Input = input;
        Output = output;
        Error = error;
    }

    public int Pid => Handle.Pid;

    /// <summary>Its handle, which never comes to mean another process.</summary>
    public PidFd Handle { get; }

    /// <summary>The writing end of its standard input, where that is a pipe.</summary>
    public SafeFileHandle? Input { get; }

    /// <summary>The reading end of its standard output, where that is a pipe.</summary>
    public SafeFileHandle? Output { get; }

    /// <summary>The reading end of its standard error, where that is a pipe of its own.</summary>
    public SafeFileHandle? Error { get; }

    /// <summary>How it ended, once it has; it is reaped by that.</summary>
    public async Task<ExitStatus> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await Handle.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Handle.Reap() ?? throw new InvalidOperationException($"Process {Pid} was reaped by somebody else.");
    }

    /// <summary>Null while it runs.</summary>
    public ExitStatus? TryReap() => Handle.Reap();

    public void Dispose()
    {
        Handle.Dispose();
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
    }
}
