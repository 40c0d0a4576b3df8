using System.Diagnostics;
using System.Net;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Linux.Netlink;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Addresses that the kernel makes deaf in time, where a lease is too short for their lifetime.</summary>
public sealed class AddressTimeoutTests
{
    private const string V6 = "fd00:77::50";
    private static readonly TimeSpan LongerThanAnyLifetime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("198.51.100.50", "198.51.100.1/24", "198.51.100.2/24")]
    [InlineData(V6, "fd00:77::1/64", "fd00:77::2/64")]
    public async Task AddressThatIsNotRenewed_IsDeafInTime_AndHeardAgainOnceItIs(string address, string own, string far)
    {
        await using LabNetwork network = await StartAsync("n1", "c1");
        (LabMachine n1, LabMachine c1) = (network["n1"], network["c1"]);
        foreach ((LabMachine at, string each) in new[] { (n1, own), (n1, address + own[^3..]), (c1, far) })
        {
            string undetected = each.Contains(':', StringComparison.Ordinal) ? " nodad" : "";
            await LabNetwork.IpAsync($"-n {at.Namespace} addr add {each} dev eth0{undetected}");
        }

        IPAddress held = IPAddress.Parse(address);
        await using AddressReach reach = await AddressReach.BeginAsync(c1, n1, address);
        await HeardAsync(reach);
        Assert.False(await HasAsync());

        // What is given again and again stays, and what is given once ends: not too late, and not at once.
        for (int i = 0; i < 3; i++)
        {
            await GiveAsync(TimeSpan.FromMinutes(1));
            await HeardAsync(reach);
        }

        TimeSpan time = TimeSpan.FromMilliseconds(700);
        long from = Stopwatch.GetTimestamp();
        await GiveAsync(time);
        long given = Stopwatch.GetTimestamp();
        await Until.TrueAsync("it is deaf", async () => !await reach.AnswersAsync(), Failover);
        Assert.InRange(Stopwatch.GetElapsedTime(given, reach.LastAsked), TimeSpan.Zero, time + AddressTimeouts.Late);
        Assert.True(Stopwatch.GetElapsedTime(from, reach.LastAsked) > time / 2, "it was deaf far too early");
        Assert.True(await HasAsync());

        // Nobody is told where it is either, and the machine's other address is as it was.
        await LabNetwork.IpAsync($"-n {c1.Namespace} neigh del {address} dev eth0");
        Assert.False(await reach.AnswersAsync());
        await using (AddressReach other = await AddressReach.BeginAsync(c1, n1, own.Split('/')[0]))
        {
            await HeardAsync(other);
        }

        await GiveAsync(TimeSpan.FromMinutes(1));
        await HeardAsync(reach);
        await GiveAsync(TimeSpan.Zero);
        await Until.TrueAsync("it is deaf", async () => !await reach.AnswersAsync(), Failover);

        // Whoever throws all tables away makes it heard, until it is renewed.
        await MachineThread.RunAsync(n1, () => AddressTimeouts.Forget(held));
        await HeardAsync(reach);
        Assert.False(await HasAsync());

        Task GiveAsync(TimeSpan give) => MachineThread.RunAsync(n1, () => AddressTimeouts.Renew(held, give));
        Task<bool> HasAsync() => MachineThread.RunAsync(n1, () => AddressTimeouts.Has(held));
    }

    [Fact]
    public async Task ProfileFast_OwnerStopped_ItsAddressesAreDeafBeforeTheOtherHasThem()
    {
        await using LabNetwork network = await StartAsync("n1", "n2", "w1", "c1", "c2");
        (LabMachine n1, LabMachine n2) = (network["n1"], network["n2"]);
        string v4 = n1.Address[..^1] + "50";
        foreach ((LabMachine at, int last) in network.Machines.Select((each, index) => (each, index + 1)))
        {
            await LabNetwork.IpAsync($"-n {at.Namespace} addr add fd00:77::{last}/64 dev eth0 nodad");
        }

        await n1.CreateClusterAsync("fast");
        await n2.JoinAsync(n1);
        await network["w1"].JoinAsync(n1, witness: true);
        await n1.CliAsync("group", "create", "front", "--preferred-owners", "n1,n2");
        foreach ((string name, string address) in new[] { ("v4", v4), ("v6", V6) })
        {
            await n1.CliAsync("resource", "create", name, "--group", "front", "--type", "IPAddress",
                "--set", $"Address={address}");
        }

        await n1.CliAsync("group", "online", "front", "--wait");
        Assert.Contains("address-lifetime", await n1.CliAsync("node", "show", "n1", "-o", "json"),
            StringComparison.Ordinal);

        await using AddressReach first = await AddressReach.BeginAsync(network["c1"], n1, v4);
        await using AddressReach second = await AddressReach.BeginAsync(network["c2"], n2, v4);
        await using AddressReach first6 = await AddressReach.BeginAsync(network["c1"], n1, V6);
        await using AddressReach second6 = await AddressReach.BeginAsync(network["c2"], n2, V6);
        await HeardAsync(first);
        await HeardAsync(first6);
        Assert.False(await second.AnswersAsync() || await second6.AnswersAsync());

        // Neither its service, which is away for a while, nor its monitor renews them; a process of the guard does.
        await KeptAsync(n1, first, first6);

        // Nothing of n1 can do anything any more, but its kernel answers for its addresses.
        long since = Stopwatch.GetTimestamp();
        await n1.SignalAllAsync(NodeProcesses.SigStop);
        await Until.TrueAsync("n2 has both", async () =>
            await second.AnswersAsync() && await second6.AnswersAsync(), Failover);
        Assert.True(first.LastAsked < second.FirstAnswered(since), "IPv4 on both");
        Assert.True(first6.LastAsked < second6.FirstAnswered(since), "IPv6 on both");

        // Going on it is nobody's owner, and can have them again.
        await n1.SignalAllAsync(NodeProcesses.SigCont);
        await Until.TrueAsync("n1 joined again", async () =>
            (await n2.Api.Nodes.ShowAsync("n1", Cancelled)).State == "Up", Failover);
        Assert.False(await first.AnswersAsync() || await first6.AnswersAsync());
        await n2.CliAsync("group", "move", "front", "--to", "n1", "--wait");
        await HeardAsync(first);
        await HeardAsync(first6);
        Assert.False(await second.AnswersAsync() || await second6.AnswersAsync());
    }

    private static async Task KeptAsync(LabMachine machine, AddressReach reach, AddressReach reach6)
    {
        await Until.TrueAsync("both have a process that renews them", async () =>
            await HasProcessAsync("v4") && await HasProcessAsync("v6"), Failover);
        int monitor = (await machine.Api.Resources.ShowAsync("v4", Cancelled)).Monitor!.Pid!.Value;
        int service = await machine.ServicePidAsync();
        NodeProcesses.Signal(service, NodeProcesses.SigTerm);
        await Until.TrueAsync("the service ended", () => !NodeProcesses.Exists(service), Failover);
        NodeProcesses.Signal(monitor, NodeProcesses.SigStop);
        long since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < LongerThanAnyLifetime)
        {
            Assert.True(await reach.AnswersAsync() && await reach6.AnswersAsync(), "nobody renewed it");
        }

        machine.Start();
        await Until.TrueAsync("another monitor took its place", async () =>
            (await machine.Api.Resources.ShowAsync("v4", Cancelled)).Monitor is { State: "Running" } now
            && now.Pid != monitor, Failover);
        Assert.True(await reach.AnswersAsync() && await reach6.AnswersAsync());
        Assert.Equal("Online", (await machine.Api.Groups.ShowAsync("front", Cancelled)).State);

        async Task<bool> HasProcessAsync(string resource) =>
            (await machine.Api.Resources.ProcessesAsync(resource, Cancelled)).Processes
                .Any(each => each.Role == "resource");
    }

    private static Task HeardAsync(AddressReach reach) =>
        Until.TrueAsync("the address is heard", reach.AnswersAsync, Failover);

    private static async Task<LabNetwork> StartAsync(params string[] names)
    {
        string? why = await LabNetwork.WhyNotAsync();
        Assert.SkipWhen(why is not null, why ?? "");
        return await LabNetwork.StartAsync(names);
    }
}
