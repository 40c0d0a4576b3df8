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

        await database.ReclaimSpaceAsync(null, Cancel);

        Assert.IsType<CommitResult.Committed>(
            await database.CommitAsync(Contract.Transactions.Put("k", "small"), Cancel));
        Assert.Empty((await database.ReadHealthAsync(Cancel)).Alarms);
    }

    [Fact]
    public async Task MembersThatTakeMore_AreSentMore_AndRefuseWhatIsMoreThanThat()
    {
        EtcdProgram.Require();
        await using EtcdServers servers = await EtcdServers.StartAsync(
            1, null, "--max-txn-ops", "4000", "--max-request-bytes", $"{8 << 20}");
        await using EtcdDatabase database = EtcdDatabase.Open(servers.Options);
        await database.ConnectAsync(Cancel);

        // As large as the restoration of a thousand groups with a resource each.
        long revision = Assert.IsType<CommitResult.Committed>(
            await database.CommitAsync(Many(4000, guarded: true), Cancel)).Revision;
        var refused = Assert.IsType<CommitResult.Unavailable>(
            await database.CommitAsync(Many(4001, guarded: false), Cancel));

        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("--max-txn-ops", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(revision, (await database.ReadAsync("", Cancel)).Revision);
    }

    private static Transaction Many(int operations, bool guarded)
    {
        string[] keys = [.. Enumerable.Range(0, operations).Select(i => $"resources/resource-{i}")];
        return new()
        {
            Guards = guarded ? [.. keys.Select(key => new Transaction.Guard(key, 0))] : [],
            Puts = [.. keys.Select(key => Contract.Transactions.Of(key, new string('x', 700)))],
        };
    }
}
