namespace Holdfast.ResourceApi;

/// <summary>
/// The processes of one resource. The group's guard is their parent: it keeps their output and exit status, ends the
/// whole tree of each, and outlives the monitor. They end when the node loses its authority, whatever else happens.
/// </summary>
public interface IProcesses
{
    /// <summary>
    /// Every process this resource started and has not stopped, also those that have exited by themselves.
    /// </summary>
    IReadOnlyList<GuardedProcess> All { get; }

    /// <summary>
    /// The process of this name, also if another monitor started it or it has exited; null if there is none.
    /// </summary>
    /// <param name="name">The name given at <see cref="StartAsync"/>.</param>
    GuardedProcess? Find(string name);

    /// <summary>Starts a process. One of the same name that has exited is forgotten.</summary>
    /// <param name="name">A name that is unique within the resource, e.g. <c>server</c>.</param>
    /// <param name="start">What to start.</param>
    /// <param name="cancellationToken">Gives up waiting; the process may have been started.</param>
    /// <exception cref="ProcessStartException">
    /// It cannot be started (no such program, not executable), or one of this name runs.
    /// </exception>
    Task<GuardedProcess> StartAsync(string name, ProcessStart start, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a command to its end and returns what came of it. It is killed when the token is cancelled.
    /// </summary>
    /// <param name="name">A name that is unique within the resource.</param>
    /// <param name="start">What to run.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    Task<CommandResult> RunAsync(string name, ProcessStart start, CancellationToken cancellationToken);

    /// <summary>
    /// Asks all processes of the resource to end (SIGTERM to the tree), kills them after a while, and forgets them.
    /// </summary>
    /// <param name="grace">How long to wait before SIGKILL; <see cref="TimeSpan.Zero"/> kills at once.</param>
    /// <param name="cancellationToken">Gives up waiting; the guard goes on.</param>
    /// <returns>Completes when none of them runs any more.</returns>
    Task StopAllAsync(TimeSpan grace, CancellationToken cancellationToken);
}
