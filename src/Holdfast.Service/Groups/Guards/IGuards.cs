using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Service.Groups.Guards;

/// <summary>The guards of this node, as the host of a group sees them.</summary>
internal interface IGuards
{
    /// <summary>Starts the guard of a group's instance, and returns once it answers.</summary>
    /// <exception cref="GuardException">It could not be started; the message says why.</exception>
    Task<IGroupGuard> StartAsync(GroupInstance instance, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when nothing is left that any guard of the group started on this node, not even something dying.
    /// </summary>
    /// <remarks>What does not end by itself in a moment is killed: to be asked only while no guard is wanted.</remarks>
    Task GoneAsync(string group, CancellationToken cancellationToken);
}

/// <summary>One group's guard.</summary>
internal interface IGroupGuard
{
    int Pid { get; }

    GroupInstance Instance { get; }

    /// <summary>Completes when it has died unasked, with how: "guard 4711 of group g died (SIGKILL)".</summary>
    Task<string> Died { get; }

    /// <summary>Kills the processes of one resource.</summary>
    /// <exception cref="GuardException">It could not; the message says why.</exception>
    Task StopAsync(string resource, CancellationToken cancellationToken);

    /// <summary>Ends the guard with all it started.</summary>
    /// <returns>Null when nothing of the group is left; else what is wrong.</returns>
    Task<string?> EndAsync(TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Keeps a text for as long as the guard lives.</summary>
    Task SaveAsync(string resource, string name, string text, CancellationToken cancellationToken);

    Task<string?> LoadAsync(string resource, string name, CancellationToken cancellationToken);

    /// <summary>The processes that live, as last known; asked for anew in the background.</summary>
    IReadOnlyList<GuardProcess> Processes { get; }

    /// <summary>Asks the guard for its processes.</summary>
    Task<IReadOnlyList<GuardProcess>> ListAsync(CancellationToken cancellationToken);
}
