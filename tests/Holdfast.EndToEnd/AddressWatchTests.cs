using System.Net;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Linux.Netlink;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Two machines that have one address at the same time are seen, and nothing else is taken for that.</summary>
public sealed class AddressWatchTests
{
    [Theory]
    [InlineData("198.51.100.50", "/24")]
    [InlineData("fd00:77::50", "/64")]
    public async Task AddressOnTwoMachines_IsSeen_AndOneThatMovesIsNot(string address, string length)
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2");
        await using var watch = new AddressWatch(network, address);
        for (int i = 0; i < 10; i++)
        {
            LabMachine machine = network.Machines[i % 2];
            await ChangeAsync("add", machine);
            await Until.TrueAsync($"{machine.Name} has it", () => watch.Holder == machine.Name);
            await ChangeAsync("del", machine);
        }

        Assert.Equal((1, 0L), (watch.Most, watch.TogetherMs));
        await ChangeAsync("add", network["n2"]);

        // One that is cut off has it all the same.
        await network.LinkAsync(network["n2"], up: false);
        await ChangeAsync("add", network["n1"]);
        await Until.TrueAsync("both have it", () => watch.Holder == "n1 n2");
        Assert.Equal(2, watch.Most);
        await Until.TrueAsync("for a while", () => watch.TogetherMs > 100);

        Task ChangeAsync(string verb, LabMachine machine) => LabNetwork.IpAsync(
            $"-n {machine.Namespace} addr {verb} {address}{length} dev eth0" + (verb == "add" && length == "/64"
                ? " nodad" : ""));
    }

    /// <summary>As a machine of profile <c>fast</c> has it that has gone silent: deaf first, and then without it.
    /// </summary>
    [Fact]
    public async Task AddressThatIsDeafOnOne_IsNoneOfIts_UntilItIsHeardAgain()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2");
        var address = IPAddress.Parse("198.51.100.50");
        string? whyNot = await MachineThread.RunAsync(network["n1"], AddressTimeouts.WhyNot);
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
        await using var watch = new AddressWatch(network, $"{address}");
        await GiveAsync(TimeSpan.Zero);
        foreach (LabMachine machine in network.Machines)
        {
            await LabNetwork.IpAsync($"-n {machine.Namespace} addr add {address}/24 dev eth0");
        }

        await Until.TrueAsync("n2 alone has it", () => watch.Holder == "n2");
        Assert.Equal((1, 0L), (watch.Most, watch.TogetherMs));
        await GiveAsync(TimeSpan.FromMinutes(1));
        await Until.TrueAsync("both have it", () => watch.Most == 2 && watch.TogetherMs > 0);

        Task GiveAsync(TimeSpan time) =>
            MachineThread.RunAsync(network["n1"], () => AddressTimeouts.Renew(address, time));
    }

    [Fact]
    public async Task AddressOfTheResourceOnAnotherMachineToo_IsAnOverlap()
    {
        await TestNetworks.RequireAsync();
        await using FaultScene scene = await FaultScene.StartAsync("standard", served: true);
        await scene.HealthyAsync();
        Assert.Equal(0, scene.Proof.OverlapMs());
        LabMachine other = scene.Machines.First(machine => machine != scene.Owner);
        await LabNetwork.IpAsync($"-n {other.Namespace} addr add {scene.Network.FloatingAddress}/24 dev eth0");
        await Until.TrueAsync("it is counted", () => scene.Proof.OverlapMs() > 0);
    }
}
