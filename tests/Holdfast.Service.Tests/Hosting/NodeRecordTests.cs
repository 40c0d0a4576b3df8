using Holdfast.Core.Configuration;
using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Backups;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines;
using Holdfast.Service.Tests.Machines;

namespace Holdfast.Service.Tests.Hosting;

/// <summary>What a node adds to the database at its start, and what it refuses to be a node of.</summary>
public sealed class NodeRecordTests : IDisposable
{
    private readonly TestCluster _cluster = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-record-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cluster.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task NodeOfOneMachine_FoundsItsCluster_AndIsInIt()
    {
        await using var database = new MemoryDatabase();
        await EnsureAsync(database, null);
        Assert.NotEmpty((await ReadAsync(database)).Cluster!.Value.Id);
        Assert.Equal(["n1"], (await ReadAsync(database)).Nodes.Keys);
    }

    /// <summary>An etcd that was emptied, or another prefix; or a member that has lost its data.</summary>
    [Theory]
    [InlineData(null, "holds no cluster, but this machine is of the cluster " + TestCluster.Id)]
    [InlineData("another", "(another), but this machine is of the cluster " + TestCluster.Id)]
    public async Task MachineOfACluster_FoundsNone_AndEntersNoOther(string? there, string said)
    {
        await using MemoryDatabase database = await HoldingAsync(there, "n1");
        Assert.Contains(said, await RefusedAsync(database, _cluster.Machine("n1")), StringComparison.Ordinal);
        Assert.DoesNotContain("n1", (await ReadAsync(database)).Nodes.Keys);
    }

    /// <summary>Also where its certificate for somebody else's etcd still opens that.</summary>
    [Fact]
    public async Task MachineThatWasRemoved_DoesNotComeBackByItself()
    {
        await using MemoryDatabase database = await HoldingAsync(TestCluster.Id, "n2");
        Assert.Contains(
            "n1 was removed from the cluster", await RefusedAsync(database, _cluster.Machine("n1")),
            StringComparison.Ordinal);
        Assert.Empty((await ReadAsync(database)).Nodes);
    }

    [Fact]
    public async Task MachineThatWasLetIn_IsAdded()
    {
        await using MemoryDatabase database = await HoldingAsync(TestCluster.Id, "n1");
        await EnsureAsync(database, _cluster.Machine("n1"));
        Assert.Equal(["n1"], (await ReadAsync(database)).Nodes.Keys);
    }

    /// <summary>The second node that accepts it finds the floor raised, and raises it no further.</summary>
    [Fact]
    public async Task OlderCopyThatWasAccepted_RaisesTheGenerations_Once()
    {
        await using MemoryDatabase database = await HoldingAsync(TestCluster.Id, "n1");
        new SeenRevision(_folder).Note(TestCluster.Id, 500, 700);
        Assert.Contains("accept-older", await RefusedAsync(database, _cluster.Machine("n1")), StringComparison.Ordinal);
        Assert.True(new SeenRevision(_folder).Accept());
        for (int start = 0; start < 2; start++)
        {
            await EnsureAsync(database, _cluster.Machine("n1"));
            Assert.Equal(
                700 + Generations.Gap, (await ReadAsync(database)).Cluster!.Value.GenerationFloor);
        }
    }

    /// <summary>Generations were given above the floor by then: the second time it must be above those.</summary>
    [Fact]
    public async Task OlderCopyThatIsAcceptedTwice_RaisesTheFloorAboveTheFirst()
    {
        for (int loss = 1; loss <= 2; loss++)
        {
            await using MemoryDatabase database = await HoldingAsync(TestCluster.Id, "n1");
            new SeenRevision(_folder).Note(TestCluster.Id, 500, 500);
            Assert.True(new SeenRevision(_folder).Accept());
            await EnsureAsync(database, _cluster.Machine("n1"));
            ClusterSnapshot now = await ReadAsync(database);
            long highest = Generations.Highest(now, now.Revision);
            Assert.True(highest > Generations.Gap);
            new SeenRevision(_folder).Note(TestCluster.Id, 600, highest);
            Assert.True(new SeenRevision(_folder).Accept());
            await EnsureAsync(database, _cluster.Machine("n1"));
            Assert.True(
                (await ReadAsync(database)).Cluster!.Value.GenerationFloor >= highest + Generations.Gap);
        }
    }

    /// <summary>The copy is from before it joined.</summary>
    [Fact]
    public async Task OlderCopyThatWasAccepted_AndDoesNotKnowTheMachine_IsGivenItAgain()
    {
        await using MemoryDatabase database = await HoldingAsync(TestCluster.Id, "n2");
        new SeenRevision(_folder).Note(TestCluster.Id, 500, 500);
        Assert.True(new SeenRevision(_folder).Accept());
        await EnsureAsync(database, _cluster.Machine("n1"));
        Assert.Equal(["n1", "n2"], (await ReadAsync(database)).Machines.Keys.Order());
    }

    /// <summary>It was a cluster of one machine before, in the same folder.</summary>
    [Fact]
    public async Task WhatWasSeenOfAnotherClusterBeforeItJoined_SaysNothing()
    {
        await using MemoryDatabase database = await HoldingAsync(TestCluster.Id, "n1");
        new SeenRevision(_folder).Note("another", 500, 500);
        await EnsureAsync(database, _cluster.Machine("n1"));
        Assert.Equal(0, (await ReadAsync(database)).Cluster!.Value.GenerationFloor);
    }

    private static async Task<MemoryDatabase> HoldingAsync(string? cluster, string machine)
    {
        var database = new MemoryDatabase();
        if (cluster is not null)
        {
            await database.CommitAsync(
                new Transaction
                {
                    Puts =
                    [
                        StoredDocuments.Put(Keys.Cluster, new ClusterConfig { Id = cluster }),
                        StoredDocuments.Put(Keys.Machine(machine), new MachineConfig
                        {
                            Name = machine, Role = MachineConfig.NodeRole, Address = "127.0.0.1",
                        }),
                    ],
                },
                Token);
        }

        return database;
    }

    private async Task<string> RefusedAsync(IClusterDatabase database, MachineOptions? machine) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => EnsureAsync(database, machine))).Message;

    private Task EnsureAsync(IClusterDatabase database, MachineOptions? machine) => new NodeRecord(
        new NodeOptions
        {
            Node = "n1", Database = "memory", DataFolder = _folder, RunFolder = _folder, MonitorProgram = "",
            GuardProgram = "", Machine = machine,
        },
        database).EnsureAsync(Token);

    private static async Task<ClusterSnapshot> ReadAsync(IClusterDatabase database)
    {
        ReadResult read = await database.ReadAsync("", Token);
        return ClusterSnapshotReader.Read(read.Revision, read.Items);
    }
}
