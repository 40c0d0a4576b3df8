using System.Net.Sockets;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Groups.Guards;

/// <summary>Starts guard processes, and finds those that live by their sockets.</summary>
internal sealed partial class GuardFolder(
    NodeOptions options, RunPaths paths, AliveLock alive, TimeProvider time, ILogger<GuardFolder> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(3);

    /// <summary>How often what an earlier guard left is looked at before it is killed: for about 100 ms.</summary>
    private const int Looks = 50;

    /// <summary>Starts a guard and returns once it answers.</summary>
    /// <exception cref="GuardException">It could not be started.</exception>
    public async Task<GroupGuard> StartAsync(GroupInstance instance, CancellationToken cancellationToken)
    {
        await WaitUntilGoneAsync(instance.Group, cancellationToken).ConfigureAwait(false);
        string socket = paths.GuardSocket(instance.Group);
        File.Delete(socket);
        SpawnedProcess process;
        try
        {
            process = ProcessSpawner.Start(Describe(instance, socket));
        }
        catch (LinuxException error)
        {
            throw new GuardException($"The guard of {instance.Group} could not be started: {error.Message}");
        }

        try
        {
            GuardClient client = await ConnectAsync(instance, process, socket, cancellationToken).ConfigureAwait(false);
            return new GroupGuard(instance, client, process.Handle, process, socket);
        }
        catch
        {
            process.Handle.Send(Signals.Kill);
            _ = ReapAsync(process);
            throw;
        }
    }

    /// <summary>
    /// The guards that live and answer. One that is there but does not answer is killed; a dead one's socket is
    /// removed.
    /// </summary>
    /// <param name="known">Sockets of guards that are in hand already.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<GroupGuard>> FindAsync(
        IReadOnlyCollection<string> known, CancellationToken cancellationToken)
    {
        IEnumerable<string> sockets = Directory.GetFiles(paths.Guards, "*.sock").Except(known, StringComparer.Ordinal);
        GroupGuard?[] found = await Task.WhenAll(sockets.Select(socket => TryAdoptAsync(socket, cancellationToken)))
            .ConfigureAwait(false);
        return [.. found.OfType<GroupGuard>()];
    }

    /// <summary>See <see cref="IGuards.GoneAsync"/>.</summary>
    public async Task GoneAsync(string group, CancellationToken cancellationToken)
    {
        string path = paths.GroupLock(group);
        for (int look = 1; !IsFree(path); look++)
        {
            if (look % Looks == 0)
            {
                KillLeft(group, path);
            }

            await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitUntilGoneAsync(string group, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestDying);
        try
        {
            await GoneAsync(group, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string left = string.Join(", ", LockHolders.OfExclusive(paths.GroupLock(group)));
            throw new GuardException(
                $"What an earlier guard of {group} started does not die (processes {left}); look for what it waits for "
                + "(state D in ps).");
        }
    }

    private static bool IsFree(string path)
    {
        try
        {
            using ExclusiveLock? taken = ExclusiveLock.TryTake(path);
            return taken is not null;
        }
        catch (LinuxException)
        {
            // Not known to be free: asked again.
            return false;
        }
    }

    private void KillLeft(string guard, string path)
    {
        foreach (int pid in LockHolders.OfExclusive(path).Where(pid => pid != Environment.ProcessId))
        {
            using PidFd? handle = PidFd.TryOpen(pid);
            LogLeft(logger, pid, guard);
            handle?.Send(Signals.Kill);
        }
    }

    private static async Task ReapAsync(SpawnedProcess process)
    {
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        process.Dispose();
    }

    private ProcessStart Describe(GroupInstance instance, string socket) => new()
    {
        FileName = options.GuardProgram,
        Arguments =
        [
            "--node", instance.Node, "--group", instance.Group,
            "--epoch", Text(instance.Epoch), "--generation", Text(instance.Generation),
            "--socket", socket, "--authority", options.AuthorityPath,
            "--log", paths.Logs, "--alive-fd", Text(alive.Fd),
        ],
        InheritedFds = [alive.Fd],
        Output = Stdio.AppendToIfPossible(Path.Combine(paths.Logs, "guards.log")),
    };

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<GuardClient> ConnectAsync(
        GroupInstance instance, SpawnedProcess process, string socket, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestStart);
        while (true)
        {
            try
            {
                GuardClient client = await GuardClient.ConnectAsync(socket, limit.Token).ConfigureAwait(false);
                GuardHello hello = await client.HelloAsync(limit.Token).ConfigureAwait(false);
                await client.SubscribeAsync(limit.Token, starts: true).ConfigureAwait(false);
                return hello.Generation == instance.Generation && hello.Pid == process.Pid
                    ? client
                    : throw new GuardException($"Another guard answers at {socket}; it must end first.");
            }
            catch (SocketException) when (!process.Handle.HasExited)
            {
                await Task.Delay(LookAgain, time, limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or GuardDisconnectedException)
            {
                throw new GuardException(
                    $"The guard of {instance.Group} ended at once ({process.TryReap()}); see {paths.Logs}/guards.log.");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new GuardException(
                    $"The guard of {instance.Group} (pid {process.Pid}) did not answer "
                    + $"within {LongestStart.TotalSeconds:0} s.");
            }
        }
    }

    private async Task<GroupGuard?> TryAdoptAsync(string socket, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestAnswer);
        GuardClient? client = null;
        try
        {
            client = await GuardClient.ConnectAsync(socket, limit.Token).ConfigureAwait(false);
            GuardHello hello = await client.HelloAsync(limit.Token).ConfigureAwait(false);
            await client.SubscribeAsync(limit.Token, starts: true).ConfigureAwait(false);
            if (PidFd.TryOpen(client.PeerPid) is { } handle)
            {
                var instance = new GroupInstance(hello.Group, hello.Node, hello.Epoch, hello.Generation);
                return new GroupGuard(instance, client, handle, null, socket);
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Nobody listens there any more.
            File.Delete(socket);
        }
        catch (Exception error) when (error is GuardException or SocketException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Kill(client, socket);
        }

        if (client is not null)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        return null;
    }

    private void Kill(GuardClient? client, string socket)
    {
        if (client is null)
        {
            KillLeft(socket, Path.ChangeExtension(socket, ".lock"));
            return;
        }

        if (PidFd.TryOpen(client.PeerPid) is not { } handle)
        {
            return;
        }

        using (handle)
        {
            LogSilent(logger, socket, client.PeerPid);
            handle.Send(Signals.Kill);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "process {Pid} was left over from an earlier guard ({Guard}); it is killed")]
    private static partial void LogLeft(ILogger logger, int pid, string guard);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "the guard at {Socket} (pid {Pid}) does not answer; it is killed")]
    private static partial void LogSilent(ILogger logger, string socket, int pid);
}
