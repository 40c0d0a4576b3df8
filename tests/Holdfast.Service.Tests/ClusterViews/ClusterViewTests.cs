using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.ClusterViews;

public sealed class ClusterViewTests : IAsyncLifetime
{
    private readonly MemoryDatabase _memory = new(historyKept: 100_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly UnsteadyDatabase _database;
    private readonly ClusterView _view;
    private Task _running = Task.CompletedTask;

    public ClusterViewTests()
    {
        _database = new UnsteadyDatabase(_memory);
        _view = new ClusterView(_database, TimeProvider.System, NullLogger<ClusterView>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task RecordsOfEveryKind_Read_AreAllInTheSnapshot()
    {
        await PutAsync(Keys.Cluster, new ClusterConfig { Name = "c" });
        await PutAsync(Keys.Node("n1"), new NodeConfig { Name = "n1", Id = 1 });
        await PutAsync(Keys.Group("g"), new GroupConfig { Name = "g" });
        await PutAsync(Keys.Resource("r"), new ResourceConfig { Name = "r", Group = "g", Type = "T" });
        await PutAsync(Keys.Move("g"), new MoveRequest { Group = "g", Id = "1" });
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 1, Holder = "n1", HolderEpoch = 1 });
        await PutAsync(Keys.Member("n1"), new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 });
        long last = await PutAsync(Keys.GroupState("g"), new GroupState { Group = "g", Generation = 3 });

        await _view.StartAsync(Cancel);

        ClusterSnapshot snapshot = _view.Current;
        Assert.Equal(last, snapshot.Revision);
        Assert.Equal("c", snapshot.Cluster?.Value.Name);
        Assert.Equal(("n1", 6L), (snapshot.Coordinator!.Value.Holder, snapshot.Coordinator.Revision));
        Assert.Equal(1, snapshot.Nodes["n1"].Value.Id);
        Assert.Equal("T", snapshot.Resources["r"].Value.Type);
        Assert.Equal("1", snapshot.Moves["g"].Value.Id);
        Assert.True(snapshot.Members["n1"].Value.Alive);
        Assert.Equal((3, last), (snapshot.GroupStates["g"].Value.Generation, snapshot.GroupStates["g"].Revision));
        Assert.True(snapshot.Groups.ContainsKey("g"));
    }

    [Fact]
    public async Task Changes_WhileItRuns_ArriveAndShareWhatDidNotChange()
    {
        long first = await PutAsync(Keys.Group("a"), new GroupConfig { Name = "a" });
        Run();
        ClusterSnapshot before = await _view.ReachAsync(first, Cancel);

        long second = await PutAsync(Keys.Node("n1"), new NodeConfig { Name = "n1" });
        ClusterSnapshot after = await _view.NextAsync(first, Cancel);
        await _memory.CommitAsync(new Transaction { Deletes = [Keys.Group("a")] }, Cancel);
        ClusterSnapshot last = await _view.NextAsync(second, Cancel);

        Assert.Equal(second, after.Revision);
        Assert.Same(before.Groups, after.Groups);
        Assert.True(after.Nodes.ContainsKey("n1"));
        Assert.Empty(last.Groups);
    }

    [Fact]
    public async Task DatabaseAway_KeepsTheLastSnapshotAndFollowsAgain()
    {
        Run();
        long first = await PutAsync(Keys.Group("a"), new GroupConfig { Name = "a" });
        await _view.ReachAsync(first, Cancel);

        _database.TakeAway();
        long second = await PutAsync(Keys.Group("b"), new GroupConfig { Name = "b" });
        await Packages.PackageNodes.UntilAsync(() => _view.Trouble is not null, "the loss noticed");
        Assert.Equal(first, _view.Current.Revision);

        _database.GiveBack();
        Assert.Equal(2, (await _view.ReachAsync(second, Cancel)).Groups.Count);
        Assert.Null(_view.Trouble);
    }

    [Fact]
    public async Task HistoryCompactedWhileAway_ReadsAgain()
    {
        Run();
        long first = await PutAsync(Keys.Group("a"), new GroupConfig { Name = "a" });
        await _view.ReachAsync(first, Cancel);

        _database.TakeAway();
        await PutAsync(Keys.Group("b"), new GroupConfig { Name = "b" });
        await _memory.CommitAsync(new Transaction { Deletes = [Keys.Group("a")] }, Cancel);
        long last = await PutAsync(Keys.Group("c"), new GroupConfig { Name = "c" });
        await _memory.CompactAsync(last, Cancel);
        _database.GiveBack();

        Assert.Equal(["b", "c"], (await _view.ReachAsync(last, Cancel)).Groups.Keys);
    }

    [Fact]
    public async Task RecordThatIsNone_KeepsTheLastSnapshotAndSaysWhichKey()
    {
        Run();
        long first = await PutAsync(Keys.Group("a"), new GroupConfig { Name = "a" });
        await _view.ReachAsync(first, Cancel);

        await _memory.CommitAsync(
            new Transaction { Puts = [new(Keys.Group("bad"), "{\"name\":7}"u8.ToArray())] }, Cancel);
        await Packages.PackageNodes.UntilAsync(() => _view.Trouble is not null, "the trouble noticed");
        Assert.Contains("config/groups/bad", _view.Trouble, StringComparison.Ordinal);

        long repaired = await PutAsync(Keys.Group("bad"), new GroupConfig { Name = "bad" });
        Assert.Equal(2, (await _view.ReachAsync(repaired, Cancel)).Groups.Count);
    }

    [Fact]
    public async Task MemberThatOnlyRenews_IsSeenButIsNoNews()
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<long>();
        _view.Advanced += snapshot => seen.Enqueue(snapshot.Members["n1"].Value.Sequence);
        var member = new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 };
        long first = await PutAsync(Keys.Member("n1"), member);
        Run();
        await _view.ReachAsync(first, Cancel);
        Task<ClusterSnapshot> news = _view.NewsAsync(first, Cancel);

        long renewed = await PutAsync(Keys.Member("n1"), member with { Sequence = 2 });
        ClusterSnapshot after = await _view.ReachAsync(renewed, Cancel);
        Assert.Equal(2, after.Members["n1"].Value.Sequence);
        Assert.Equal(renewed, after.Members["n1"].Revision);
        Assert.False(news.IsCompleted);

        long fenced = await PutAsync(Keys.Member("n1"), member with { Sequence = 2, Alive = false });
        Assert.Equal(fenced, (await news).Revision);
        Assert.Equal([1, 2, 2], seen);
    }

    [Fact]
    public async Task ManyWaiters_AllAreWoken()
    {
        Run();
        Task<ClusterSnapshot>[] waiting =
            [.. Enumerable.Range(1, 50).Select(revision => _view.ReachAsync(revision, Cancel))];

        for (int i = 0; i < 50; i++)
        {
            await PutAsync(Keys.Group("a"), new GroupConfig { Name = "a", Description = $"{i}" });
        }

        ClusterSnapshot[] snapshots = await Task.WhenAll(waiting);
        Assert.All(snapshots.Index(), entry => Assert.True(entry.Item.Revision > entry.Index));
    }

    private void Run() => _running = Task.Run(() => _view.RunAsync(_stop.Token), Cancel);

    private async Task<long> PutAsync<T>(string key, T record)
        where T : StoredRecord
    {
        CommitResult result = await _memory.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(key, record)] }, Cancel);
        return Assert.IsType<CommitResult.Committed>(result).Revision;
    }
}
