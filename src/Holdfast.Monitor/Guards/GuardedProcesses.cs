using System.Net.Sockets;
using System.Text.Json;
using Holdfast.MonitorProtocol.Guards;
using Holdfast.ResourceApi;

namespace Holdfast.Monitor.Guards;

/// <summary>The processes of one resource, as the group's guard tells of them.</summary>
internal sealed class GuardedProcesses(string resource, GuardConnection? connection) : IProcesses
{
    private const int Killed = 128 + 9;

    private const string StoppedState = "~stopped";

    private readonly Lock gate = new();
    private readonly Dictionary<string, RemoteProcess> processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> stopped = new(StringComparer.Ordinal);
    private bool stopping;
    private int guardPid;

    /// <summary>Raised when a process exits that nobody stopped.</summary>
    public event Action<GuardedProcess>? ExitedUnasked;

    public string Resource => resource;

    /// <summary>Learns from the guard what runs and what was stopped, also under an earlier monitor.</summary>
    public async Task LearnAsync(GuardClient guard, CancellationToken cancellationToken)
    {
        guardPid = guard.PeerPid;
        var json = await guard.LoadAsync(resource, StoppedState, cancellationToken).ConfigureAwait(false);
        if (json is not null)
        {
            lock (gate)
            {
                foreach (var (name, startedAt) in JsonSerializer.Deserialize<Dictionary<string, long>>(json) ?? [])
                {
                    stopped[name] = startedAt;
                }
            }
        }

        foreach (var process in await guard.ListAsync(resource, cancellationToken).ConfigureAwait(false))
        {
            Note(process);
        }
    }

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
        return name[0] != GuardProcess.CommandMark
            ? await StartAnyAsync(name, start, cancellationToken).ConfigureAwait(false)
            : throw new ArgumentException(
                $"A process's name may not begin with '{GuardProcess.CommandMark}'.", nameof(name));
    }

    public async Task<CommandResult> RunAsync(string name, ProcessStart start, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RemoteProcess? command = null;
        try
        {
            command = await StartAnyAsync(Command(name), start, cancellationToken).ConfigureAwait(false);
            var exitCode = await command.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new CommandResult(exitCode, await OutputAsync(command, cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Also where the answer to the start was not waited for: the guard may have started it.
            await StopAsync(Command(name), TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Forget(command);
        }
    }

    public async Task StopAllAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            return;
        }

        // Before the guard is asked, so that the exits it tells of are known as wanted.
        Volatile.Write(ref stopping, true);
        try
        {
            await RequestAsync(guard => StopAllAsync(guard, grace, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ProcessStartException exception) when (exception.InnerException is SocketException)
        {
            // The guard is dead, and what it started died with it: nothing is left to stop.
            NoteGuardDied();
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

        var exitCode = await RequestAsync(
            guard => StopAsync(guard, name, grace, cancellationToken), cancellationToken).ConfigureAwait(false);
        process?.NoteExit(exitCode, "");
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

    private async Task<bool> StopAllAsync(GuardClient guard, TimeSpan grace, CancellationToken cancellationToken)
    {
        var gone = await guard.StopAsync(resource, null, grace, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            foreach (var process in gone)
            {
                stopped[process.Name] = process.StartedAt;
                processes.Remove(process.Name, out var known);
                known?.NoteExit(process.ExitCode ?? Killed, "");
            }
        }

        await SaveStoppedAsync(guard, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<int> StopAsync(
        GuardClient guard, string name, TimeSpan grace, CancellationToken cancellationToken)
    {
        var gone = await guard.StopAsync(resource, name, grace, cancellationToken).ConfigureAwait(false);
        await SaveStoppedAsync(guard, cancellationToken).ConfigureAwait(false);
        return gone.FirstOrDefault()?.ExitCode ?? Killed;
    }

    /// <summary>
    /// The end of what a command wrote: of its exit the guard tells before it has read the last of it.
    /// </summary>
    private async Task<string> OutputAsync(RemoteProcess command, CancellationToken cancellationToken)
    {
        var told = await RequestAsync(guard => guard.ListAsync(resource, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return told.FirstOrDefault(p => p.Name == command.Name && p.StartedAt == command.StartedAt)?.Output
            ?? command.Output;
    }

    /// <summary>
    /// Leaves word for the next monitor which exits were wanted: the guard lists them like any other.
    /// </summary>
    private Task SaveStoppedAsync(GuardClient guard, CancellationToken cancellationToken)
    {
        string json;
        lock (gate)
        {
            json = JsonSerializer.Serialize(stopped);
        }

        return guard.SaveAsync(resource, StoppedState, json, cancellationToken);
    }

    private static string Command(string name) => GuardProcess.CommandMark + name;

    private static bool IsCommand(RemoteProcess process) => process.Name[0] == GuardProcess.CommandMark;

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

    private void Forget(RemoteProcess? command)
    {
        lock (gate)
        {
            if (command is not null && processes.GetValueOrDefault(command.Name) == command)
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
            if (guardPid != 0 && guard.PeerPid != guardPid)
            {
                // A call that slept through the end of its guard must start nothing with the next one, which the
                // service knows nothing of: with that the resource is opened anew.
                throw new ProcessStartException("The guard that this resource was opened with is gone.");
            }

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
