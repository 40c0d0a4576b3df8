using System.Text.Json;

namespace Holdfast.ResourceApi.Testing;

/// <summary>
/// Stands in for a group's guard: keeps processes and saved state while the objects of a resource come and go.
/// </summary>
internal sealed class LocalGuard : IProcesses, IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LocalProcess> processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> output = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> saved = new(StringComparer.Ordinal);

    /// <summary>Told when a process exits that nobody stopped.</summary>
    public Action<GuardedProcess>? ExitedUnasked { get; set; }

    public IReadOnlyList<GuardedProcess> All
    {
        get
        {
            lock (gate)
            {
                return [.. processes.Values.OrderBy(process => process.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>What each process wrote, also those that are gone.</summary>
    public IReadOnlyDictionary<string, string> Output
    {
        get
        {
            lock (gate)
            {
                foreach (var process in processes.Values)
                {
                    output[process.Name] = process.Output;
                }

                return new SortedDictionary<string, string>(output, StringComparer.Ordinal);
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

    public Task<GuardedProcess> StartAsync(string name, ProcessStart start, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (processes.TryGetValue(name, out var present) && !present.HasExited)
            {
                throw new ProcessStartException($"{name} runs already as process {present.Pid}; stop it first.");
            }

            var process = LocalProcess.Start(this, name, start);
            processes[name] = process;
            return Task.FromResult<GuardedProcess>(process);
        }
    }

    public async Task<CommandResult> RunAsync(string name, ProcessStart start, CancellationToken cancellationToken)
    {
        using var command = LocalProcess.Start(this, name, start);
        try
        {
            var exitCode = await command.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new CommandResult(exitCode, await command.ReadToEndAsync().ConfigureAwait(false));
        }
        finally
        {
            command.Kill();
        }
    }

    public async Task StopAllAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        List<LocalProcess> all;
        lock (gate)
        {
            all = [.. processes.Values];
        }

        await Task.WhenAll(all.Select(process => process.StopAsync(grace, cancellationToken))).ConfigureAwait(false);
    }

    public void Save(string name, string json)
    {
        lock (gate)
        {
            saved[name] = json;
        }
    }

    public T? Load<T>(string name)
    {
        lock (gate)
        {
            return saved.TryGetValue(name, out var json) ? JsonSerializer.Deserialize<T>(json) : default;
        }
    }

    /// <summary>Kills all, as a fault would: nobody asked for it.</summary>
    public void KillAll()
    {
        foreach (var process in All.Cast<LocalProcess>())
        {
            process.Kill();
        }
    }

    public void Dispose()
    {
        ExitedUnasked = null;
        KillAll();
        foreach (var process in All.Cast<LocalProcess>())
        {
            process.Dispose();
        }
    }

    internal void Forget(LocalProcess process)
    {
        lock (gate)
        {
            output[process.Name] = process.Output;
            if (processes.GetValueOrDefault(process.Name) == process)
            {
                processes.Remove(process.Name);
            }
        }
    }

    internal void NoteExit(LocalProcess process)
    {
        if (Find(process.Name) == process)
        {
            ExitedUnasked?.Invoke(process);
        }
    }
}
