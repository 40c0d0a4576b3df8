using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>
/// Commits around the size that real members take. Above it etcd says no, and above half a MiB more what receives its
/// requests does: both before anything is stored.
/// </summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdSizeTests
{
    /// <summary>etcd's default for --max-request-bytes.</summary>
    private const int Default = 1_572_864;

    private const int Raised = 4_194_304;

    /// <summary>By how much a message may be larger before it is not even received.</summary>
    private const int Received = 524_288;

    /// <summary>More than a request has beside its value.</summary>
    private const int Beside = 256;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Default)]
    [InlineData(Raised)]
    public async Task AroundWhatAMemberTakes_IsCommitted_OrRefusedWholeWithAKnownOutcome(int limit)
    {
        EtcdProgram.Require();
        await using EtcdServers etcd = await EtcdServers.StartAsync(1, null, Argument(limit));
        await using EtcdDatabase database = EtcdDatabase.Open(etcd.Options with { TryTimeout = Patience });
        long revision = (await CommitAsync(database, limit - Beside)).Revision;

        Assert.Contains("request is too large", await RefusedAsync(database, limit));
        Assert.Contains("request is too large", await RefusedAsync(database, limit + Received - Beside));
        Assert.Contains("message larger than max", await RefusedAsync(database, limit + Received));
        Assert.Contains("message larger than max", await RefusedAsync(database, 3 * limit));

        ReadResult read = await database.ReadAsync("", Cancel);
        Assert.Equal(revision, read.Revision);
        Assert.Equal([$"v{limit - Beside}"], read.Items.Select(item => item.Key));
    }

    /// <summary>The remedy that is printed is enough: nothing else is changed, nor opened anew.</summary>
    [Fact]
    public async Task BatchThatIsTooLarge_IsRefusedWhole_UntilTheMemberTakesMore()
    {
        EtcdProgram.Require();
        await using EtcdServers etcd = await EtcdServers.StartAsync(1);
        await using EtcdDatabase database = EtcdDatabase.Open(etcd.Options with { TryTimeout = Patience });
        var batch = new Transaction
        {
            Guards = [new("b/0", 0)],
            Puts =
            [
                .. Enumerable.Range(0, 10).Select(i => Contract.Transactions.Of($"b/{i}", new string('x', 300_000))),
            ],
        };

        var refused = Assert.IsType<CommitResult.Unavailable>(await database.CommitAsync(batch, Cancel));
        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("raise --max-request-bytes of every etcd member", refused.Reason);
        Assert.Empty((await database.ReadAsync("", Cancel)).Items);

        etcd.Kill(0);
        etcd.Start(0, Argument(Raised));
        await etcd.ReadyAsync();
        Assert.IsType<CommitResult.Committed>(await database.CommitAsync(batch, Cancel));
        Assert.Equal(10, (await database.ReadAsync("", Cancel)).Items.Count);
    }

    /// <summary>Its own members take what Holdfast starts them with, and no option of theirs is anybody's to raise.
    /// </summary>
    [Fact]
    public async Task MoreThanItsOwnMembersTake_IsNotSent()
    {
        await using var gateway = new FakeGateway((_, _) => FakeGateway.Answer.Ok("{}"));
        await using EtcdDatabase database = EtcdDatabase.Open(new EtcdOptions
        {
            Endpoints = [gateway.Endpoint], MaxRequestBytes = 1_000,
        });

        var refused = Assert.IsType<CommitResult.Unavailable>(
            await database.CommitAsync(Contract.Transactions.Put("k", new string('x', 1_000)), Cancel));

        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("store less at once", refused.Reason);
        Assert.DoesNotContain("--max-request-bytes", refused.Reason);
        Assert.Empty(gateway.Asked);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(20);

    private static string[] Argument(int limit) => ["--max-request-bytes", $"{limit}"];

    private static async Task<CommitResult.Committed> CommitAsync(EtcdDatabase database, int bytes) =>
        Assert.IsType<CommitResult.Committed>(await database.CommitAsync(
            Contract.Transactions.Put($"v{bytes}", new string('x', bytes)), Cancel));

    private static async Task<string> RefusedAsync(EtcdDatabase database, int bytes)
    {
        var refused = Assert.IsType<CommitResult.Unavailable>(await database.CommitAsync(
            Contract.Transactions.Put($"v{bytes}", new string('x', bytes)), Cancel));
        Assert.False(refused.OutcomeUnknown, refused.Reason);
        Assert.Contains("--max-request-bytes", refused.Reason);
        return refused.Reason;
    }
}
