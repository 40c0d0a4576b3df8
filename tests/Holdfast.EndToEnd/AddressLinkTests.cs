using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>An address whose interface loses its link is taken to a machine that has one.</summary>
public sealed class AddressLinkTests
{
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LinkOfAnAddress_IsLost_TheOtherMachineTakesIt_WithNoPollInBetween()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2");
        (LabMachine n1, LabMachine n2) = (network["n1"], network["n2"]);
        await n1.CreateClusterAsync("standard");
        await n2.JoinAsync(n1);
        int last = 0;
        foreach (LabMachine machine in network.Machines)
        {
            await InsideAsync(machine, "ip link add side type veth peer name far && ip link set side up "
                + $"&& ip link set far up && ip addr add 192.0.2.{++last}/24 dev side");
        }

        await n1.CliAsync("group", "create", "front", "--preferred-owners", "n1,n2");
        await n1.CliAsync("resource", "create", "vip", "--group", "front", "--type", "IPAddress",
            "--set", "Address=192.0.2.50", "--looks-alive", "1h", "--is-alive", "1h");
        await n1.CliAsync("group", "online", "front", "--wait");
        Assert.Equal("n1", (await n2.Api.Groups.ShowAsync("front", Cancelled)).Owner);

        // What somebody removes is there again, long before anything is polled.
        await InsideAsync(n1, "ip addr del 192.0.2.50/24 dev side");
        await Until.TrueAsync("the address is there again", () => Task.FromResult(Has(n1, "192.0.2.50")), Failover);
        await InsideAsync(n1, "ip link set far down");
        await Until.TrueAsync("n2 has it", async () =>
            await n2.Api.Groups.ShowAsync("front", Cancelled) is { Owner: "n2", State: "Online" }, Failover);

        Assert.True(Has(n2, "192.0.2.50"));
        Assert.False(Has(n1, "192.0.2.50"));
        IEnumerable<EventDto> told = (await n2.Api.Events.ListAsync(new() { Limit = 100 }, Cancelled)).Events;
        Assert.Contains(told, each => each is { Kind: "ResourceFailed", Resource: "vip", Node: "n1" }
            && each.Message.Contains("side has no link", StringComparison.Ordinal));
    }

    private static async Task InsideAsync(LabMachine machine, string command)
    {
        using Process shell = Process.Start(machine.Inside("/bin/sh", "-c", command))!;
        await shell.WaitForExitAsync(Cancelled);
        Assert.Equal((command, 0), (command, shell.ExitCode));
    }

    private static bool Has(LabMachine machine, string address)
    {
        ProcessStartInfo ask = machine.Inside("ip", "-o", "addr", "show", "dev", "side");
        ask.RedirectStandardOutput = true;
        using Process ip = Process.Start(ask)!;
        return ip.StandardOutput.ReadToEnd().Contains($" {address}/", StringComparison.Ordinal);
    }
}
