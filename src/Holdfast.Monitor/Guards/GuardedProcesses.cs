using System.Net.Sockets;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Guards;

/// <summary>The processes of one resource, as the group's guard tells of them.</summary>
internal sealed class GuardedProcesses(string resource, GuardConnection? connection) : IProcesses
{
    /// <summary>Names of commands begin with this, so that one that another monitor left behind is known as a
    /// command.</summary>
    private const char CommandMark = '~';

    private const int Killed = 128 + 9;

    private readonly Lock gate = new();
    private readonly Dictionary<string, RemoteProcess> processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> stopped = new(StringComparer.Ordinal);
    private bool stopping;

    /// <summary>Raised when a process exits that nobody stopped.</summary>
    public event Action<GuardedProcess>? ExitedUnasked;

    public string Resource => resource;

    public IReadOnlyList<GuardedProcess> All
    {
        get
        {
            lock (gate)
            {
                return [.. processes.Values.Where(process => !IsCommand(process))
                    .OrderBy(process => process.StartedAt)];
            }
        }
    }

    public GuardedProcess? Find(string name)
    {
        lock (gate)
        {
            return processes.GetValueOrDefault(name);
        }
    }

    public async Task<GuardedProcess> StartAsync(string name, ProcessStart start, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name[0] != CommandMark
            ? await StartAnyAsync(name, start, cancellationToken).ConfigureAwait(false)
            : throw new ArgumentException($"A process's name may not begin with '{CommandMark}'.", nameof(name));
    }

    public async Task<CommandResult> RunAsync(string name, ProcessStart start, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var command = await StartAnyAsync(CommandMark + name, start, cancellationToken).ConfigureAwait(false);
        try
        {
            var exitCode = await command.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new CommandResult(exitCode, command.Output);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(command.Name, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Forget(command);
        }
    }

    public async Task StopAllAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        // Before the guard is asked, so that the exits it tells of are known as wanted.
        Volatile.Write(ref stopping, true);
        try
        {
            await RequestAsync(guard => guard.StopAsync(resource, null, grace, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            lock (gate)
            {
                foreach (var process in processes.Values)
                {
                    stopped[process.Name] = process.StartedAt;
                    process.NoteExit(Killed, "");
                }

                processes.Clear();
            }
        }
        finally
        {
            Volatile.Write(ref stopping, false);
        }
    }

    public async Task StopAsync(string name, TimeSpan grace, CancellationToken cancellationToken)
    {
        RemoteProcess? process;
        lock (gate)
        {
            // Forgotten first, so that its exit is not taken for a failure.
            if (processes.Remove(name, out process))
            {
                stopped[name] = process.StartedAt;
            }
        }

        var gone = await RequestAsync(
            guard => guard.StopAsync(resource, name, grace, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        process?.NoteExit(gone.FirstOrDefault()?.ExitCode ?? Killed, "");
    }

    public Task SaveAsync(string name, string state, CancellationToken cancellationToken) => RequestAsync(
        async guard =>
        {
            await guard.SaveAsync(resource, name, state, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public Task<string?> LoadAsync(string name, CancellationToken cancellationToken) =>
        RequestAsync(guard => guard.LoadAsync(resource, name, cancellationToken), cancellationToken);

    /// <summary>Takes in what the guard says of a process; null if that was stopped meanwhile.</summary>
    public RemoteProcess? Note(GuardProcess told)
    {
        RemoteProcess? process;
        lock (gate)
        {
            if (stopped.TryGetValue(told.Name, out var last) && told.StartedAt <= last)
            {
                return null;
            }

            if (!processes.TryGetValue(told.Name, out process) || process.StartedAt < told.StartedAt)
            {
                processes[told.Name] = process = new RemoteProcess(this, told);
            }
        }

        if (told.HasExited && process.StartedAt == told.StartedAt)
        {
            NoteExit(process, told.ExitCode ?? Killed, told.Output ?? "");
        }

        return process;
    }

    /// <summary>The guard is dead, and its processes with it.</summary>
    public void NoteGuardDied()
    {
        List<RemoteProcess> dead;
        lock (gate)
        {
            dead = [.. processes.Values];
        }

        dead.ForEach(process => NoteExit(process, Killed, ""));
    }

    private static bool IsCommand(RemoteProcess process) => process.Name[0] == CommandMark;

    private async Task<RemoteProcess> StartAnyAsync(
        string name, ProcessStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        var wanted = new GuardStart
        {
            FileName = start.FileName,
            Arguments = start.Arguments,
            WorkingDirectory = start.WorkingDirectory,
            Environment = start.Environment,
        };
        var told = await RequestAsync(
            guard => guard.StartAsync(resource, name, wanted, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return Note(told) ?? throw new OperationCanceledException($"{name} was stopped while it was started.");
    }

    private void NoteExit(RemoteProcess process, int exitCode, string output)
    {
        if (process.NoteExit(exitCode, output) && !IsCommand(process) && !Volatile.Read(ref stopping))
        {
            ExitedUnasked?.Invoke(process);
        }
    }

    private void Forget(RemoteProcess command)
    {
        lock (gate)
        {
            if (processes.GetValueOrDefault(command.Name) == command)
            {
                processes.Remove(command.Name);
            }
        }
    }

    private async Task<T> RequestAsync<T>(Func<GuardClient, Task<T>> request, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            throw new ProcessStartException("This resource was opened without a guard, so it can have no processes.");
        }

        try
        {
            var guard = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
            return await request(guard).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new ProcessStartException($"The group's guard does not answer: {exception.Message}", exception);
        }
        catch (GuardException exception)
        {
            throw new ProcessStartException(exception.Message, exception);
        }
    }
}
