namespace Holdfast.ResourceApi;

/// <summary>A process of a resource, whose parent is the group's guard.</summary>
public abstract class GuardedProcess
{
    /// <summary>Its name within the resource.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Its process id, for people and logs. To act on it use this object: an id may be given to another process later.
    /// </summary>
    public abstract int Pid { get; }

    /// <summary>Completes with the exit code when it has exited.</summary>
    public abstract Task<int> Exited { get; }

    /// <summary>Whether it has exited.</summary>
    public bool HasExited => Exited.IsCompletedSuccessfully;

    /// <summary>The exit code, or 128 + the signal that ended it; null while it runs.</summary>
    public int? ExitCode => HasExited ? Exited.GetAwaiter().GetResult() : null;

    /// <summary>Asks it and all its children to end, and kills them after a while.</summary>
    /// <param name="grace">How long to wait before SIGKILL; <see cref="TimeSpan.Zero"/> kills at once.</param>
    /// <param name="cancellationToken">Gives up waiting; the guard goes on.</param>
    public abstract Task StopAsync(TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Waits until something on this machine accepts connections at a port.</summary>
    /// <param name="port">The TCP port, on the loopback address.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ResourceException">The process exited before.</exception>
    public Task WaitForTcpAsync(int port, CancellationToken cancellationToken) =>
        WaitUntilAsync(token => Probe.TcpAsync(port, token), cancellationToken);

    /// <summary>Waits until a check answers true; asks every 20 ms.</summary>
    /// <param name="ready">The check.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ResourceException">The process exited before.</exception>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> ready, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ready);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await ready(cancellationToken).ConfigureAwait(false))
        {
            if (HasExited)
            {
                throw new ResourceException($"{Describe()} before it was ready");
            }

            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What it is or how it ended, in words: "process server (pid 4711) exited with code 3".</summary>
    public string Describe() => ExitCode switch
    {
        null => $"process {Name} (pid {Pid}) is running",
        > 128 and { } code and < 193 => $"process {Name} (pid {Pid}) was ended by {SignalName(code - 128)}",
        { } code => $"process {Name} (pid {Pid}) exited with code {code}",
    };

    private static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => $"signal {signal}",
    };
}
