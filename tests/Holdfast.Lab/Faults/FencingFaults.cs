using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Nodes that a fence agent must power off before what they own goes elsewhere.</summary>
public static class FencingFaults
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WatchdogTimeout = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(66, "owner of what only its end ends frozen (SIGSTOP): one device fails, the next powers it off",
            PowerOffAsync)
        {
            // What is beyond is held by the cap.
            MostRuns = 3,
            Then = new(66, "with a watchdog on each machine and no device: its service, in every second run all of it, "
                + "frozen: its watchdog ends it", WatchdogAsync),
        },
    ];

    private static async Task PowerOffAsync(FaultScene scene, int run)
    {
        if (run == 1)
        {
            await PrepareAsync(scene);
        }

        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        await owner.SignalAllAsync(NodeProcesses.SigStop);
        await scene.MovedAsync(generation);
        if ((await owner.PidsAsync()).Count > 0)
        {
            throw new IOException($"what {owner.Name} ran was taken over before it was powered off");
        }

        FenceDto fence = (await scene.Owner.Api.Fence.HistoryAsync(CancellationToken.None))
            .Single(each => each.Node == owner.Name);
        if (fence is not { Phase: "Confirmed", Devices: "pdu", Level: 2 })
        {
            throw new IOException($"the power-off of {owner.Name} is {fence.Phase} by {fence.Devices}: {fence.Text}");
        }

        await StartedAgainAsync(scene, owner);
    }

    private static async Task WatchdogAsync(FaultScene scene, int run)
    {
        if (run == 1)
        {
            await MountAsync(scene);
            foreach (LabMachine machine in scene.Machines)
            {
                string path = Path.Combine(scene.Network.Folder, machine.Name + ".watchdog");
                scene.Watchdogs[machine] = await LabWatchdog.GiveAsync(machine, path, WatchdogTimeout);
            }
        }

        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        int bites = scene.Watchdogs[owner].Bites;
        await scene.Watchdogs[owner].ArmedAsync();
        if (run % 2 == 0)
        {
            await owner.SignalAllAsync(NodeProcesses.SigStop);
        }
        else
        {
            NodeProcesses.Signal(await owner.ServicePidAsync(), NodeProcesses.SigStop);
        }

        await scene.MovedAsync(generation);
        if (scene.Watchdogs.Values.Sum(each => each.Bites) is var all && all != run
            || scene.Watchdogs[owner].Bites != bites + 1)
        {
            throw new IOException($"what {owner.Name} ran was taken over, and not because its watchdog ended it");
        }

        await StartedAgainAsync(scene, owner);
        await scene.Watchdogs[owner].ArmedAsync();
    }

    private static Task StartedAgainAsync(FaultScene scene, LabMachine owner)
    {
        owner.Start();
        return Until.TrueAsync("it has joined again", async () =>
            (await scene.Owner.Api.Nodes.ShowAsync(owner.Name, CancellationToken.None)).State == "Up",
            Soon, everyMs: 50);
    }

    /// <summary>A resource of which only its machine's end proves that it has ended.</summary>
    private static async Task MountAsync(FaultScene scene)
    {
        LabMachine at = scene.Owner;
        await at.CliAsync("type", "register", Programs.FaultPackage);
        await at.CliAsync("resource", "create", "mount", "--group", OwnershipProof.Group, "--type", "Mounted");
        await Until.TrueAsync("it is online", async () => (await scene.Owner.Api.Resources
            .ShowAsync("mount", CancellationToken.None)).State == "Online", Soon, everyMs: 50);
    }

    /// <summary>A resource that blocks the group, and two devices: one that never works, and one that does.</summary>
    private static async Task PrepareAsync(FaultScene scene)
    {
        LabMachine at = scene.Owner;
        string agent = Path.Combine(scene.Network.Folder, "fence_netns");
        await File.WriteAllTextAsync(agent, Agent);
        File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] hosts = [.. scene.Machines.SelectMany(each => new[] { "--host", $"{each.Name}={each.Namespace}" })];
        await at.CliAsync(["fence", "device", "add", "bmc", "--agent", agent, "--set", "mode=fail", .. hosts]);
        await at.CliAsync(
        [
            "fence", "device", "add", "pdu", "--agent", agent, "--level", "2", .. hosts,
        ]);
        await at.CliAsync("fence", "device", "test", "pdu");
        await MountAsync(scene);
    }

    private const string Agent =
        """
        #!/bin/bash
        # Powers a machine that is a network namespace off: kills all that runs in it.
        while IFS= read -r line; do
            case $line in
                action=*) action=${line#*=} ;;
                port=*) port=${line#*=} ;;
                mode=*) mode=${line#*=} ;;
            esac
        done
        if [ "$action" = metadata ]; then
            echo '<resource-agent name="fence_netns" shortdesc="Network namespaces"><parameters>'
            echo '<parameter name="port"/><parameter name="mode"/></parameters><actions>'
            echo '<action name="on"/><action name="off"/><action name="status"/><action name="monitor"/>'
            echo '</actions></resource-agent>'
            exit 0
        fi
        if [ "$mode" = fail ]; then echo "no route to host" >&2; exit 4; fi
        case $action in
            off)
                while pids=$(ip netns pids "$port") && [ -n "$pids" ]; do kill -9 $pids 2>/dev/null; done
                exit 0 ;;
            status) [ -z "$(ip netns pids "$port")" ] && exit 2 ;;
        esac
        exit 0

        """;
}
