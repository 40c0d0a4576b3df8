using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>The endpoint of etcd that is asked first is there and does not answer, in all the ways there are.</summary>
public static class EndpointFaults
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(50, "etcd that the owner asks first stopped (SIGSTOP) for 3 s: connections open, no answers", HalfOpenAsync)
        {
            Stays = true, Layouts = Layout.All,
            Then = new(50, "of two endpoints the one that the owner asks first, for 10 s and by turns: gets no packet; "
                + "takes connections and never answers; answers a byte each 20 ms", EndpointAsync)
            {
                Stays = true, BehindProxy = true, PastProxy = true, Layouts = Layout.AllOnOneEtcd,
                Kinds = 3,
            },
        },
    ];

    private static async Task HalfOpenAsync(FaultScene scene, int run)
    {
        int etcd = scene.Owner.EtcdPid;
        NodeProcesses.Signal(etcd, NodeProcesses.SigStop);
        await Task.Delay(Silence);
        NodeProcesses.Signal(etcd, NodeProcesses.SigCont);
    }

    private static async Task EndpointAsync(FaultScene scene, int run)
    {
        LabMachine owner = scene.Owner;
        EtcdGate gate = scene.Gate!;

        // A service that has just started asks the first one first.
        await owner.RestartServiceAsync();
        await UsedAsync(owner, gate);
        await ((run % 3) switch
        {
            1 => scene.Network.LoseAsync(owner, gate.Address, lost: true),
            2 => gate.HoldAsync(owner),
            _ => gate.DripAsync(owner),
        });
        await Task.Delay(Held);
        if (run % 3 == 1)
        {
            await scene.Network.LoseAsync(owner, gate.Address, lost: false);
        }
        else
        {
            await ProxyFaults.AffectedAsync(scene, owner);
        }
    }

    /// <summary>What is done to an endpoint that nobody uses shows nothing.</summary>
    private static Task UsedAsync(LabMachine machine, EtcdGate gate) => Until.TrueAsync(
        $"{machine.Name} has connections to {gate.Through}",
        async () => (await Tool.RunAsync("ip", "netns", "exec", machine.Namespace, "ss", "--no-header", "--tcp",
            "state", "established", "dst", gate.Address)).Length > 0);
}
