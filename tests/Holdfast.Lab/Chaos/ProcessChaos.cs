using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Chaos;

/// <summary>Faults of processes, single ones and all of a machine.</summary>
public static class ProcessChaos
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
        new("monitor killed", 2, (_, machine, step) => KillAsync(machine, Monitor, step)) { OfOwner = true },
        new("monitor stopped", 1, (_, machine, step) => StopAsync(machine, Monitor, step)) { OfOwner = true },
        new("guard killed", 1, (_, machine, step) => KillAsync(machine, Guard, step)) { OfOwner = true },
        new("guard stopped", 2, (_, machine, step) => StopAsync(machine, Guard, step)) { OfOwner = true },
        new("resource killed", 1, (_, machine, step) => KillAsync(machine, Resource, step)) { OfOwner = true },
        new("machine killed", 3, MachineKilledAsync),
        new("machine stopped", 3, MachineStoppedAsync),
        new("machine frozen", 2, MachineFrozenAsync) { WhyNot = () => Task.FromResult(LabControlGroup.WhyNot()) },
        new("all machines killed", 1, AllKilledAsync) { Everywhere = true },
    ];

    /// <summary>The service starts again what is its own; the service itself is started as by systemd.</summary>
    private static async Task<Func<Task>?> KillAsync(LabMachine machine, string program, ChaosStep step) =>
        await SignalledAsync(machine, program, step, NodeProcesses.SigKill) is null
            ? null
            : () => StartedAsync(machine);

    private static async Task<Func<Task>?> StopAsync(LabMachine machine, string program, ChaosStep step) =>
        await SignalledAsync(machine, program, step, NodeProcesses.SigStop) is not { } pid
            ? null
            : () =>
            {
                // The id may be another process's by now, but never one of another program.
                if (NodeProcesses.ProgramOf(pid) == program)
                {
                    NodeProcesses.Signal(pid, NodeProcesses.SigCont);
                }

                return StartedAsync(machine);
            };

    /// <summary>Sends a signal to one of a machine's processes of a program.</summary>
    /// <returns>Its id; null if there was none to be hit, after a service that is missing was started.</returns>
    private static async Task<int?> SignalledAsync(LabMachine machine, string program, ChaosStep step, int signal)
    {
        IReadOnlyList<int> pids = await machine.PidsOfAsync(program);
        if (pids.Count > 0 && NodeProcesses.Signal(pids[step.Pick % pids.Count], signal))
        {
            return pids[step.Pick % pids.Count];
        }

        await StartedAsync(machine);
        return null;
    }

    private static async Task<Func<Task>?> MachineKilledAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await machine.KillAsync();
        return () => StartedAsync(machine);
    }

    private static async Task<Func<Task>?> MachineStoppedAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await machine.SignalAllAsync(NodeProcesses.SigStop);
        return async () =>
        {
            await machine.SignalAllAsync(NodeProcesses.SigCont);
            await StartedAsync(machine);
        };
    }

    private static async Task<Func<Task>?> MachineFrozenAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await machine.Group!.FreezeAsync();
        return async () =>
        {
            await machine.Group.ThawAsync();
            await StartedAsync(machine);
        };
    }

    private static async Task<Func<Task>?> AllKilledAsync(FaultScene scene, LabMachine machine, ChaosStep step)
    {
        await Task.WhenAll(scene.Machines.Select(each => each.KillAsync()));
        return async () =>
        {
            for (int i = 0; i < scene.Machines.Count; i++)
            {
                await StartedAsync(scene.Machines[(i + step.Pick) % scene.Machines.Count]);
            }
        };
    }

    internal static async Task StartedAsync(LabMachine machine)
    {
        if ((await machine.PidsOfAsync(Service)).Count == 0)
        {
            machine.Start();
        }
    }
}
