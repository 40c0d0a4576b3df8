using System.Net.Sockets;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Monitor.Guards;

/// <summary>The monitor's connections to guards: one per socket, shared by the resources of a group.</summary>
internal sealed class GuardConnections : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, GuardConnection> connections = new(StringComparer.Ordinal);

    /// <summary>The connection to a guard; it is made when it is first used.</summary>
    public GuardConnection Get(string socketPath)
    {
        lock (gate)
        {
            return connections.TryGetValue(socketPath, out var connection)
                ? connection
                : connections[socketPath] = new GuardConnection(socketPath);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var connection in connections.Values)
            {
                connection.Dispose();
            }

            connections.Clear();
        }
    }
}

/// <summary>
/// A connection to one guard, made again when it is lost, with the processes of each resource kept up to date.
/// </summary>
internal sealed class GuardConnection(string socketPath) : IDisposable
{
    private readonly SemaphoreSlim connecting = new(1, 1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, GuardedProcesses> resources = new(StringComparer.Ordinal);
    private GuardClient? client;

    /// <summary>Begins to keep a resource's processes up to date.</summary>
    /// <exception cref="GuardException">The guard refused.</exception>
    /// <exception cref="SocketException">The guard is not there.</exception>
    public async Task AttachAsync(GuardedProcesses processes, CancellationToken cancellationToken)
    {
        var guard = await GetAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            resources[processes.Resource] = processes;
        }

        await processes.LearnAsync(guard, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a resource.</summary>
    public void Detach(GuardedProcesses processes)
    {
        lock (gate)
        {
            if (resources.TryGetValue(processes.Resource, out var present) && present == processes)
            {
                resources.Remove(processes.Resource);
            }
        }
    }

    /// <summary>The connected client.</summary>
    public async Task<GuardClient> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref client) is { IsConnected: true } connected)
        {
            return connected;
        }

        await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (client is { IsConnected: true } already)
            {
                return already;
            }

            var made = await GuardClient.ConnectAsync(socketPath, cancellationToken).ConfigureAwait(false);
            made.Exited += OnExited;
            try
            {
                await made.SubscribeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is GuardException or OperationCanceledException)
            {
                await made.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            client = made;
            _ = WatchAsync(made);
            return made;
        }
        finally
        {
            connecting.Release();
        }
    }

    public void Dispose() => connecting.Dispose();

    /// <summary>
    /// A lost connection is made again; if that fails the guard is dead, and so is everything it started.
    /// </summary>
    private async Task WatchAsync(GuardClient lost)
    {
        await lost.Disconnected.ConfigureAwait(false);
        await lost.DisposeAsync().ConfigureAwait(false);
        try
        {
            var guard = await GetAsync(CancellationToken.None).ConfigureAwait(false);
            foreach (var process in await guard.ListAsync(null, CancellationToken.None).ConfigureAwait(false))
            {
                Find(process.Resource)?.Note(process);
            }
        }
        catch (Exception exception) when (exception is SocketException or GuardException or ObjectDisposedException)
        {
            List<GuardedProcesses> orphans;
            lock (gate)
            {
                orphans = [.. resources.Values];
            }

            orphans.ForEach(processes => processes.NoteGuardDied());
        }
    }

    private void OnExited(GuardProcess process) => Find(process.Resource)?.Note(process);

    private GuardedProcesses? Find(string resource)
    {
        lock (gate)
        {
            return resources.GetValueOrDefault(resource);
        }
    }
}
