using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>An etcd that is full: what is said, shown, and done about it.</summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdSpaceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DatabaseFull_Commit_NamesTheRemedy_WhichWorks()
    {
        EtcdProgram.Require();
        await using EtcdServers servers = await EtcdServers.StartAsync(
            1, null, "--quota-backend-bytes", $"{4 << 20}");
        List<string> warnings = [];
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options with
        {
            Warn = warnings.Add, HistoryKept = 0,
        });
        string value = new('x', 400_000);
        CommitResult result;
        int written = 0;
        do
        {
            result = await database.CommitAsync(Contract.Transactions.Put("k", value), Cancel);
            written++;
        }
        while (result is CommitResult.Committed && written < 100);

        var full = Assert.IsType<CommitResult.Unavailable>(result);
        Assert.False(full.OutcomeUnknown);
        Assert.Contains("etcdctl alarm disarm", full.Reason);
        Assert.Equal(["NOSPACE"], (await database.ReadHealthAsync(Cancel)).Alarms);
        Assert.Contains(warnings, warning => warning.Contains("NOSPACE"));

        await database.CompactAsync(long.MaxValue, Cancel);
        await database.ReclaimSpaceAsync(Cancel);

        Assert.IsType<CommitResult.Committed>(
            await database.CommitAsync(Contract.Transactions.Put("k", "small"), Cancel));
        Assert.Empty((await database.ReadHealthAsync(Cancel)).Alarms);
    }

    [Fact]
    public async Task MembersThatTakeMore_Connect_FindsIt()
    {
        EtcdProgram.Require();
        await using EtcdServers servers = await EtcdServers.StartAsync(1, null, "--max-txn-ops", "1000");
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options);

        await database.ConnectAsync(Cancel);

        Assert.Equal(512, database.MaxOperations);
        Assert.IsType<CommitResult.Committed>(await database.CommitAsync(
            new Transaction
            {
                Puts = [.. Enumerable.Range(0, 512).Select(i => Contract.Transactions.Of($"m/{i}", "")) ],
            }, Cancel));
    }
}
