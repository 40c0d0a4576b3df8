using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Three machines without a majority of their etcd.</summary>
public sealed class DatabaseLossTests
{
    private const string Aside = "aside";
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task NobodyReachesTheDatabase_GroupThatIsToStopStopsAndComesBack_TheOtherGoesOn()
    {
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "n3");
        LabMachine n1 = network["n1"];
        await n1.CreateClusterAsync("fast");
        await network["n2"].JoinAsync(n1);
        await network["n3"].JoinAsync(n1);
        await using var proof = new OwnershipProof(network);
        await proof.CreateAsync(n1, served: false);
        string beats = await CreateAsideAsync(network, n1);
        await Until.TrueAsync("both run", () => proof.Last is not null && IsBeating(beats));
        long generation = proof.Last!.Generation;

        int[] members = [network["n1"].EtcdPid, network["n2"].EtcdPid];
        Array.ForEach(members, member => NodeProcesses.Signal(member, NodeProcesses.SigStop));
        await Until.TrueAsync("the one that is to stop has stopped", () => !IsBeating(beats), Patience);
        await proof.WrittenAfterAsync(OwnershipProof.NowMs + (long)Still.TotalMilliseconds, Patience);
        Assert.False(IsBeating(beats));

        Array.ForEach(members, member => NodeProcesses.Signal(member, NodeProcesses.SigCont));
        await Until.TrueAsync("it runs again", () => IsBeating(beats), Patience);
        Assert.Equal(generation, proof.Last!.Generation);
        Assert.Equal(0, proof.Overlaps());
        string events = await n1.CliAsync("event", "list", "--resource", Aside);
        Assert.Contains("the database is out of reach", events, StringComparison.Ordinal);
    }

    /// <summary>A group that is to stop then; its resource adds to a file several times a second.</summary>
    private static async Task<string> CreateAsideAsync(LabNetwork network, LabMachine at)
    {
        string beats = Path.Combine(network.Folder, "aside.log");
        string script = Path.Combine(network.Folder, "aside.sh");
        await File.WriteAllTextAsync(
            script, $"#!/bin/bash\nwhile :; do echo beat >>{beats}; sleep 0.1; done\n",
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await at.CliAsync("group", "create", Aside, "--on-database-loss", "stop");
        await at.CliAsync("resource", "create", Aside, "--group", Aside, "--type", "GenericApplication",
            "--set", $"CommandLine={script}");
        await at.CliAsync("group", "online", Aside, "--wait");
        Assert.Contains("without database", await at.CliAsync("group", "show", Aside), StringComparison.Ordinal);
        return beats;
    }

    private static bool IsBeating(string beats) =>
        File.Exists(beats) && DateTime.UtcNow - File.GetLastWriteTimeUtc(beats) < Still;
}
