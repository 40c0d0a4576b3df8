using System.Collections;
using System.Globalization;
using Holdfast.Core.Placement;
using Holdfast.Guard.Addresses;
using Holdfast.Guard.Loop;
using Holdfast.Guard.Output;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard.Processes;

/// <summary>All processes that this guard started, by resource and name; of each the latest.</summary>
internal sealed class ProcessTable(
    PollLoop loop, Enclosure enclosure, LogFolder logs, GuardOptions options, IReadOnlyList<int> locks)
{
    private readonly SortedDictionary<(string Resource, string Name), GuardedProcess> processes = [];
    private readonly Dictionary<int, GuardedProcess> running = [];

    /// <summary>Called as soon as an exit is seen, before anything else is done about it.</summary>
    public Action<GuardedProcess> Exited { get; set; } = _ => { };

    /// <summary>Called as soon as one runs.</summary>
    public Action<GuardedProcess> Started { get; set; } = _ => { };

    public IEnumerable<GuardedProcess> All => processes.Values;

    /// <summary>Those of a resource and name; null stands for any.</summary>
    public List<GuardedProcess> Select(string? resource, string? name) =>
        [.. All.Where(p => (resource is null || p.Resource == resource) && (name is null || p.Name == name))];

    /// <summary>True for a process that was started here and is not reaped yet.</summary>
    public bool IsRunning(int pid) => running.ContainsKey(pid);

    /// <exception cref="InvalidOperationException">
    /// It cannot be started; the message says why and what to do.
    /// </exception>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public GuardedProcess Start(string resource, string name, GuardStart start)
    {
        if (processes.TryGetValue((resource, name), out var before))
        {
            if (!before.HasExited)
            {
                throw new InvalidOperationException(
                    $"{resource}/{name} runs already as process {before.Pid}; stop it first.");
            }

            if (before.Stopping > 0)
            {
                throw new InvalidOperationException($"{resource}/{name} is being stopped; wait for that.");
            }
        }

        var environment = EnvironmentFor(resource, name, start);
        var log = logs.For(resource);
        var spawned = enclosure.Start(new ProcessStart
        {
            FileName = ProgramPath.Find(start.FileName, start.WorkingDirectory, environment.GetValueOrDefault("PATH")),
            Arguments = start.Arguments,
            Environment = environment,
            WorkingDirectory = start.WorkingDirectory,
            Output = Stdio.Pipe,
            InheritedFds = locks,
            Nice = Priority.Ordinary,
            Expendable = true,
        });
        var process = new GuardedProcess(resource, name, spawned, new OutputPipe(loop, spawned.Output!, log));
        processes[(resource, name)] = process;
        running.Add(process.Pid, process);
        PollSource? watch = null;
        watch = loop.Add(process.Handle.Fd, () => Settle(process, watch!));
        Started(process);
        return process;
    }

    /// <summary>Notes the exits that have happened by now.</summary>
    public void SettleAll()
    {
        foreach (var process in running.Values.ToList())
        {
            Settle(process, null);
        }
    }

    private void Settle(GuardedProcess process, PollSource? watch)
    {
        if (process.TryFinish())
        {
            running.Remove(process.Pid);
            Exited(process);
            process.Output.Drain();
        }

        // Released only by the loop, which may still have the handle in its list.
        if (process.HasExited && watch is not null)
        {
            watch.Remove();
            process.Release();
        }
    }

    private Dictionary<string, string> EnvironmentFor(string resource, string name, GuardStart start)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (var (key, value) in start.Environment)
        {
            environment[key] = value;
        }

        environment["HOLDFAST_NODE"] = options.Node;
        environment["HOLDFAST_GROUP"] = options.Group;
        environment["HOLDFAST_INSTANCE"] = GroupInstance.SuffixOf(options.Group);
        environment["HOLDFAST_RESOURCE"] = resource;
        environment["HOLDFAST_PROCESS"] = name;
        environment[AddressRenewal.AuthorityVariable] = Path.GetFullPath(options.Authority);
        environment[AddressRenewal.EpochVariable] = options.Epoch.ToString(CultureInfo.InvariantCulture);
        environment["HOLDFAST_FENCE_TOKEN"] = options.Generation.ToString(CultureInfo.InvariantCulture);
        return environment;
    }
}
