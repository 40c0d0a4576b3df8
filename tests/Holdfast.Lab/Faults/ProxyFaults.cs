using Holdfast.Lab.Machines;

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
        new(46, "owner cut from etcd for 15 s, and not from the other nodes, who renew for it", OnlyEtcdCutAsync)
        {
            Stays = true, BehindProxy = true,
        },
        new(48, "everything between nodes and etcd delayed by 100 to 500 ms each way, for 20 s", DelayAsync)
        {
            Stays = true, BehindProxy = true,
        },
        new(54, "owner cut from the others, what it sends to etcd held back until another has the group, then let go", LateAsync)
        {
            BehindProxy = true,
        },
    ];

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
    private static async Task AffectedAsync(FaultScene scene, LabMachine machine)
    {
        if (await scene.Gate!.PassAsync(machine) == 0)
        {
            throw new IOException($"nothing between {machine.Name} and etcd was held back or delayed");
        }
    }
}
