using System.Collections.Concurrent;
using Holdfast.Client.Dtos;
using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Machines.Setup;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Machines;

/// <summary>Members without a vote that should have one, or should not be there; and what is left of a lost majority.
/// </summary>
public sealed class StrayLearnerTests : IAsyncLifetime
{
    private FirstMachine _first = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EtcdMembership Members => _first.Database.Membership;

    public async ValueTask InitializeAsync() => _first = await FirstMachine.StartAsync();

    public ValueTask DisposeAsync() => _first.DisposeAsync();

    /// <summary>As after an upgrade of an etcd that had stored its promotion where the next version does not look.
    /// </summary>
    [Fact]
    public async Task MachineThatHasJoined_GivesItsMemberItsVoteAgain()
    {
        MachineDto joined = await _first.JoinAsync(_first.Given("n2"), await _first.TokenAsync());
        NodeOptions options = SettingsWriter.Check(NodeSettingsFile.Read(joined.Config, []));
        MachineOptions machine = options.Machine!;
        using (EtcdProcess voter = EtcdProcess.Start(machine.Member!))
        {
            await PackageNodes.UntilAsync(
                async () => await Members.RemoveAsync(await IdAsync(), Cancel) is MemberChange.Done, "it is removed");
            await voter.Ended.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        }

        Directory.Delete(machine.Member!.MemberFolder, recursive: true);
        await PackageNodes.UntilAsync(
            async () => await Members.AddLearnerAsync(machine.Member.PeerUrl, Cancel) is MemberChange.Done,
            "it is a learner");
        using EtcdProcess learner = EtcdProcess.Start(machine.Member);
        try
        {
            await PackageNodes.UntilAsync(async () => await OwnAsync() is { IsLearner: true }, "it has started");
            using var certificates = new MachineCertificates(machine.Certificates);
            await using EtcdDatabase own = EtcdDatabase.Open(options.Etcd!);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var says = new ConcurrentQueue<string>();
            Task upkeep = new MemberUpkeep(machine, certificates, TimeProvider.System, says.Enqueue)
                .RunAsync(own, _ => Task.FromResult<IReadOnlyList<Uri>>([]), stop.Token);
            await PackageNodes.UntilAsync(
                async () => !upkeep.IsCompleted && await OwnAsync() is { IsLearner: false }, "it votes");
            await PackageNodes.UntilAsync(() => !says.IsEmpty, "that is said");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upkeep);
            Assert.Contains("its vote", Assert.Single(says), StringComparison.Ordinal);
        }
        finally
        {
            await learner.StopAsync(TimeSpan.FromSeconds(20));
        }

        async Task<EtcdPeer?> OwnAsync() =>
            (await Members.ListAsync(Cancel)).FirstOrDefault(peer => peer.Name == "n2");

        async Task<string> IdAsync() => (await OwnAsync())?.Id ?? "";
    }

    /// <summary>Some versions of etcd do not take learners for members when they make one the only member.</summary>
    [Fact]
    public async Task WhoeverIsLeft_OnceOneIsTheOnlyMember_IsRemoved()
    {
        Assert.IsType<MemberChange.Done>(
            await Members.AddLearnerAsync(new Uri($"https://127.0.0.1:{_first.Given("n2").PeerPort}"), Cancel));
        List<string> says = [];
        await QuorumForce.RemoveLearnersAsync(_first.Database, "n1", says.Add, Cancel);
        Assert.Equal(["n1"], await _first.MembersAsync());
        Assert.Contains("is no more", Assert.Single(says), StringComparison.Ordinal);
    }

    /// <summary>The lost members may have given out what this one never heard of, and have it run.</summary>
    [Fact]
    public async Task Generations_BeginAboveAllThatTheLostOnesMayHaveKnown()
    {
        await _first.Node.PutAsync(Keys.GroupState("g"), new GroupState { Group = "g", Generation = 70 });
        Assert.True(await QuorumForce.RaiseGenerationsAsync(_first.Database, Cancel));
        ReadResult read = await _first.Database.ReadAsync("", Cancel);
        ClusterConfig raised = ClusterSnapshotReader.Read(read.Revision, read.Items).Cluster!.Value;
        Assert.True(raised.GenerationFloor >= 70 + Generations.Gap);
        Assert.Equal(TestCluster.Id, raised.Id);
    }
}
