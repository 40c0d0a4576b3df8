using System.Diagnostics;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>
/// Clusters of several machines, which are network namespaces: made, joined and lost by what a person types, with etcd
/// members and mutual TLS between them.
/// </summary>
public sealed class MachineTests
{
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThreeMachines_OwnerKilled_RunsElsewhereAndNeverTwice()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "n3");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        LabMachine n3 = network["n3"];
        await n1.CreateClusterAsync("fast");
        await n2.JoinAsync(n1);
        await n3.JoinAsync(n2);
        QuorumDto quorum = await n3.QuorumAsync();
        Assert.Equal((3, 3, true), (quorum.Votes, quorum.VotesAnswering, quorum.HasQuorum));
        Assert.Contains("One more loss does no harm", await n2.CliAsync("cluster", "status"), StringComparison.Ordinal);

        // Packages go from machine to machine, and a call reaches the owner on another one.
        Assert.Contains("3 of 3 nodes", await n2.CliAsync("type", "register", Programs.CounterPackage),
            StringComparison.Ordinal);
        await using var proof = new OwnershipProof(network);
        await proof.CreateAsync(n3, served: false);
        await WrittenByAsync(proof, n1);
        Assert.Contains("writer", await n3.CliAsync("resource", "fail", "writer"), StringComparison.Ordinal);
        await Until.TrueAsync("n1 wrote again", async () =>
            (await n2.Api.Events.ListAsync(new(), Cancelled)).Events.Any(told => told.Kind == "ResourceFailed"));
        await WrittenByAsync(proof, n1);

        // Its etcd, which may lead, and its service are lost in turn, and nothing that runs is interrupted.
        int etcd = n1.EtcdPid;
        NodeProcesses.Signal(etcd, NodeProcesses.SigKill);
        await Until.TrueAsync("n1 started its etcd again", () => n1.EtcdPid != etcd);
        await Until.TrueAsync("all vote again", async () => (await n2.QuorumAsync()).VotesAnswering == 3);
        int service = await n1.ServicePidAsync();
        etcd = n1.EtcdPid;
        NodeProcesses.Signal(service, NodeProcesses.SigTerm);
        await Until.TrueAsync("the service ended", () => !NodeProcesses.Exists(service));
        n1.Start();
        await Until.TrueAsync("n1 is up again", async () =>
            (await n1.Api.Nodes.ShowAsync("n1", Cancelled)).State == "Up" && await n1.ServicePidAsync() != service);
        Assert.Equal(etcd, n1.EtcdPid);
        Assert.True(NodeProcesses.Exists(etcd));

        await n1.KillAsync();
        await WrittenByAsync(proof, n2);
        Assert.Equal(0, proof.Overlaps());
        Assert.Contains("n1 does not answer", (await n3.QuorumAsync()).Words, StringComparison.Ordinal);

        // Evicted, it has no vote and no access any more.
        await Until.TrueAsync("n1 is down", async () =>
            (await n2.Api.Nodes.ShowAsync("n1", Cancelled)).State == "Down");
        await n2.CliAsync("node", "evict", "n1");
        quorum = await n3.QuorumAsync();
        Assert.Equal(2, quorum.Votes);
        Assert.DoesNotContain(quorum.Members, member => member.Name == "n1");
    }

    [Fact]
    public async Task TwoNodesAndAWitness_NodeCutOffOrKilled_TheOtherGoesOnAndTakesItsAddresses()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "w1");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        await n1.CreateClusterAsync("standard");
        await n2.JoinAsync(n1);
        await network["w1"].JoinAsync(n1, witness: true);
        QuorumDto quorum = await n2.QuorumAsync();
        Assert.Equal(3, quorum.Votes);
        Assert.Equal("witness", quorum.Members.Single(member => member.Name == "w1").Role);
        Assert.False(File.Exists(Path.Combine(network["w1"].DataFolder, "certificates", "ca-key.pem")));
        Assert.Equal(["n1", "n2"], (await n2.Api.Nodes.ListAsync(Cancelled)).Select(node => node.Name));
        await using var proof = new OwnershipProof(network);
        await proof.CreateAsync(n1, served: false);
        string v4 = n1.Address[..^1] + "50";
        const string V6 = "fd00:77::50";
        await AddressesAsync(n1, v4, V6);
        await using var watch = new AddressWatch(network, v4);
        await using var watch6 = new AddressWatch(network, V6);
        await HeldByAsync(n1);
        Assert.True(await ReachesAsync(n2, v4));

        // Its monitor's death interrupts nothing, and a move hands them over.
        int monitor = (await n1.Api.Resources.ShowAsync("v4", Cancelled)).Monitor!.Pid!.Value;
        NodeProcesses.Signal(monitor, NodeProcesses.SigKill);
        await Until.TrueAsync("supervised again", async () =>
            (await n1.Api.Resources.ShowAsync("v4", Cancelled)).Monitor is { State: "Running" } now
            && now.Pid != monitor);
        Assert.Equal("n1", watch.Holder);
        await n1.CliAsync("group", "move", OwnershipProof.Group, "--to", "n2", "--wait");
        await HeldByAsync(n2);
        Assert.True(await ReachesAsync(n1, v4));

        // Cut off, its lease ends: it stops what it runs before the other starts it.
        await network.LinkAsync(n2, up: false);
        await HeldByAsync(n1);
        await network.LinkAsync(n2, up: true);
        await Until.TrueAsync("n2 joined again", async () =>
            (await n1.Api.Nodes.ShowAsync("n2", Cancelled)).State == "Up", Failover);

        // All its processes gone, nobody but the kernel can withdraw the addresses; then they are taken over.
        await n1.KillAsync();
        await Until.TrueAsync("withdrawn", () => watch.Holder.Length == 0 && watch6.Holder.Length == 0, Failover);
        await HeldByAsync(n2);
        Assert.Equal((0, 1, 1), (proof.Overlaps(), watch.Most, watch6.Most));

        async Task HeldByAsync(LabMachine machine)
        {
            await WrittenByAsync(proof, machine);
            await Until.TrueAsync($"{machine.Name} has both addresses",
                () => (watch.Holder, watch6.Holder) == (machine.Name, machine.Name), Failover);
        }
    }

    [Fact]
    public async Task MachineRemoved_EtcdTakesItsCertificateNoMore()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "w1");
        Assert.SkipWhen(EtcdProgram.Control is null, "there is no etcdctl beside etcd");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        LabMachine w1 = network["w1"];
        await n1.CreateClusterAsync("fast");
        await n2.JoinAsync(n1);
        await w1.JoinAsync(n1, witness: true);
        Assert.True(await ReadsAsync(w1, n1), "the witness reads from n1");
        Assert.True(await ReadsAsync(n2, w1), "n2 reads from the witness");
        await n1.CliAsync("cluster", "remove", "w1");
        await Until.TrueAsync("n1 and n2 refuse it", async () =>
            !await ReadsAsync(w1, n1) && !await ReadsAsync(w1, n2), Failover);
        Assert.True(await ReadsAsync(n2, n1), "n2 reads from n1");
        Assert.True(await ReadsAsync(n1, n2), "n1 reads from n2");

        // Under the same name, it is let in again.
        await w1.KillAsync();
        Directory.Delete(w1.DataFolder, recursive: true);
        File.Delete(w1.Config);
        await w1.JoinAsync(n2, witness: true);
        Assert.True(await ReadsAsync(w1, n1), "the witness reads from n1 again");
    }

    /// <summary>Whether etcd on another machine lets this one in with its certificate.</summary>
    private static async Task<bool> ReadsAsync(LabMachine machine, LabMachine other)
    {
        string certificates = Path.Combine(machine.DataFolder, "certificates");
        ProcessStartInfo start = machine.Inside(
            EtcdProgram.Control!, "--endpoints", $"https://{other.Address}:2379", "--cacert", $"{certificates}/ca.pem",
            "--cert", $"{certificates}/machine.pem", "--key", $"{certificates}/machine-key.pem", "--dial-timeout", "2s",
            "--command-timeout", "3s", "get", "holdfast");
        start.Environment["ETCDCTL_API"] = "3";
        return (await LabMachine.EndOfAsync(start, Cancelled)).Code == 0;
    }

    private static async Task AddressesAsync(LabMachine at, string v4, string v6)
    {
        await at.CliAsync("resource", "create", "v4", "--group", OwnershipProof.Group, "--type", "IPAddress",
            "--set", $"Address={v4}");
        await at.CliAsync("resource", "create", "v6", "--group", OwnershipProof.Group, "--type", "IPAddress", "--set",
            $"Address={v6}", "--set", "Interface=eth0", "--set", "PrefixLength=64");
        await at.CliAsync("resource", "online", "v4", "--wait");
        await at.CliAsync("resource", "online", "v6", "--wait");
    }

    [Fact]
    public async Task EtcdThatIsThereAlready_IsUsed_AndNoMemberIsRun()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        Uri etcd = n2.StartForeignEtcd();
        await n1.CliAsync(["cluster", "create", "--etcd", $"{etcd}prod", "--profile", "fast", .. n1.SetupOptions]);
        await n2.JoinAsync(n1);
        QuorumDto quorum = await n2.QuorumAsync();
        Assert.Equal(["database", "node", "node"],
            quorum.Members.Select(member => member.Role).Order(StringComparer.Ordinal));
        Assert.Equal((1, true), (quorum.Votes, quorum.HasQuorum));
        Assert.Contains("this etcd has a single member", quorum.Words, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(n1.DataFolder, "etcd")));
        Assert.Contains("2 of 2 nodes", await n2.CliAsync("type", "register", Programs.CounterPackage),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongTokens_AreRefusedAndLeaveNothingBehind()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        (int refused, _, string arithmetic) = await n1.RunAsync(
            ["cluster", "create", "--profile", "250ms/1.4s/1.55s/300ms/2s", .. n1.SetupOptions]);
        Assert.NotEqual(0, refused);
        Assert.Contains("is violated: 2s against 1.001 * (1.55s / 0.9 + 0.3s) = 2.024s", arithmetic,
            StringComparison.Ordinal);
        await n1.CreateClusterAsync("250ms/1.4s/1.55s/300ms/2.1s");
        JoinTokenDto made = await n1.Api.Machines.TokenAsync(new(), Cancelled);
        string[] parts = made.Token.Split('-');
        string otherCluster = string.Join('-', parts[0], new string('a', parts[1].Length), parts[2], parts[3]);
        string wrongSecret = string.Join('-', parts[0], parts[1], parts[2], new string('a', parts[3].Length));
        await RefusedAsync(n2, n1, ErrorCodes.NotAToken, made.Token[..^3]);
        await RefusedAsync(n2, n1, ErrorCodes.WrongAuthority, otherCluster);
        await RefusedAsync(n2, n1, ErrorCodes.JoinRefused, wrongSecret);
        Assert.Equal(1, (await n1.QuorumAsync()).Votes);
        Assert.False(File.Exists(n2.Config));
        Assert.Empty(await n2.PidsAsync());

        (int code, _, string error) = await n1.RunAsync(["cluster", "create", .. n1.SetupOptions]);
        Assert.NotEqual(0, code);
        Assert.Contains(ErrorCodes.MachinePrepared, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherMachineLostForGood_QuorumForced_TheOneThatIsLeftGoesOn()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2");
        LabMachine n1 = network["n1"];
        LabMachine n2 = network["n2"];
        await n1.CreateClusterAsync("fast");
        await n2.JoinAsync(n1);
        await using var proof = new OwnershipProof(network);
        await proof.CreateAsync(n1, served: false);
        string backup = Path.Combine(network.Folder, "backup");
        await n1.CliAsync("cluster", "backup", backup);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        await ForceRefusedAsync(n1);

        await n2.KillAsync();
        await Until.TrueAsync("nothing is stored any more", async () => !(await n1.QuorumAsync()).HasQuorum);
        await n1.CliAsync("cluster", "force-quorum", "--yes", "--config", n1.Config);
        await Until.TrueAsync("n1 votes alone", async () =>
            await n1.QuorumAsync() is { Votes: 1, HasQuorum: true });
        Assert.Single(Directory.GetDirectories(Path.Combine(n1.DataFolder, "etcd"), "before-force-quorum-*"));
        await Until.TrueAsync("n1 is up", async () => (await n1.Api.Nodes.ShowAsync("n1", Cancelled)).State == "Up");
        await Until.TrueAsync("n2 is down", async () =>
            (await n1.Api.Nodes.ShowAsync("n2", Cancelled)).State == "Down");
        await n1.CliAsync("node", "evict", "n2");
        await WrittenByAsync(proof, n1);
        Assert.Equal(0, proof.Overlaps());

        // What runs is not replaced; offline, and nothing changed since, the backup is taken.
        (int code, _, string error) = await n1.RunAsync("cluster", "restore", backup);
        Assert.True(code != 0 && error.Contains(ErrorCodes.GroupNotOffline, StringComparison.Ordinal), error);
        await n1.CliAsync("group", "offline", OwnershipProof.Group, "--wait");
        (code, _, error) = await n1.RunAsync("cluster", "restore", backup);
        Assert.True(code != 0 && error.Contains(ErrorCodes.BackupOlder, StringComparison.Ordinal), error);
        Assert.Contains("1 groups, 1 resources",
            await n1.CliAsync("cluster", "restore", backup, "--accept-older"), StringComparison.Ordinal);
        await Until.TrueAsync("the group is online again", async () =>
            (await n1.Api.Groups.ShowAsync(OwnershipProof.Group, Cancelled)).State == "Online");
        Assert.Equal(0, proof.Overlaps());
    }

    /// <summary>The first machine has measured commits that went over no network.</summary>
    [Fact]
    public async Task MachineThatJoins_MeasuresAgain_AndSaysWhetherTheProfileFits()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "w1");
        LabMachine n1 = network["n1"];
        await n1.CreateClusterAsync("fast");

        // Of the lease of fast an election of etcd's leaves less than half, however quick the machine is.
        string joined = await JoinedAsync(network["n2"], n1, "join");
        Assert.Contains("the slowest commit ", joined, StringComparison.Ordinal);
        Assert.Contains("The cluster's profile fast does not fit: ", joined, StringComparison.Ordinal);
        Assert.Contains("holdfast cluster set --profile ", joined, StringComparison.Ordinal);

        await n1.CliAsync("cluster", "set", "--profile", "wide");
        Assert.Contains("The cluster's profile wide fits: ", await JoinedAsync(network["w1"], n1, "witness"),
            StringComparison.Ordinal);
    }

    private static async Task<string> JoinedAsync(LabMachine machine, LabMachine to, string how)
    {
        string token = await to.CliAsync(
            ["cluster", "token", "-o", "json", .. how == "witness" ? new[] { "--witness" } : []]);
        return await machine.CliAsync(["cluster", how, "--token",
            System.Text.Json.JsonElement.Parse(token).GetProperty("token").GetString()!, .. machine.SetupOptions,
            to.Host]);
    }

    /// <summary>Whoever has the address refuses a connection to a port that nothing listens on.</summary>
    private static async Task<bool> ReachesAsync(LabMachine from, string address)
    {
        ProcessStartInfo start = from.Inside("bash", "-c", $"exec 3<>/dev/tcp/{address}/9");
        (_, _, string said) = await LabMachine.EndOfAsync(start, Cancelled);
        return said.Contains("refused", StringComparison.Ordinal);
    }

    private static async Task ForceRefusedAsync(LabMachine machine)
    {
        (int code, _, string error) =
            await machine.RunAsync("cluster", "force-quorum", "--yes", "--config", machine.Config);
        Assert.True(code != 0 && error.Contains(ErrorCodes.QuorumHolds, StringComparison.Ordinal), error);
    }

    private static async Task RefusedAsync(LabMachine machine, LabMachine node, string code, string token)
    {
        (int exit, string output, string error) = await machine.RunAsync(
            ["cluster", "join", "--token", token, .. machine.SetupOptions, node.Address]);
        Assert.True(exit != 0 && error.Contains(code, StringComparison.Ordinal), $"{code}: {exit}\n{output}\n{error}");
    }

    private static Task WrittenByAsync(OwnershipProof proof, LabMachine machine) => Until.TrueAsync(
        $"{machine.Name} runs the resource", () => proof.Last?.Node == machine.Name, Failover, everyMs: 20);
}
