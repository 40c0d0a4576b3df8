using Holdfast.Client.Dtos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The members of etcd go from one minor version to the next, as docs/operations.md says.</summary>
public sealed class EtcdUpgradeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneMachineAfterTheOther_InterruptsNothing_AndEndsOnTheNextVersion()
    {
        Assert.SkipWhen(EtcdProgram.Newer is null, "there is no newer etcd: run build/etcd-newer.sh");
        await using LabNetwork network = await TestNetworks.StartAsync("n1", "n2", "n3");
        foreach (LabMachine machine in network.Machines)
        {
            machine.EtcdBinary = Path.Combine(network.Folder, $"etcd-of-{machine.Name}");
            Install(EtcdProgram.Path!, machine);
        }

        LabMachine n1 = network["n1"];
        await n1.CreateClusterAsync("standard");
        await network["n2"].JoinAsync(n1);
        await network["n3"].JoinAsync(n1);
        await using var proof = new OwnershipProof(network);
        await proof.CreateAsync(n1, served: true);
        string before = Assert.Single((await VersionsAsync(n1)).Distinct());

        long begun = OwnershipProof.NowMs;
        foreach (LabMachine machine in network.Machines)
        {
            Install(EtcdProgram.Newer, machine);
            int etcd = machine.EtcdPid;
            NodeProcesses.Signal(etcd, NodeProcesses.SigTerm);
            await Until.TrueAsync($"{machine.Name} started its etcd again", () => machine.EtcdPid != etcd);
            await Until.TrueAsync("all vote again", async () => (await n1.QuorumAsync()).VotesAnswering == 3);
        }

        string after = Assert.Single((await VersionsAsync(n1)).Distinct());
        Assert.True(Version.Parse(after) > Version.Parse(before), $"from {before} to {after}");
        await proof.WrittenAfterAsync(OwnershipProof.NowMs, TimeSpan.FromSeconds(10));
        Assert.Equal((0, 0, 0), (proof.Overlaps(), proof.LostWrites(), proof.MovesSince(begun)));

        // What is wanted is written by the new ones, and a node is lost as ever.
        await n1.KillAsync();
        await proof.WrittenAfterAsync(OwnershipProof.NowMs + 1, TimeSpan.FromSeconds(60));
        GroupDto group = await network["n2"].Api.Groups.ShowAsync(OwnershipProof.Group, Cancelled);
        Assert.NotEqual("n1", group.Owner);
        Assert.Equal((0, 0), (proof.Overlaps(), proof.LostWrites()));
    }

    private static async Task<IEnumerable<string>> VersionsAsync(LabMachine at) =>
        (await at.QuorumAsync()).Members.Select(member => member.Version);

    /// <summary>As a package does: a new file in the place of the old one, which still runs.</summary>
    private static void Install(string etcd, LabMachine machine)
    {
        File.Copy(etcd, machine.EtcdBinary + ".new", overwrite: true);
        File.Move(machine.EtcdBinary + ".new", machine.EtcdBinary, overwrite: true);
    }
}
