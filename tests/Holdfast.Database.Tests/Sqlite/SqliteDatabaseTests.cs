using Holdfast.Database.Sqlite;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Sqlite;

/// <summary>The contract, kept by the embedded engine; every instance opens the same file, as processes do.</summary>
public sealed class SqliteDatabaseTests : DatabaseContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IClusterDatabase Open(int historyKept) => SqliteDatabase.Open(
        new SqliteOptions { Path = _folder.File("cluster.db"), HistoryKept = historyKept, BusyTimeout =
            TimeSpan.FromSeconds(20) });

    [Fact]
    public void NewDatabase_BeginsAtRevisionZero() => Assert.Equal(0, Start);

    [Fact]
    public async Task WatchUnderWay_DatabaseClosed_EndsBoth()
    {
        IClusterDatabase database = OpenAnother();
        Task watching = Task.Run(
            async () =>
            {
                await foreach (WatchBatch batch in database.WatchAsync("", 0, Cancel))
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

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
