using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>Faults between nodes and an etcd that is not theirs, in a proxy that all of them use.</summary>
public static class ProxyFaults
{
    private const int LeastDelayMs = 100;
    private const int MostDelayMs = 500;
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(
            31, "service of the owner or of the coordinator killed right before or right after a transaction while the "
                + "group is moved, each run at another one",
            TransactionAsync)
        {
            BehindProxy = true, Apart = _ => true,
        },
        new(46, "owner cut from etcd for 15 s, and not from the other nodes, who renew for it", OnlyEtcdCutAsync)
        {
            Stays = true, BehindProxy = true, Layouts = Layout.AllOnOneEtcd,
            Then = LinkFaults.EtcdCut(46),
        },
        new(48, "everything between nodes and etcd delayed by 100 to 500 ms each way, for 20 s", DelayAsync)
        {
            Stays = true, BehindProxy = true, Layouts = Layout.AllOnOneEtcd,
            Then = LinkFaults.Lossy(48),
        },
        new(
            54, "owner cut from the others, what it sends to etcd held back until another has the group, then let go",
            LateAsync)
        {
            BehindProxy = true, Layouts = Layout.AllOnOneEtcd,
        },
    ];

    /// <summary>Runs 1 to 4 stop at the first transaction, of either machine and on either side, 5 to 8 at the
    /// second, and so on.</summary>
    private static async Task TransactionAsync(FaultScene scene, int run)
    {
        LabMachine victim = run % 2 == 1 ? scene.Owner : await scene.CoordinatorAsync();
        LabMachine other = scene.Machines.First(machine => machine != victim && machine != scene.Owner);
        int service = await victim.ServicePidAsync();
        await scene.Gate!.TripAsync(victim, 1 + (run - 1) / 4, after: run % 4 is 0 or 3);
        Task moving = other.RunAsync("group", "move", OwnershipProof.Group, "--to", other.Name);
        if (!await scene.Gate.TrippedAsync(victim))
        {
            throw new IOException($"{victim.Name} did not commit so often");
        }

        await NodeProcesses.KillAsync(service);
        await scene.Gate.PassAsync(victim);
        await victim.StartAnotherAsync(service);
        await moving;
    }

    private static async Task DelayAsync(FaultScene scene, int run)
    {
        foreach (LabMachine machine in scene.Machines)
        {
            await scene.Gate!.DelayAsync(machine, LeastDelayMs, MostDelayMs);
        }

        await Task.Delay(Slow);
        foreach (LabMachine machine in scene.Machines)
        {
            await AffectedAsync(scene, machine);
        }
    }

    private static async Task OnlyEtcdCutAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        await scene.Gate!.HoldAsync(owner);
        await Task.Delay(Cut);
        await AffectedAsync(scene, owner);
    }

    /// <summary>The other nodes are cut off too, or they would renew for the owner.</summary>
    private static async Task LateAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        await scene.Gate!.HoldAsync(owner);
        await scene.CutAsync([owner], [.. scene.Machines.Where(machine => machine != owner)], cut: true);
        await scene.MovedAsync(generation);
        await AffectedAsync(scene, owner);
        await scene.CutAsync([owner], [.. scene.Machines.Where(machine => machine != owner)], cut: false);
    }

    /// <summary>All passes again, and something was held back or delayed, or nothing was injected.</summary>
    internal static async Task AffectedAsync(FaultScene scene, LabMachine machine)
    {
        if (await scene.Gate!.PassAsync(machine) == 0)
        {
            throw new IOException($"nothing between {machine.Name} and etcd was lost, held back or delayed");
        }
    }
}
