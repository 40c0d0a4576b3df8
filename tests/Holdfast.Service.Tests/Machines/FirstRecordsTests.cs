using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Machines.Setup;

namespace Holdfast.Service.Tests.Machines;

/// <summary>Whether a new cluster was stored is known for certain, or said to be unknown.</summary>
public sealed class FirstRecordsTests : IAsyncDisposable
{
    private static readonly CommitResult Lost = new CommitResult.Unavailable(true, "lost");
    private static readonly CommitResult Refused = new CommitResult.Unavailable(false, "full");
    private readonly LossyDatabase _database = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task EmptyDatabase_TakesIt_WithItsMachine()
    {
        Assert.IsType<Founding.Stored>(await StoreAsync("a"));
        Assert.Equal("a", await IdAsync());
        Assert.Single((await _database.ReadAsync(Keys.Machine("n1"), Cancel)).Items);
    }

    [Fact]
    public async Task AnotherCluster_IsNamed_AndStays()
    {
        await StoreAsync("a");
        Assert.Equal("named a", Assert.IsType<Founding.Taken>(await StoreAsync("b")).Name);
        Assert.Equal("a", await IdAsync());
    }

    [Fact]
    public async Task Refused_NothingIsStored_AndThatIsCertain()
    {
        _database.Next(() => Refused);
        Assert.Equal("full", Assert.IsType<Founding.NotStored>(await StoreAsync("a")).Reason);
        Assert.Null(await IdAsync());
    }

    /// <summary>The answer was lost, the commit was not; or it took effect only when the next one came.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnswerLost_ClusterFoundToBeItsOwn_IsStored(bool atOnce)
    {
        Transaction? late = null;
        _database.Next(transaction => atOnce ? _database.Take(transaction, Lost) : Keep(transaction));
        _database.Next(transaction => late is null ? null : _database.Take(late, null));
        Assert.IsType<Founding.Stored>(await StoreAsync("a"));
        Assert.Equal("a", await IdAsync());

        CommitResult Keep(Transaction transaction)
        {
            late = transaction;
            return Lost;
        }
    }

    [Fact]
    public async Task AnswerLost_AndAnotherClusterIsThereThen_IsTaken()
    {
        _database.Next(() => Lost);
        await StoreDirectlyAsync("b");
        Assert.IsType<Founding.Taken>(await StoreAsync("a"));
    }

    /// <summary>A refusal of the second try says nothing of the first.</summary>
    [Fact]
    public async Task AnswerLost_AndNoneComes_IsUnknown()
    {
        _database.Next(() => Lost);
        _database.Otherwise = Refused;
        Assert.Equal("full", Assert.IsType<Founding.Unknown>(await StoreAsync("a")).Reason);
    }

    [Fact]
    public async Task TryBefore_HadStoredIt_TheMachineOfThisOneIsAdded()
    {
        await StoreAsync("a");
        Assert.IsType<Founding.Stored>(await StoreAsync("a", "n2"));
        Assert.Single((await _database.ReadAsync(Keys.Machine("n2"), Cancel)).Items);
    }

    private Task<Founding> StoreAsync(string id, string machine = "n1") =>
        new FirstRecords(_database, new HurriedTime()).StoreAsync(
            new ClusterConfig { Id = id, Name = "named " + id },
            new MachineConfig { Name = machine, Role = MachineConfig.NodeRole, Address = "127.0.0.1" }, Cancel);

    private async Task StoreDirectlyAsync(string id) => Assert.IsType<CommitResult.Committed>(
        await _database.Inner.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(Keys.Cluster, new ClusterConfig { Id = id })] }, Cancel));

    private async Task<string?> IdAsync() =>
        (await _database.ReadAsync(Keys.Cluster, Cancel)).Items.Select(StoredDocuments.Decode<ClusterConfig>)
            .FirstOrDefault()?.Id;

    /// <summary>A database in memory whose answers get lost as a test says.</summary>
    private sealed class LossyDatabase : IClusterDatabase
    {
        private readonly Queue<Func<Transaction, CommitResult?>> _next = new();

        public MemoryDatabase Inner { get; } = new();

        /// <summary>Instead of all commits for which nothing else was said.</summary>
        public CommitResult? Otherwise { get; set; }

        public void Next(Func<CommitResult> answer) => _next.Enqueue(_ => answer());

        /// <param name="answer">Null: it is committed, and answered so.</param>
        public void Next(Func<Transaction, CommitResult?> answer) => _next.Enqueue(answer);

        /// <summary>Commits, and answers something else.</summary>
        public CommitResult? Take(Transaction transaction, CommitResult? answer)
        {
            Assert.IsType<CommitResult.Committed>(
                Inner.CommitAsync(transaction, CancellationToken.None).AsTask().GetAwaiter().GetResult());
            return answer;
        }

        public ValueTask<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken) =>
            Inner.ReadAsync(prefix, cancellationToken);

        public async ValueTask<CommitResult> CommitAsync(
            Transaction transaction, CancellationToken cancellationToken) =>
            (_next.TryDequeue(out Func<Transaction, CommitResult?>? answer) ? answer(transaction) : Otherwise)
                ?? await Inner.CommitAsync(transaction, cancellationToken);

        public IAsyncEnumerable<WatchBatch> WatchAsync(
            string prefix, long afterRevision, CancellationToken cancellationToken) =>
            Inner.WatchAsync(prefix, afterRevision, cancellationToken);

        public ValueTask CompactAsync(long revision, CancellationToken cancellationToken) =>
            Inner.CompactAsync(revision, cancellationToken);

        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }
}
