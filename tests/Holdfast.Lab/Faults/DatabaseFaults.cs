using System.Text.Json;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>What happens to etcd's data: history that is thrown away under those who read it, and no space.</summary>
public static class DatabaseFaults
{
    private const int Compactions = 20;
    private const int MostFillers = 200;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Copied = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(55, "etcd's history thrown away up to now, again and again, while services are stopped (SIGSTOP) for 1 s",
            CompactedAsync) { Stays = true, BehindProxy = true },
        new(56, "etcd full (alarm NOSPACE) for 15 s: it refuses to write", FullAsync)
        {
            Stays = true, BehindProxy = true,
        },
        new(58, "etcd replaced by a copy from before the last move, for 10 s; then put back, and services restarted",
            OlderAsync) { BehindProxy = true },
    ];

    private static async Task CompactedAsync(FaultScene scene, int run)
    {
        for (int i = 0; i < Compactions; i++)
        {
            int service = await scene.Machines[i % scene.Machines.Count].ServicePidAsync();
            NodeProcesses.Signal(service, NodeProcesses.SigStop);
            await Task.Delay(Silence);
            await CompactAsync(scene);
            NodeProcesses.Signal(service, NodeProcesses.SigCont);
            await Task.Delay(Between);
        }
    }

    private static async Task FullAsync(FaultScene scene, int run)
    {
        string filler = Path.Combine(scene.Network.Folder, "filler");
        await File.WriteAllTextAsync(filler, new string('x', 1 << 20));
        int written = 0;
        while (await scene.Gate!.ControlAsync($"put filler/{written} <{filler}") is not null)
        {
            if (++written > MostFillers)
            {
                throw new InvalidOperationException("etcd took more than its quota");
            }
        }

        await Task.Delay(Full);
        await DoneAsync(scene, "del --prefix filler/");
        await CompactAsync(scene);
        await DoneAsync(scene, "defrag");
        await DoneAsync(scene, "alarm disarm");
    }

    /// <summary>In the copy another machine owns the group: whoever acted by it would start it there.</summary>
    private static async Task OlderAsync(FaultScene scene, int run)
    {
        string snapshot = await scene.Gate!.SnapshotAsync(Path.Combine(scene.Network.Folder, $"snapshot-{run}"));
        long generation = scene.Generation;
        LabMachine to = scene.Machines.First(machine => machine != scene.Owner);
        await to.CliAsync("group", "move", OwnershipProof.Group, "--to", to.Name);
        await scene.MovedAsync(generation);
        generation = scene.Generation;
        await scene.Gate.PutAsync(snapshot, $"older-{run}");
        await Task.Delay(Copied);
        bool acted = scene.Generation != generation;
        await scene.Gate.PutBackAsync();
        foreach (LabMachine machine in scene.Machines)
        {
            NodeProcesses.Signal((await machine.PidsOfAsync("holdfastd")).Single(), NodeProcesses.SigKill);
            machine.Start();
        }

        if (acted)
        {
            throw new IOException("the group was started by an older copy of the database");
        }
    }

    private static async Task CompactAsync(FaultScene scene)
    {
        JsonElement status = JsonElement.Parse(await DoneAsync(scene, "endpoint status --write-out=json"));
        long revision = status[0].GetProperty("Status").GetProperty("header").GetProperty("revision").GetInt64();
        await DoneAsync(scene, $"compact {revision}");
    }

    private static async Task<string> DoneAsync(FaultScene scene, string command) =>
        await scene.Gate!.ControlAsync(command) ?? throw new IOException($"etcdctl {command} failed; see above");
}
