using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Faults of single processes: monitors, guards, services one after the other, the nearest etcd.</summary>
public static class ProcessFaults
{
    private const string Service = "holdfastd";
    private const string Guard = "holdfast-guard";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(25, "monitor of the resource killed", (scene, _) => MonitorAsync(scene, NodeProcesses.SigKill))
        {
            Stays = true,
        },
        new(26, "monitor of the resource stopped (SIGSTOP) until another one has taken its place",
            (scene, _) => MonitorAsync(scene, NodeProcesses.SigStop)) { Stays = true },
        new(27, "guard of the resource killed", GuardAsync),
        new(38, "monitor of the resource, in every second run the owner's service, killed by the kernel for its memory",
            MemoryAsync) { Stays = true, WhyNot = () => Task.FromResult(LabMemory.WhyNot()) },
        new(35, "services stopped (SIGSTOP) one after the other, resumed in another order", SwizzleAsync),
        new(50, "etcd that the owner asks first stopped (SIGSTOP) for 3 s: connections open, no answers", HalfOpenAsync)
        {
            Stays = true,
        },
    ];

    /// <summary>The service in every second run, which is started again at once.</summary>
    private static async Task MemoryAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        bool service = run % 2 == 0;
        int pid = service ? await owner.ServicePidAsync() : (await MonitorOfAsync(owner))!.Pid!.Value;
        await LabMemory.ExhaustAsync(pid);
        if (service)
        {
            owner.Start();
        }
    }

    private static async Task MonitorAsync(FaultScene scene, int signal)
    {
        LabMachine owner = scene.Owner;
        int pid = (await MonitorOfAsync(owner))!.Pid!.Value;
        NodeProcesses.Signal(pid, signal);
        await Until.TrueAsync("another monitor has the resource", async () =>
            await MonitorOfAsync(owner) is { State: "Running", Pid: > 0 } now && now.Pid != pid, Soon, everyMs: 20);
        await Until.TrueAsync("the old one is gone", () => !NodeProcesses.Exists(pid), Soon, everyMs: 20);
    }

    private static async Task<MonitorDto?> MonitorOfAsync(LabMachine owner) =>
        (await owner.Api.Resources.ShowAsync(OwnershipProof.Resource, CancellationToken.None)).Monitor;

    /// <summary>The guard is the process that started the resource's, not its double inside.</summary>
    private static async Task GuardAsync(FaultScene scene, int run)
    {
        int[] writers = [.. await scene.Owner.PidsOfAsync("bash")];
        int guard = (await scene.Owner.PidsOfAsync(Guard))[0];
        NodeProcesses.Signal(guard, NodeProcesses.SigKill);
        await Until.TrueAsync("what it started is gone", () => !writers.Any(NodeProcesses.Exists), Soon, everyMs: 1);
    }

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

    private static async Task HalfOpenAsync(FaultScene scene, int run)
    {
        int etcd = scene.Owner.EtcdPid;
        NodeProcesses.Signal(etcd, NodeProcesses.SigStop);
        await Task.Delay(Silence);
        NodeProcesses.Signal(etcd, NodeProcesses.SigCont);
    }
}
