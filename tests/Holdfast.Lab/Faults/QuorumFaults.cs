using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>No quorum in etcd: all nodes go on by agreement, as long as none of them is missing.</summary>
public static class QuorumFaults
{
    private static readonly TimeSpan Agreed = TimeSpan.FromSeconds(10);

    /// <summary>Longer than any lease that the faults are played with, and its guard's time.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(53, "a majority of etcd's members stopped (SIGSTOP) for 30 s, in every tenth run for 5 min: no quorum",
            LostAsync)
        {
            Stays = true, Layouts = Layout.All, Kinds = 10,
            Then = new(53, "a majority of etcd's members stopped for 21 s, and after 10 s every process of a node "
                + "killed that is not the owner: without its agreement all stop when their leases end",
                OneMoreAsync)
            {
                Layouts = [Layout.Three, Layout.Five],
            },
        },
    ];

    private static async Task LostAsync(FaultScene scene, int run)
    {
        int most = scene.Members.Count / 2 + 1;
        int[] members = [.. scene.Members.Skip(run % 2).Take(most).Select(machine => machine.EtcdPid)];
        SignalAll(members, NodeProcesses.SigStop);
        await Task.Delay(run % 10 == 0 ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(30));
        SignalAll(members, NodeProcesses.SigCont);
    }

    private static async Task OneMoreAsync(FaultScene scene, int run)
    {
        LabMachine[] silent = [.. scene.Members.Where(machine => machine != scene.Owner)
            .Take(scene.Members.Count / 2 + 1)];
        int[] members = [.. silent.Select(machine => machine.EtcdPid)];
        LabMachine dies = silent[run % silent.Length];
        SignalAll(members, NodeProcesses.SigStop);
        await Task.Delay(Agreed);
        await GoesOnAsync(scene);
        long died = OwnershipProof.NowMs;
        await dies.KillAsync();
        await Task.Delay(Lease + Quiet);
        long stoppedAfter = scene.Proof.Last!.AtMs - died;

        SignalAll([.. members.Where(NodeProcesses.Exists)], NodeProcesses.SigCont);
        dies.Start();
        await Console.Error.WriteLineAsync($"  the resource stopped {stoppedAfter} ms after the death of {dies.Name}");
        if (stoppedAfter > Lease.TotalMilliseconds)
        {
            throw new IOException($"{stoppedAfter} ms after the death of a node without a quorum it was still written");
        }
    }

    /// <summary>By agreement.</summary>
    private static async Task GoesOnAsync(FaultScene scene)
    {
        long since = OwnershipProof.NowMs;
        await scene.Proof.WrittenAfterAsync(since, Until.Patience);
        if (scene.Proof.LongestGapMs(since - (long)Agreed.TotalMilliseconds) > Quiet.TotalMilliseconds)
        {
            throw new IOException("without a quorum the resource stopped before anybody died");
        }
    }

    private static void SignalAll(int[] pids, int signal) =>
        Array.ForEach(pids, pid => NodeProcesses.Signal(pid, signal));
}
