using System.Globalization;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Everything of the owner killed, its etcd too: by turns one where etcd leads, one that coordinates, and one that does
/// neither. It takes until a client outside is answered by another machine, at the address that goes with the resource.
/// </summary>
/// <remarks>
/// Nobody can be made the coordinator, so the group is moved to whoever it is. Where etcd leads on that machine too,
/// its member is killed first, so that another one leads; should it lead there all the same, it is counted for itself.
/// </remarks>
public static class EtcdNodeKillBench
{
    private const string Leads = "where etcd leads";
    private const string Coordinates = "that coordinates";
    private const string Both = "that is both";
    private const string Neither = "that is neither";
    private static readonly string[] Turns = [Leads, Coordinates, Neither];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(string profile, int runs)
    {
        await using FaultScene scene = await FaultScene.StartAsync(profile, FaultsCommand.IsServed(profile));
        var times = new List<(string Owner, double Ms)>();
        for (int run = 0; run < runs; run++)
        {
            await scene.HealthyAsync();
            await OwnedAsync(scene, Turns[run % Turns.Length]);
            LabMachine owner = scene.Owner;
            string what = await RoleAsync(scene, owner);
            long generation = scene.Generation;
            long killed = OwnershipProof.NowMs;
            await owner.KillAsync();
            await Until.TrueAsync(
                "another generation serves", () => scene.Proof.ServedAfterMs(generation) is not null, Patience,
                everyMs: 10);
            times.Add((what, scene.Proof.ServedAfterMs(generation)!.Value - killed));
            owner.Start();
        }

        string name = $"etcd-node-kill-{profile}";
        if (scene.Proof.OverlapMs() is > 0 and var overlap)
        {
            throw new InvalidOperationException($"{name}: two machines had the resource at once for {overlap} ms");
        }

        await Console.Error.WriteLineAsync($"{name}: no overlap, {scene.Proof.LostWrites()} acknowledged writes lost");
        foreach (var each in times.GroupBy(time => time.Owner).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var part = new Measurement(name, "ms", [.. each.Select(time => time.Ms)]);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{name}, owner {each.Key}: median {part.Median:0} ms ({part.Values.Min():0} to "
                + $"{part.Values.Max():0}), {part.Values.Count} runs"));
        }

        return [new Measurement(name, "ms", [.. times.Select(time => time.Ms)])];
    }

    private static async Task<string> RoleAsync(FaultScene scene, LabMachine machine) =>
        (machine == await scene.LeaderAsync(), machine == await scene.CoordinatorAsync()) switch
        {
            (true, true) => Both,
            (true, false) => Leads,
            (false, true) => Coordinates,
            _ => Neither,
        };

    /// <summary>etcd leads on another machine than the coordinator's, and the group is on such a machine.</summary>
    private static async Task OwnedAsync(FaultScene scene, string wanted)
    {
        LabMachine leader = await scene.LeaderAsync();
        if (leader == await scene.CoordinatorAsync())
        {
            int etcd = leader.EtcdPid;
            NodeProcesses.Signal(etcd, NodeProcesses.SigKill);
            await Until.TrueAsync("etcd is started again", () => leader.EtcdPid != etcd, Patience);
            await scene.HealthyAsync();
            leader = await scene.LeaderAsync();
        }

        LabMachine coordinator = await scene.CoordinatorAsync();
        LabMachine to = wanted switch
        {
            Leads => leader,
            Coordinates => coordinator,
            _ => scene.Machines.First(machine => machine != leader && machine != coordinator),
        };
        await scene.MoveAsync(to);
    }
}
