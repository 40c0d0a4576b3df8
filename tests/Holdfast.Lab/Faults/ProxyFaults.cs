using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>Faults between nodes and an etcd that is not theirs, in a proxy that all of them use.</summary>
public static class ProxyFaults
{
    private const int LeastDelayMs = 100;
    private const int MostDelayMs = 500;

    /// <summary>Every kind of record that a service writes while a group is moved, and whether the owner does or the
    /// coordinator.</summary>
    private static readonly (string Name, string Written, bool ByOwner)[] FailPoints =
    [
        ("renewal", "state/members/", true),
        ("request to stop", "state/groups/", false),
        ("owner's status", "status/groups/", true),
        ("coordinator's renewal", "state/members/", false),
        ("owner's events", "events/", true),
        ("decision", "decisions/", false),
        ("request that is done with", "requests/moves/", false),
        ("coordinator's events", "events/", false),
    ];

    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(
            31, "service of the owner or of the coordinator killed right before or right after each kind of commit "
                + $"while the group is moved: {string.Join(", ", FailPoints.Select(point => point.Name))}",
            TransactionAsync)
        {
            BehindProxy = true, Apart = _ => true, Layouts = Layout.AllOnOneEtcd, Kinds = 2 * FailPoints.Length,
            Then = new(
                31, "right before or right after the commit by which the owner's service joins, that was killed, and "
                    + "the one by which another node changes what is wanted",
                OwnTransactionAsync)
            {
                BehindProxy = true, Layouts = Layout.AllOnOneEtcd, Kinds = 4,
            },
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

    /// <summary>Odd runs stop right before a transaction, even ones right after it.</summary>
    private static async Task TransactionAsync(FaultScene scene, int run)
    {
        (string name, string written, bool byOwner) = FailPoints[(run - 1) / 2 % FailPoints.Length];
        LabMachine coordinator = await scene.CoordinatorAsync();
        LabMachine victim = byOwner ? scene.Owner : coordinator;
        LabMachine other = scene.Machines.FirstOrDefault(machine => machine != victim && machine != scene.Owner)
            ?? scene.Machines.First(machine => machine != scene.Owner);
        LabMachine asked = other == victim ? scene.Owner : other;
        int service = await victim.ServicePidAsync();
        await scene.Gate!.TripAsync(victim, written, after: run % 2 == 0);
        Task moving = asked.RunAsync("group", "move", OwnershipProof.Group, "--to", other.Name);
        if (!await scene.Gate.TrippedAsync(victim))
        {
            throw new IOException($"{victim.Name} did not write the {name} while the group was moved");
        }

        await NodeProcesses.KillAsync(service);
        await scene.Gate.PassAsync(victim);
        await victim.StartAnotherAsync(service);
        await moving;
    }

    /// <summary>Odd runs stop right before the transaction, even ones right after it; of each four the first two at a
    /// start, the others at a change.</summary>
    private static async Task OwnTransactionAsync(FaultScene scene, int run)
    {
        bool starts = (run - 1) % 4 < 2;
        LabMachine victim = starts ? scene.Owner : scene.Machines.First(machine => machine != scene.Owner);
        int service = await victim.ServicePidAsync();
        Task asked = Task.CompletedTask;
        if (starts)
        {
            await NodeProcesses.KillAsync(service);
            await scene.Gate!.TripAsync(victim, "state/members/", after: run % 2 == 0);
            victim.Start();
        }
        else
        {
            await scene.Gate!.TripAsync(victim, "config/groups/", after: run % 2 == 0);
            asked = victim.RunAsync("group", "set", OwnershipProof.Group, "--description", $"run {run}");
        }

        if (!await scene.Gate.TrippedAsync(victim))
        {
            throw new IOException($"{victim.Name} did not {(starts ? "join" : "write the group")}");
        }

        foreach (int pid in await victim.PidsOfAsync("holdfastd"))
        {
            await NodeProcesses.KillAsync(pid);
        }

        await scene.Gate.PassAsync(victim);
        await victim.StartAnotherAsync(service);
        await asked;
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
