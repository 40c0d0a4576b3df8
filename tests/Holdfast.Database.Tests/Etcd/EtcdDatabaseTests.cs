using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>The contract, kept by three real etcd processes; and what is etcd's own.</summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdDatabaseTests(EtcdFixture etcd) : DatabaseContract
{
    private EtcdOptions? _options;

    private EtcdOptions Options => _options ??= etcd.Options;

    protected override IClusterDatabase Open(int historyKept) =>
        EtcdDatabase.Open(Options with { HistoryKept = historyKept });

    [Fact]
    public async Task WatchUnderWay_DatabaseClosed_EndsBoth()
    {
        IClusterDatabase database = OpenAnother();
        Task watching = Task.Run(
            async () =>
            {
                await foreach (WatchBatch batch in database.WatchAsync("", Start, Cancel))
                {
                    Assert.IsType<WatchBatch.Changes>(batch);
                }
            }, Cancel);
        await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        await database.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            watching.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        var refused = await database.CommitAsync(Contract.Transactions.Put("k", "2"), Cancel);
        Assert.False(Assert.IsType<CommitResult.Unavailable>(refused).OutcomeUnknown);
    }

    [Fact]
    public async Task MoreKeysThanAPage_Read_GivesAllAtOneRevision()
    {
        await using EtcdDatabase paged = EtcdDatabase.Open(Options with { PageSize = 7 });
        string[] keys = [.. Enumerable.Range(0, 100).Select(i => $"p/{i:000}")];
        await paged.CommitAsync(
            new Transaction { Puts = [.. keys.Select(key => Contract.Transactions.Of(key, key))] }, Cancel);
        await paged.CommitAsync(Contract.Transactions.Put("q", "beside"), Cancel);

        ReadResult read = await paged.ReadAsync("p/", Cancel);

        Assert.Equal(Start + 2, read.Revision);
        Assert.Equal(keys, read.Items.Select(item => item.Key));
    }

    [Fact]
    public async Task WrittenWhileReadInPages_Read_IsStillOfOneRevision()
    {
        await using EtcdDatabase paged = EtcdDatabase.Open(Options with { PageSize = 1 });
        Transaction All(int value) => new()
        {
            Puts = [.. Enumerable.Range(0, 12).Select(i => Contract.Transactions.Of($"p/{i:00}", $"{value}"))],
        };
        await paged.CommitAsync(All(0), Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task writing = Task.Run(
            async () =>
            {
                for (int i = 1; !stop.IsCancellationRequested; i++)
                {
                    await Database.CommitAsync(All(i), Cancel);
                }
            }, Cancel);

        for (int i = 0; i < 20; i++)
        {
            ReadResult read = await paged.ReadAsync("p/", Cancel);
            Assert.Equal(12, read.Items.Count);
            Assert.Single(read.Items.Select(item => Contract.Transactions.Text(item.Value)).Distinct());
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task MoreOperationsThanTheMembersTake_Commit_IsRefusedWithTheRemedyAndNothingIsWritten()
    {
        Transaction many = new()
        {
            Puts = [.. Enumerable.Range(0, 129).Select(i => Contract.Transactions.Of($"m/{i}", ""))],
        };

        var refused = Assert.IsType<CommitResult.Unavailable>(await Database.CommitAsync(many, Cancel));

        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("--max-txn-ops", refused.Reason);
        Assert.Equal(Start, (await Database.ReadAsync("", Cancel)).Revision);
    }

    [Fact]
    public async Task Connect_FindsVersionsAndLeader()
    {
        List<string> warnings = [];
        await using EtcdDatabase database = EtcdDatabase.Open(Options with { Warn = warnings.Add });

        EtcdHealth health = await database.ConnectAsync(Cancel);

        Assert.Equal(3, health.Answering);
        Assert.Single(health.Members, member => member.IsLeader);
        Assert.All(health.Members, member => Assert.True(member.DatabaseBytes > 0));
        Assert.Empty(health.Alarms);
        Assert.Equal(health.Version!.IsSafe ? 0 : 1, warnings.Count(warning => warning.Contains("known faults")));
    }

    [Fact]
    public async Task CompactedFurtherThanNow_ForgetsWhatThereIs()
    {
        await Database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);
        await Database.CommitAsync(Contract.Transactions.Put("k", "2"), Cancel);

        await Database.CompactAsync(Start + 1_000_000, Cancel);
        await Database.CompactAsync(Start + 1, Cancel);

        Assert.Equal("2", await Database.ValueAsync("k"));
        await foreach (WatchBatch batch in Database.WatchAsync("", Start + 1, Cancel))
        {
            Assert.Equal(new WatchBatch.Compacted(Start + 2), batch);
        }
    }
}
