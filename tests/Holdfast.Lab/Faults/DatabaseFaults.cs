using System.Text.Json;
using Holdfast.Core.State;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>What happens to etcd's data: history that is thrown away under those who read it, and no space.</summary>
public static class DatabaseFaults
{
    /// <summary>Within 30 s all is listed anew at the latest; then the group is to be stopped and started.</summary>
    private static readonly TimeSpan Listed = TimeSpan.FromSeconds(33);
    private const int Compactions = 8;
    private const int MostFillers = 200;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Copied = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(55, "connections of one machine to etcd broken, the owner's first, and history past what its watch knows "
            + "thrown away before it can go on, eight times", CompactedAsync)
        {
            Stays = true, BehindProxy = true, Layouts = Layout.AllOnOneEtcd,
            Then = new(55, "the event by which the owner's watch tells that the group is moved lost on the way: it "
                + "has to find out by itself", UnheardAsync)
            {
                BehindProxy = true, Apart = _ => true, Layouts = Layout.AllOnOneEtcd,
            },
        },
        new(56, "etcd full (alarm NOSPACE) for 15 s: it refuses to write", FullAsync)
        {
            Stays = true, BehindProxy = true, Layouts = Layout.AllOnOneEtcd,
        },
        new(58, "etcd replaced by a copy from before the last move, for 10 s; then put back, and services restarted",
            OlderAsync) { BehindProxy = true, Layouts = Layout.AllOnOneEtcd },
    ];

    /// <summary>
    /// A watch that goes on is told of no compaction: only one that begins anew with what it knows already is. Each is
    /// to be at what was written meanwhile again, and that before all is listed anew anyway.
    /// </summary>
    private static async Task CompactedAsync(FaultScene scene, int run)
    {
        LabMachine[] machines = [scene.Owner, .. scene.Machines.Where(machine => machine != scene.Owner)];
        long told = 0;
        for (int i = 0; i < Compactions; i++)
        {
            LabMachine machine = machines[i % machines.Length];
            long before = await scene.Gate!.CompactionsAsync(machine);
            await scene.Gate.BreakAsync(machine);
            long revision = RevisionOf(JsonElement.Parse(
                await scene.Gate.DoAsync($"put lab/compacted {i} --write-out=json")));
            await scene.Gate.DoAsync($"compact {revision}");
            await ProxyFaults.AffectedAsync(scene, machine);
            await Until.TrueAsync($"{machine.Name} knows revision {revision}", async () =>
                (await machine.Api.StatusAsync(CancellationToken.None)).Revision >= revision, Listed, everyMs: 20);
            told += await scene.Gate.CompactionsAsync(machine) - before;
            await Task.Delay(Between);
        }

        await Console.Error.WriteLineAsync($"  {told} of {Compactions} watches were told that history is gone");
        if (told == 0)
        {
            throw new IOException("no watch was told that history is gone");
        }
    }

    private static async Task UnheardAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        LabMachine to = scene.Machines.First(machine => machine != owner);
        await scene.Gate!.DeafenAsync(owner, Keys.GroupStates + OwnershipProof.Group);
        long asked = OwnershipProof.NowMs;
        await to.CliAsync("group", "move", OwnershipProof.Group, "--to", to.Name);
        await scene.MovedAsync(generation);
        long after = scene.Proof.FirstOfMs(scene.Generation) - asked;
        await ProxyFaults.AffectedAsync(scene, owner);
        await Console.Error.WriteLineAsync($"  moved {after} ms after it was asked for");
        if (after > Listed.TotalMilliseconds)
        {
            throw new IOException($"it took {after} ms to find what the watch had lost");
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

        // Whatever else may keep etcdctl from writing is none of it.
        string alarms = await scene.Gate!.DoAsync("alarm list");
        if (!alarms.Contains("NOSPACE", StringComparison.Ordinal))
        {
            throw new IOException($"etcd took write {written} not, and says of no alarm NOSPACE: \"{alarms}\"");
        }

        await Task.Delay(Full);
        await scene.Gate!.DoAsync("del --prefix filler/");
        await CompactAsync(scene);
        await scene.Gate!.DoAsync("defrag");
        await scene.Gate!.DoAsync("alarm disarm");
    }

    /// <summary>In the copy another machine owns the group: whoever acted by it would start it there.</summary>
    private static async Task OlderAsync(FaultScene scene, int run)
    {
        string snapshot = Path.Combine(scene.Network.Folder, $"snapshot-{run}");
        await scene.Gate!.DoAsync($"snapshot save {snapshot}");
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
            await NodeProcesses.KillAsync((await machine.PidsOfAsync("holdfastd")).Single());
            machine.Start();
        }

        if (acted)
        {
            throw new IOException("the group was started by an older copy of the database");
        }
    }

    private static async Task CompactAsync(FaultScene scene)
    {
        JsonElement status = JsonElement.Parse(await scene.Gate!.DoAsync("endpoint status --write-out=json"));
        await scene.Gate!.DoAsync($"compact {RevisionOf(status[0].GetProperty("Status"))}");
    }

    /// <summary>The revision that an answer was made at.</summary>
    private static long RevisionOf(JsonElement answer) =>
        answer.GetProperty("header").GetProperty("revision").GetInt64();
}
