using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>
/// Processes that stand still (SIGSTOP): for a moment, for less than a lease, and for longer than one.
/// </summary>
public static class StopFaults
{
    private static readonly TimeSpan[] Turns =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(26, "monitor of the resource stopped (SIGSTOP) for 0.5 and 2 s and until another one has taken its "
            + "place, by turns", MonitorAsync)
        {
            Stays = true, Layouts = Layout.All, Kinds = 3,
        },
        new(27, "guard of the resource killed, and by turns stopped (SIGSTOP) for 0.5, 2 and 10 s", GuardAsync)
        {
            Layouts = Layout.All, Kinds = 4,
        },
        new(30, "service of the owner, in every second run the coordinator's, stopped (SIGSTOP) for 0.5, 2 and 10 s by "
            + "turns", ServiceAsync) { Apart = _ => true, Layouts = Layout.All, Kinds = 6 },
        new(32, "every process of the owner stopped for 0.5, 2 and 10 s by turns, three runs by SIGSTOP and three by "
            + "the kernel's freezer", NodeAsync)
        {
            Apart = run => run % 2 == 0, Layouts = Layout.All, Kinds = 6,
            WhyNot = () => Task.FromResult(LabControlGroup.WhyNot()),
        },
        new(52, "etcd's leader, in every second run a follower, killed, and by turns stopped (SIGSTOP) for 0.5, 2 and "
            + "10 s", EtcdAsync) { Stays = true, Layouts = Layout.All, Kinds = 8 },
    ];

    /// <summary>
    /// Whether another comes for 2 s is open. The more monitors died lately, the longer it takes.
    /// </summary>
    private static async Task MonitorAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        TimeSpan time = Turns[(run - 1) % Turns.Length];
        int monitor = await ProcessFaults.MonitorPidAsync(owner);
        if (time != Turns[^1])
        {
            await StopAsync(time, monitor);
            return;
        }

        NodeProcesses.Signal(monitor, NodeProcesses.SigStop);
        await ProcessFaults.ReplacedAsync(owner, monitor);
    }

    /// <summary>In every fourth run it is killed.</summary>
    private static async Task GuardAsync(FaultScene scene, int run)
    {
        int guard = await ProcessFaults.GuardPidAsync(scene.Owner);
        if (run % 4 == 1)
        {
            await ProcessFaults.KillGuardAsync(scene.Owner, guard);
        }
        else
        {
            await StopAsync(Turns[(run + 2) % 4], guard);
        }
    }

    private static async Task ServiceAsync(FaultScene scene, int run)
    {
        LabMachine machine = run % 2 == 1 ? scene.Owner : await scene.CoordinatorAsync();
        await StopAsync(Turns[(run - 1) % Turns.Length], await machine.ServicePidAsync());
    }

    private static async Task NodeAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        TimeSpan time = Turns[(run - 1) % Turns.Length];
        if ((run - 1) / Turns.Length % 2 == 1)
        {
            LabControlGroup group = owner.Group
                ?? throw new IOException($"{owner.Name} has no control group to be frozen by");
            await group.FreezeAsync();
            await Task.Delay(time);
            await group.ThawAsync();
            return;
        }

        await owner.SignalAllAsync(NodeProcesses.SigStop);
        await Task.Delay(time);
        await owner.SignalAllAsync(NodeProcesses.SigCont);
    }

    /// <summary>Killed in two of eight runs, the leader and a follower.</summary>
    private static async Task EtcdAsync(FaultScene scene, int run)
    {
        LabMachine leader = await scene.LeaderAsync();
        LabMachine machine = run % 2 == 1 ? leader : scene.Members.First(each => each != leader);
        int etcd = machine.EtcdPid;
        int turn = (run - 1) / 2 % 4;
        if (turn > 0)
        {
            await StopAsync(Turns[turn - 1], etcd);
            return;
        }

        NodeProcesses.Signal(etcd, NodeProcesses.SigKill);
        await Until.TrueAsync("its etcd is started again", () => machine.EtcdPid != etcd, Soon);
    }

    private static async Task StopAsync(TimeSpan time, int pid)
    {
        NodeProcesses.Signal(pid, NodeProcesses.SigStop);
        await Task.Delay(time);
        NodeProcesses.Signal(pid, NodeProcesses.SigCont);
    }
}
