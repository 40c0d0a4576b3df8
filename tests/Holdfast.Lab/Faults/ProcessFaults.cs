using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>Faults of single processes: monitors, guards, services one after the other.</summary>
public static class ProcessFaults
{
    private const string Service = "holdfastd";
    private const string Guard = "holdfast-guard";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(25, "monitor of the resource killed", MonitorAsync) { Stays = true, Layouts = Layout.All },
        new(38, "monitor of the resource, in every second run the owner's service, killed by the kernel for its memory",
            MemoryAsync)
        {
            Stays = true, Layouts = Layout.All, WhyNot = () => Task.FromResult(LabMemory.WhyNot()),
        },
        new(35, "services stopped (SIGSTOP) one after the other, resumed in another order", SwizzleAsync)
        {
            Layouts = Layout.All,
        },
    ];

    /// <summary>The service in every second run, which is started again at once.</summary>
    private static async Task MemoryAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        bool service = run % 2 == 0;
        int pid = service ? await owner.ServicePidAsync() : await MonitorPidAsync(owner);
        await LabMemory.ExhaustAsync(pid);
        if (service)
        {
            owner.Start();
        }
    }

    /// <summary>The process that supervises the resource.</summary>
    internal static async Task<int> MonitorPidAsync(LabMachine owner)
    {
        int found = 0;
        await Until.TrueAsync("a monitor has the resource", async () =>
            (found = await MonitorOfAsync(owner) is { State: "Running", Pid: { } pid } ? pid : 0) > 0, Soon);
        return found;
    }

    /// <summary>Returns when another monitor supervises the resource, and that one is gone.</summary>
    internal static async Task ReplacedAsync(LabMachine owner, int monitor)
    {
        await Until.TrueAsync("another monitor has the resource", async () =>
            await MonitorOfAsync(owner) is { State: "Running", Pid: > 0 } now && now.Pid != monitor, Soon, everyMs: 20);
        await Until.TrueAsync("the old one is gone", () => !NodeProcesses.Exists(monitor), Soon, everyMs: 20);
    }

    /// <summary>The guard is the process that started the resource's, not its double inside.</summary>
    internal static async Task<int> GuardPidAsync(LabMachine owner) => (await owner.PidsOfAsync(Guard))[0];

    /// <summary>Returns when what it started is gone, too.</summary>
    internal static async Task KillGuardAsync(LabMachine owner, int guard)
    {
        int[] writers = [.. await owner.PidsOfAsync(OwnedCounter.Program)];
        NodeProcesses.Signal(guard, NodeProcesses.SigKill);
        await Until.TrueAsync("what it started is gone", () => !writers.Any(NodeProcesses.Exists), Soon, everyMs: 1);
    }

    private static async Task MonitorAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        int monitor = await MonitorPidAsync(owner);
        NodeProcesses.Signal(monitor, NodeProcesses.SigKill);
        await ReplacedAsync(owner, monitor);
    }

    private static async Task<MonitorDto?> MonitorOfAsync(LabMachine owner) =>
        (await owner.Api.Resources.ShowAsync(OwnershipProof.Resource, CancellationToken.None)).Monitor;

    private static async Task SwizzleAsync(FaultScene scene, int run)
    {
        var stopped = new List<int>();
        for (int i = 0; i < scene.Machines.Count; i++)
        {
            LabMachine machine = scene.Machines[(i + run) % scene.Machines.Count];
            stopped.Add((await machine.PidsOfAsync(Service)).Single());
            NodeProcesses.Signal(stopped[^1], NodeProcesses.SigStop);
            await Task.Delay(Step);
        }

        foreach (int pid in run % 2 == 0 ? stopped : Enumerable.Reverse(stopped))
        {
            NodeProcesses.Signal(pid, NodeProcesses.SigCont);
            await Task.Delay(Step);
        }
    }
}
