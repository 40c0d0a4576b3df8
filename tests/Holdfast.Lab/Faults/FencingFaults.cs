using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;

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
                + "frozen: its watchdog ends it", WatchdogAsync)
            {
                Then = new(66, "with disks that know their writers: the key of the owner, frozen, is taken from them, "
                    + "and it registers again when it goes on", KeyAsync)
                {
                    MostRuns = 3,
                    Then = new(66, "with one device, which only a node that does not coordinate can reach: it powers "
                        + "the owner, frozen, off from there", FromElsewhereAsync)
                    {
                        MostRuns = 3,
                    },
                },
            },
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

        FenceDto fence = await FenceOfAsync(scene, owner);
        if (fence is not { Phase: "Confirmed", Devices: "pdu", Level: 2 })
        {
            throw new IOException($"the power-off of {owner.Name} is {fence.Phase} by {fence.Devices}: {fence.Text}");
        }

        await StartedAgainAsync(scene, owner);
    }

    private static async Task FromElsewhereAsync(FaultScene scene, int run)
    {
        LabMachine at = scene.Owner;
        if (run == 1)
        {
            await MountAsync(scene);
        }
        else
        {
            await at.CliAsync("fence", "device", "remove", "pdu");
        }

        LabMachine coordinator = await scene.CoordinatorAsync();
        LabMachine owner = scene.Machines.First(each => each != coordinator);
        if (scene.Owner != owner)
        {
            await at.CliAsync("group", "move", OwnershipProof.Group, "--to", owner.Name, "--wait");
        }

        LabMachine near = scene.Machines.First(each => each != coordinator && each != owner);
        string agent = await InstallAsync(scene, "fence_netns", Agent);
        await at.CliAsync(
            "fence", "device", "add", "pdu", "--agent", agent, "--set", $"only={near.Namespace}", "--host",
            $"{owner.Name}={owner.Namespace}");
        long generation = scene.Generation;
        await owner.SignalAllAsync(NodeProcesses.SigStop);
        await scene.MovedAsync(generation);
        FenceDto fence = await FenceOfAsync(scene, owner);
        if (fence.Phase != "Confirmed" || fence.Holder != near.Name || (await owner.PidsAsync()).Count > 0)
        {
            throw new IOException(
                $"the power-off of {owner.Name} is {fence.Phase} by {fence.Holder}, not {near.Name}: {fence.Text}");
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

    private static async Task KeyAsync(FaultScene scene, int run)
    {
        string keys = Path.Combine(scene.Network.Folder, "keys");
        string KeyOf(LabMachine machine) => Path.Combine(keys, machine.Name);
        if (run == 1)
        {
            await DisksAsync(scene, keys);
            await Until.TrueAsync(
                "all have registered", () => scene.Machines.All(each => File.Exists(KeyOf(each))), Soon);
            await MountAsync(scene);
        }

        LabMachine owner = scene.Owner;
        long generation = scene.Generation;
        await owner.SignalAllAsync(NodeProcesses.SigStop);
        await scene.MovedAsync(generation);
        FenceDto fence = await FenceOfAsync(scene, owner);
        if (File.Exists(KeyOf(owner)) || fence.Phase != "Confirmed" || fence.Devices != $"disk-{owner.Name}")
        {
            throw new IOException($"what {owner.Name} had was taken over, and it is {fence.Phase}: {fence.Text}");
        }

        await owner.SignalAllAsync(NodeProcesses.SigCont);
        await UpAsync(scene, owner);
        await Until.TrueAsync("it has registered again", () => File.Exists(KeyOf(owner)), Soon);
    }

    /// <summary>A device for each machine, with which that registers by a file of its name.</summary>
    private static async Task DisksAsync(FaultScene scene, string keys)
    {
        Directory.CreateDirectory(keys);
        string agent = await InstallAsync(scene, "fence_keys", Keys);
        foreach (string name in scene.Machines.Select(each => each.Name))
        {
            await scene.Owner.CliAsync("fence", "device", "add", $"disk-{name}", "--agent", agent, "--set",
                $"folder={keys}", "--host", $"{name}={name}");
        }
    }

    private static async Task<string> InstallAsync(FaultScene scene, string name, string script)
    {
        string agent = Path.Combine(scene.Network.Folder, name);
        await File.WriteAllTextAsync(agent, script);
        File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return agent;
    }

    private static async Task<FenceDto> FenceOfAsync(FaultScene scene, LabMachine machine) =>
        (await scene.Owner.Api.Fence.HistoryAsync(CancellationToken.None)).Single(each => each.Node == machine.Name);

    private static Task StartedAgainAsync(FaultScene scene, LabMachine owner)
    {
        owner.Start();
        return UpAsync(scene, owner);
    }

    private static Task UpAsync(FaultScene scene, LabMachine owner) => Until.TrueAsync(
        "it has joined again",
        async () => (await scene.Owner.Api.Nodes.ShowAsync(owner.Name, CancellationToken.None)).State == "Up",
        Soon, everyMs: 50);

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
        string agent = await InstallAsync(scene, "fence_netns", Agent);
        string[] hosts = [.. scene.Machines.SelectMany(each => new[] { "--host", $"{each.Name}={each.Namespace}" })];
        await at.CliAsync(["fence", "device", "add", "bmc", "--agent", agent, "--set", "mode=fail", .. hosts]);
        await at.CliAsync(
        [
            "fence", "device", "add", "pdu", "--agent", agent, "--level", "2", .. hosts,
        ]);
        await at.CliAsync("fence", "device", "test", "pdu");
        await MountAsync(scene);
    }

    private const string Keys =
        """
        #!/bin/bash
        # A machine's key is a file in a folder: by "on", run on the machine itself, it is there, by "off" it is not.
        while IFS= read -r line; do
            case $line in
                action=*) action=${line#*=} ;;
                port=*) port=${line#*=} ;;
                folder=*) folder=${line#*=} ;;
            esac
        done
        case $action in
            metadata)
                echo '<resource-agent name="fence_keys" shortdesc="Keys in a folder"><parameters>'
                echo '<parameter name="port"/><parameter name="folder"/></parameters><actions>'
                echo '<action name="on" on_target="1" automatic="1"/><action name="off"/><action name="status"/>'
                echo '<action name="monitor"/></actions></resource-agent>' ;;
            on) touch "$folder/$port" ;;
            off) rm -f "$folder/$port" ;;
            status) [ -e "$folder/$port" ] || exit 2 ;;
        esac
        exit 0

        """;

    private const string Agent =
        """
        #!/bin/bash
        # Powers a machine that is a network namespace off: kills all that runs in it.
        while IFS= read -r line; do
            case $line in
                action=*) action=${line#*=} ;;
                port=*) port=${line#*=} ;;
                mode=*) mode=${line#*=} ;;
                only=*) only=${line#*=} ;;
            esac
        done
        if [ "$action" = metadata ]; then
            echo '<resource-agent name="fence_netns" shortdesc="Network namespaces"><parameters>'
            echo '<parameter name="port"/><parameter name="mode"/><parameter name="only"/></parameters><actions>'
            echo '<action name="on"/><action name="off"/><action name="status"/><action name="monitor"/>'
            echo '</actions></resource-agent>'
            exit 0
        fi
        if [ -n "$only" ] && [ "$(ip netns identify $$)" != "$only" ]; then mode=fail; fi
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
