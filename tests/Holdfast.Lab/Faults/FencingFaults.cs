using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Nodes that a fence agent must power off before what they own goes elsewhere.</summary>
public static class FencingFaults
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Fault> Create() =>
    [
        new(66, "owner frozen (SIGSTOP), its address not withdrawn: the first device fails, the second powers it off",
            PowerOffAsync)
        {
            // A lease too short for an address to expire within it, so that the group is blocked.
            Profile = "fast",

            // What is beyond is held by the cap.
            MostRuns = 3,
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

        owner.Start();
        await Until.TrueAsync("it has joined again", async () =>
            (await scene.Owner.Api.Nodes.ShowAsync(owner.Name, CancellationToken.None)).State == "Up",
            Soon, everyMs: 50);
    }

    /// <summary>An address in the group, and two devices: one that never works, and one that does.</summary>
    private static async Task PrepareAsync(FaultScene scene)
    {
        LabMachine at = scene.Owner;
        string address = at.Address[..(at.Address.LastIndexOf('.') + 1)] + "100";
        string agent = Path.Combine(scene.Network.Folder, "fence_netns");
        await File.WriteAllTextAsync(agent, Agent);
        File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] hosts = [.. scene.Machines.SelectMany(each => new[] { "--host", $"{each.Name}={each.Namespace}" })];
        await at.CliAsync(["fence", "device", "add", "bmc", "--agent", agent, "--set", "mode=fail", .. hosts]);
        await at.CliAsync(
        [
            "fence", "device", "add", "pdu", "--agent", agent, "--level", "2", "--set", $"address={address}", .. hosts,
        ]);
        await at.CliAsync("fence", "device", "test", "pdu");
        await at.CliAsync("resource", "create", "address", "--group", OwnershipProof.Group, "--type", "IPAddress",
            "--set", $"Address={address}");
        await Until.TrueAsync("the address is there", async () => (await scene.Owner.Api.Resources
            .ShowAsync("address", CancellationToken.None)).State == "Online", Soon, everyMs: 50);
    }

    private const string Agent =
        """
        #!/bin/bash
        # Powers a machine that is a network namespace off: kills all that runs in it, and takes its address away.
        while IFS= read -r line; do
            case $line in
                action=*) action=${line#*=} ;;
                port=*) port=${line#*=} ;;
                mode=*) mode=${line#*=} ;;
                address=*) address=${line#*=} ;;
            esac
        done
        if [ "$action" = metadata ]; then
            echo '<resource-agent name="fence_netns" shortdesc="Network namespaces"><parameters>'
            echo '<parameter name="port"/><parameter name="mode"/><parameter name="address"/></parameters><actions>'
            echo '<action name="on"/><action name="off"/><action name="status"/><action name="monitor"/>'
            echo '</actions></resource-agent>'
            exit 0
        fi
        if [ "$mode" = fail ]; then echo "no route to host" >&2; exit 4; fi
        case $action in
            off)
                while pids=$(ip netns pids "$port") && [ -n "$pids" ]; do kill -9 $pids 2>/dev/null; done
                ip -n "$port" addr del "$address/24" dev eth0 2>/dev/null
                exit 0 ;;
            status) [ -z "$(ip netns pids "$port")" ] && exit 2 ;;
        esac
        exit 0

        """;
}
