using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>The faults that are played, by their numbers in the catalogue.</summary>
public static class AllFaults
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>Of a machine that owns nothing: longer than any lease of <c>standard</c>.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(6);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(28, "service of the owner, in every second run the coordinator's, killed, started again at once",
            ServiceBackAsync) { Stays = true, Apart = _ => true, Layouts = Layout.All },
        new(29, "service of the owner killed and kept down", ServiceGoneAsync)
        {
            Apart = ByTurns, Layouts = Layout.All,
        },
        new(33, "every process of the owner killed, its etcd too", NodeKilledAsync)
        {
            Apart = ByTurns, Layouts = Layout.All,
        },
        new(34, "every process of all machines killed, started again in another order", AllKilledAsync)
        {
            Layouts = Layout.All,
        },
        new(41, "owner isolated: its link is down", OwnerIsolatedAsync) { Apart = ByTurns, Layouts = Layout.All },
        new(42, "coordinator, in every third run the machine of etcd's leader, isolated", OneIsolatedAsync)
        {
            Apart = ByTurns, Layouts = Layout.All, Kinds = 3,
        },
        new(49, "link of a node that owns nothing flaps, 300 ms each way for 6 s, in every second run 1 s each way for "
            + "60 s", FlappingAsync)
        {
            Stays = true, Layouts = Layout.All,
            Then = new(49, "link of the owner flaps, 1 s each way for 60 s, thresholds and quarantine as shipped: at "
                + "most one move", OwnerFlappingAsync) { AsShipped = true, Layouts = Layout.All },
        },
        new(37, "service of the owner killed, and the sockets of its guards gone when it starts again: what still runs "
            + "cannot be adopted, and is ended first", OrphansAsync) { Layouts = Layout.All },
        .. ProcessFaults.Create(),
        .. StopFaults.Create(),
        .. NetworkFaults.Create(),
        .. NameFaults.Create(),
        .. ProxyFaults.Create(),
        .. EndpointFaults.Create(),
        .. QuorumFaults.Create(),
        .. UpkeepFaults.Create(),
        .. DatabaseFaults.Create(),
        .. DiskFaults.Create(),
        .. ClockFaults.Create(),
        .. FencingFaults.Create(),
    ];

    private static bool ByTurns(int run) => run % 2 == 0;

    private static async Task ServiceBackAsync(FaultScene scene, int run)
    {
        LabMachine machine = run % 2 == 1 ? scene.Owner : await scene.CoordinatorAsync();
        int service = await machine.ServicePidAsync();
        await NodeProcesses.KillAsync(service);
        await machine.StartAnotherAsync(service);
    }

    private static async Task OrphansAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        int service = await owner.ServicePidAsync();
        int guard = await ProcessFaults.GuardPidAsync(owner);
        await NodeProcesses.KillAsync(service);
        string[] sockets = Directory.GetFiles(Path.Combine(owner.RunFolder, "g"), "*.sock");
        Array.ForEach(sockets, File.Delete);
        if (sockets.Length == 0)
        {
            throw new IOException($"{owner.Name} had no guard to be lost");
        }

        // Two that write in one generation would find the lock held, or count on from the same line.
        await owner.StartAnotherAsync(service);
        await Until.TrueAsync("what ran before is ended", () => !NodeProcesses.Exists(guard), Soon, everyMs: 10);
    }

    private static async Task ServiceGoneAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        NodeProcesses.Signal(await owner.ServicePidAsync(), NodeProcesses.SigKill);
        await scene.MovedAsync(generation);
        owner.Start();
    }

    private static async Task NodeKilledAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        await owner.KillAsync();
        await scene.MovedAsync(generation);
        owner.Start();
    }

    private static async Task AllKilledAsync(FaultScene scene, int run)
    {
        long generation = scene.Generation;
        await Task.WhenAll(scene.Members.Select(machine => machine.KillAsync()));
        for (int i = 0; i < scene.Members.Count; i++)
        {
            scene.Members[(i + run) % scene.Members.Count].Start();
        }

        await scene.MovedAsync(generation);
    }

    private static async Task OwnerIsolatedAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        await scene.Network.LinkAsync(owner, up: false);
        await scene.MovedAsync(generation);
        await scene.Network.LinkAsync(owner, up: true);
    }

    private static async Task OneIsolatedAsync(FaultScene scene, int run)
    {
        LabMachine coordinator = await scene.CoordinatorAsync();
        LabMachine machine = run % 3 == 0 ? await scene.LeaderAsync() : coordinator;
        long generation = scene.Generation;
        bool owns = scene.Owner == machine;
        long term = await scene.TermAsync();
        await scene.Network.LinkAsync(machine, up: false);
        if (machine == coordinator)
        {
            await Until.TrueAsync("another coordinates", async () => await scene.TermAsync(machine) > term, Soon);
        }

        await (owns ? scene.MovedAsync(generation) : Task.Delay(Away));
        await scene.Network.LinkAsync(machine, up: true);
    }

    private static Task FlappingAsync(FaultScene scene, int run)
    {
        LabMachine other = scene.Machines.First(machine => machine != scene.Owner);
        return run % 2 == 1 ? FlapAsync(scene, other, 10, 300) : FlapAsync(scene, other, 30, 1000);
    }

    /// <summary>What it was counted for is forgotten afterwards, so that each run begins with nothing.</summary>
    private static async Task OwnerFlappingAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long began = OwnershipProof.NowMs;
        await FlapAsync(scene, owner, 30, 1000);
        await scene.Proof.WrittenAfterAsync(OwnershipProof.NowMs, Soon);
        int moves = scene.Proof.MovesSince(began);
        await Console.Error.WriteLineAsync($"  moved {moves} times, now on {scene.Owner.Name}");
        LabMachine other = scene.Machines.First(machine => machine != owner);
        await other.CliAsync("node", "clear", owner.Name);
        await other.CliAsync("group", "clear", OwnershipProof.Group);
        if (moves > 1)
        {
            throw new IOException($"the group was moved {moves} times");
        }
    }

    private static async Task FlapAsync(FaultScene scene, LabMachine machine, int times, int ms)
    {
        for (int i = 0; i < times; i++)
        {
            await scene.Network.LinkAsync(machine, up: false);
            await Task.Delay(ms);
            await scene.Network.LinkAsync(machine, up: true);
            await Task.Delay(ms);
        }
    }
}
