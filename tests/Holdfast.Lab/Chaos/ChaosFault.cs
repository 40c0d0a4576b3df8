using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Chaos;

/// <summary>One kind of fault.</summary>
/// <param name="Name">What is done, in a word or two.</param>
/// <param name="Weight">How often it is drawn compared with the others.</param>
/// <param name="InjectAsync">Injects it, and gives what takes it back.</param>
public sealed record ChaosFault(
    string Name, int Weight, Func<LabNetwork, LabMachine, ChaosStep, Task<Func<Task>>> InjectAsync)
{
    /// <summary>Whether it is for all machines at once, so that nothing else may be going on.</summary>
    public bool Everywhere { get; init; }
}

/// <summary>All kinds of faults that are drawn from.</summary>
public static class ChaosFaults
{
    private const string Service = "holdfastd";
    private const string Monitor = "holdfast-monitor";
    private const string Guard = "holdfast-guard";
    private const string Etcd = "etcd";
    private const string Resource = OwnedCounter.Program;

    public static IReadOnlyList<ChaosFault> Create() =>
    [
        new("service killed", 3, (_, machine, step) => KillAsync(machine, Service, step)),
        new("service stopped", 3, (_, machine, step) => StopAsync(machine, Service, step)),
        new("etcd killed", 3, (_, machine, step) => KillAsync(machine, Etcd, step)),
        new("etcd stopped", 3, (_, machine, step) => StopAsync(machine, Etcd, step)),
        new("monitor killed", 2, (_, machine, step) => KillAsync(machine, Monitor, step)),
        new("monitor stopped", 1, (_, machine, step) => StopAsync(machine, Monitor, step)),
        new("guard killed", 1, (_, machine, step) => KillAsync(machine, Guard, step)),
        new("guard stopped", 2, (_, machine, step) => StopAsync(machine, Guard, step)),
        new("resource killed", 1, (_, machine, step) => KillAsync(machine, Resource, step)),
        new("machine killed", 3, MachineKilledAsync),
        new("machine stopped", 3, MachineStoppedAsync),
        new("machine isolated", 3, IsolatedAsync),
        new("link flaps", 2, FlapsAsync),
        new("all machines killed", 1, AllKilledAsync) { Everywhere = true },
    ];

    /// <summary>The service starts again what is its own; the service itself is started as by systemd.</summary>
    private static async Task<Func<Task>> KillAsync(LabMachine machine, string program, ChaosStep step)
    {
        if (Picked(await machine.PidsOfAsync(program), step) is { } pid)
        {
            NodeProcesses.Signal(pid, NodeProcesses.SigKill);
        }

        return () => StartedAsync(machine);
    }

    private static async Task<Func<Task>> StopAsync(LabMachine machine, string program, ChaosStep step)
    {
        int? pid = Picked(await machine.PidsOfAsync(program), step);
        if (pid is null)
        {
            return () => StartedAsync(machine);
        }

        NodeProcesses.Signal(pid.Value, NodeProcesses.SigStop);
        return () =>
        {
            // The id may be another process's by now, but never one of another program.
            if (NodeProcesses.ProgramOf(pid.Value) == program)
            {
                NodeProcesses.Signal(pid.Value, NodeProcesses.SigCont);
            }

            return StartedAsync(machine);
        };
    }

    private static async Task<Func<Task>> MachineKilledAsync(LabNetwork network, LabMachine machine, ChaosStep step)
    {
        await machine.KillAsync();
        return () => StartedAsync(machine);
    }

    private static async Task<Func<Task>> MachineStoppedAsync(LabNetwork network, LabMachine machine, ChaosStep step)
    {
        await machine.SignalAllAsync(NodeProcesses.SigStop);
        return async () =>
        {
            await machine.SignalAllAsync(NodeProcesses.SigCont);
            await StartedAsync(machine);
        };
    }

    private static async Task<Func<Task>> IsolatedAsync(LabNetwork network, LabMachine machine, ChaosStep step)
    {
        await network.LinkAsync(machine, up: false);
        return () => network.LinkAsync(machine, up: true);
    }

    private static Task<Func<Task>> FlapsAsync(LabNetwork network, LabMachine machine, ChaosStep step)
    {
        var end = new CancellationTokenSource();
        Task flapping = Task.Run(async () =>
        {
            for (bool up = false; !end.IsCancellationRequested; up = !up)
            {
                await network.LinkAsync(machine, up);
                await Task.Delay(200 + (step.Pick % 800), CancellationToken.None);
            }
        });
        return Task.FromResult<Func<Task>>(async () =>
        {
            await end.CancelAsync();
            await flapping;
            end.Dispose();
            await network.LinkAsync(machine, up: true);
        });
    }

    private static async Task<Func<Task>> AllKilledAsync(LabNetwork network, LabMachine machine, ChaosStep step)
    {
        await Task.WhenAll(network.Machines.Select(each => each.KillAsync()));
        return async () =>
        {
            for (int i = 0; i < network.Machines.Count; i++)
            {
                await StartedAsync(network.Machines[(i + step.Pick) % network.Machines.Count]);
            }
        };
    }

    private static async Task StartedAsync(LabMachine machine)
    {
        if ((await machine.PidsOfAsync(Service)).Count == 0)
        {
            machine.Start();
        }
    }

    private static int? Picked(IReadOnlyList<int> pids, ChaosStep step) =>
        pids.Count == 0 ? null : pids[step.Pick % pids.Count];
}
