using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Decisions;
using Holdfast.Service.Tests.Membership;
using Xunit;

namespace Holdfast.Service.Tests.Decisions;

/// <summary>How a decision that took effect gets the rows that it was made from, and can be made again.</summary>
public sealed class DecisionLogTests : IAsyncDisposable
{
    private static readonly BootTime Now = new(5_000_000_000);
    private static readonly DateTimeOffset WallClock = new(2026, 3, 1, 9, 0, 0, TimeSpan.FromHours(1));
    private readonly MemoryDatabase _database = new();
    private readonly MembershipRig _rig;
    private readonly DecisionLog _log;

    public DecisionLogTests()
    {
        _rig = new("n1", _database);
        _log = new(_database, new ObserverView(_rig.Clock), TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Committed_ItsRowsAreAdded_AndItIsMadeAgain()
    {
        (DecisionRecord made, ClusterSnapshot snapshot) = Decide();
        Assert.Equal("NotKept", Again(made).Outcome);
        long revision = await WriteAsync(made);
        await RunAsync(
            () => _log.Keep(made, revision, snapshot), async () => (await ReadAsync(made))?.Input.Length > 0);

        DecisionRecord? kept = await ReadAsync(made);
        Assert.NotNull(kept);
        Assert.Equal(made, kept with { Input = "" });
        Assert.Equal("Same", Again(kept).Outcome);
        Assert.Equal("Different", Again(kept with { PlanHash = "00" }).Outcome);
    }

    [Fact]
    public async Task DroppedMeanwhile_ItDoesNotComeBack()
    {
        (DecisionRecord dropped, ClusterSnapshot snapshot) = Decide();
        DecisionRecord next = dropped with { Id = "next" };
        long revision = await WriteAsync(dropped);
        await _database.CommitAsync(new Transaction { Deletes = [Keys.Decision(dropped.Id)] }, Token);
        long written = await WriteAsync(next);
        await RunAsync(
            () =>
            {
                _log.Keep(dropped, revision, snapshot);
                _log.Keep(next, written, snapshot);
            },
            async () => (await ReadAsync(next))?.Input.Length > 0);
        Assert.Null(await ReadAsync(dropped));
    }

    [Fact]
    public async Task MoreThanAreKept_TheOldestAreDropped()
    {
        (DecisionRecord made, ClusterSnapshot snapshot) = Decide();
        snapshot = snapshot.Set(Keys.Cluster, new ClusterConfig { DecisionsKept = 2 }, 1);
        DecisionRecord[] all = [.. Enumerable.Range(1, 5).Select(number => made with { Id = $"{number}" })];
        long revision = 0;
        foreach (DecisionRecord each in all)
        {
            revision = await WriteAsync(each);
        }

        await RunAsync(
            () => _log.Keep(all[^1], revision, snapshot),
            async () => (await _database.ReadAsync(Keys.Decisions, Token)).Items.Count == 2);
        Assert.Equal(
            [Keys.Decision("4"), Keys.Decision("5")],
            (await _database.ReadAsync(Keys.Decisions, Token)).Items.Select(item => item.Key).Order());
    }

    /// <summary>The first node of a new cluster takes the term and gives itself a group.</summary>
    private static (DecisionRecord Record, ClusterSnapshot Snapshot) Decide()
    {
        ClusterSnapshot snapshot = new ClusterSnapshot { Revision = 7 }
            .Set(Keys.Node("n1"), new NodeConfig { Name = "n1", Id = 1 }, 2)
            .Set(Keys.Group("g"), new GroupConfig { Name = "g", WantedOnline = true }, 3)
            .Set(Keys.Resource("r"), new ResourceConfig { Name = "r", Group = "g", Type = "T" }, 4)
            .Set(Keys.Member("n1"), new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 4 }, 6);
        Observer observer = new Observer { StartedAt = Now }.See(snapshot, Now);
        var self = new CoordinatorIdentity("n1", 1);
        CommitPlan plan = Coordinator.Decide(snapshot, observer, self, WallClock, Now).Plan!;
        Assert.Contains(plan.Puts, put => put.Key == Keys.GroupState("g"));
        return (DecisionRecords.Of(snapshot, observer, self, WallClock, Now, plan), snapshot);
    }

    private static Client.Dtos.ReplayedDecisionDto Again(DecisionRecord decision) => Replay.Of(new(
        new(), new() { StartedAt = Now }, WallClock, Now, [decision])).Decisions.Single();

    private async Task RunAsync(Action keep, Func<Task<bool>> done)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task loop = _log.RunAsync(stop.Token);
        keep();
        while (!await done())
        {
            await Task.Delay(5, Token);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    private async Task<long> WriteAsync(DecisionRecord record) => Assert.IsType<CommitResult.Committed>(
        await _database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(Keys.Decision(record.Id), record)] }, Token)).Revision;

    private async Task<DecisionRecord?> ReadAsync(DecisionRecord record) =>
        (await _database.ReadAsync(Keys.Decision(record.Id), Token)).Items
            .Select(StoredDocuments.Decode<DecisionRecord>)
            .SingleOrDefault();
}
