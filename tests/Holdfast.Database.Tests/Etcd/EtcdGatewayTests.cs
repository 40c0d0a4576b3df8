using System.Text;
using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;
using static Holdfast.Database.Tests.Etcd.FakeGateway;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>What the gateway leaves out of its answers, and which of its errors tell that nothing happened.</summary>
public sealed class EtcdGatewayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailedCompare_HasNoSucceeded_AndAnAbsentKeyNoKvs()
    {
        CommitResult result = await CommitAsync(
            Answer.Ok("""{"header":{"revision":"9"},"responses":[{"response_range":{"header":{"revision":"9"}}}]}"""),
            Contract.Transactions.Put("k", "1", guard: 5));

        Assert.Equal(new CommitResult.Conflict("k", 0), result);
    }

    [Fact]
    public async Task SecondCompareFailed_NamesItsKeyAndRevision()
    {
        string key = Convert.ToBase64String("/holdfast/b"u8);
        CommitResult result = await CommitAsync(
            Answer.Ok(
                """{"header":{"revision":"9"},"responses":[{"response_range":{"header":{}}},{"response_range":"""
                + $$"""{"kvs":[{"key":"{{key}}","mod_revision":"8"}],"count":"1"} """ + "}]}"),
            new Transaction { Guards = [new("a", 0), new("b", 7)], Puts = [Contract.Transactions.Of("a", "1")] });

        Assert.Equal(new CommitResult.Conflict("b", 8), result);
    }

    /// <summary>etcd 3.6 has a gateway of a later version, whose errors have other members.</summary>
    [Theory]
    [InlineData(400, """{"code":3,"message":"etcdserver: too many operations in txn request","details":[]}""", false)]
    [InlineData(429, """{"code":8,"message":"etcdserver: mvcc: database space exceeded","details":[]}""", false)]
    [InlineData(504, """{"code":4,"message":"context deadline exceeded","details":[]}""", true)]
    [InlineData(503, """{"code":14,"message":"etcdserver: request timed out","details":[]}""", true)]
    public async Task ErrorOfALaterGateway_IsReadAlike(int status, string body, bool unknown)
    {
        CommitResult result = await CommitAsync(new Answer(status, false, body), Contract.Transactions.Put("k", "1"));
        var unavailable = Assert.IsType<CommitResult.Unavailable>(result);
        Assert.Equal(unknown, unavailable.OutcomeUnknown);
        Assert.Contains(body.Split('"')[5], unavailable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyValue_IsLeftOut_AndReadAsEmpty()
    {
        string key = Convert.ToBase64String("/holdfast/k"u8);
        await using var gateway = new FakeGateway((_, _) => Answer.Ok(
            $$"""{"header":{"revision":"7"},"kvs":[{"key":"{{key}}","mod_revision":"7"}],"count":"1"}"""));
        await using EtcdDatabase database = Open(gateway);

        ReadResult read = await database.ReadAsync("", Cancel);

        Assert.Equal(7, read.Revision);
        KeyValue item = Assert.Single(read.Items);
        Assert.Equal(("k", 0, 7L), (item.Key, item.Value.Length, item.Revision));
    }

    /// <summary>What was put in its place knows nothing of what has happened since.</summary>
    [Fact]
    public async Task OlderRevisionThanBefore_IsRefused_AndNothingMoreIsAsked()
    {
        int revision = 70;
        await using var gateway = new FakeGateway((_, _) => Answer.Ok(
            $$"""{"header":{"revision":"{{revision}}"},"succeeded":true}"""));
        await using EtcdDatabase database = Open(gateway);
        Assert.Equal(70, (await database.ReadAsync("", Cancel)).Revision);
        revision = 50;

        CommitResult first = await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);
        int asked = gateway.Asked.Count;
        revision = 90;
        CommitResult next = await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        Assert.Contains("etcd is at revision 50 and was at 70", Assert.IsType<CommitResult.Unavailable>(first).Reason);
        Assert.True(((CommitResult.Unavailable)first).OutcomeUnknown);
        Assert.Contains("accept-older", Assert.IsType<CommitResult.Unavailable>(next).Reason);
        Assert.Contains(
            "was at 70", (await Assert.ThrowsAsync<DatabaseUnavailableException>(
                async () => await database.ReadAsync("", Cancel))).Message);
        Assert.Equal(asked, gateway.Asked.Count);
    }

    /// <summary>What a watch told of is committed, too; and what is older is not watched either.</summary>
    [Fact]
    public async Task OlderRevisionThanWatched_IsRefused_AndNotWatchedAnyMore()
    {
        string key = Convert.ToBase64String("/holdfast/k"u8);
        await using var gateway = new FakeGateway((path, _) => path == "/v3/watch"
            ? new Answer(
                200, true, """{"result":{"header":{"revision":"90"},"created":true}}""",
                """{"result":{"header":{"revision":"100"},"events":"""
                + $$"""[{"kv":{"key":"{{key}}","mod_revision":"100"} """ + "}]}}")
            : Answer.Ok("""{"header":{"revision":"95"},"succeeded":true}"""));
        await using EtcdDatabase database = Open(gateway);
        await using (IAsyncEnumerator<WatchBatch> watch =
            database.WatchAsync("", 90, Cancel).GetAsyncEnumerator(Cancel))
        {
            Assert.True(await watch.MoveNextAsync());
            Assert.Equal(100, Assert.IsType<WatchBatch.Changes>(watch.Current).Revision);
        }

        CommitResult result = await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        Assert.Contains(
            "etcd is at revision 95 and was at 100", Assert.IsType<CommitResult.Unavailable>(result).Reason);
        await using IAsyncEnumerator<WatchBatch> again =
            database.WatchAsync("", 95, Cancel).GetAsyncEnumerator(Cancel);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () => await again.MoveNextAsync());
        Assert.Single(gateway.Asked, "/v3/watch");
    }

    /// <summary>An answer that took its time is not of an older copy.</summary>
    [Fact]
    public async Task AnswerOvertakenByALaterOne_Counts()
    {
        using var held = new ManualResetEventSlim();
        await using var gateway = new FakeGateway((path, _) =>
        {
            if (path == "/v3/kv/range")
            {
                return Answer.Ok("""{"header":{"revision":"70"}}""");
            }

            held.Wait(Cancel);
            return Answer.Ok("""{"header":{"revision":"60"},"succeeded":true}""");
        });
        await using EtcdDatabase database = Open(gateway);
        Task<CommitResult> early =
            Task.Run(async () => await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel), Cancel);
        await Wait.UntilAsync(() => gateway.Asked.Contains("/v3/kv/txn"), "the commit is sent");
        Assert.Equal(70, (await database.ReadAsync("", Cancel)).Revision);
        held.Set();

        Assert.Equal(new CommitResult.Committed(60), await early);
    }

    [Theory]
    [InlineData(500, 2, "context deadline exceeded", true)]
    [InlineData(500, 2, "raft proposal dropped", true)]
    [InlineData(504, 4, "context deadline exceeded", true)]
    [InlineData(503, 14, "etcdserver: request timed out", true)]
    [InlineData(503, 14, "etcdserver: request timed out, possibly due to previous leader failure", true)]
    [InlineData(503, 14, "etcdserver: leader changed", true)]
    [InlineData(503, 14, "etcdserver: server stopped", true)]
    [InlineData(429, 8, "grpc: received message larger than max (5 vs. 4)", true)]
    [InlineData(429, 8, "grpc: received message larger than max (x vs. 4)", true)]
    [InlineData(429, 8, "grpc: received message larger than max (2097225 vs. 2097152)", false)]
    [InlineData(400, 3, "etcdserver: too many operations in txn request", false)]
    [InlineData(400, 3, "etcdserver: request is too large", false)]
    [InlineData(429, 8, "etcdserver: mvcc: database space exceeded", false)]
    [InlineData(429, 8, "etcdserver: too many requests", false)]
    [InlineData(403, 7, "etcdserver: permission denied", false)]
    [InlineData(401, 16, "etcdserver: invalid auth token", false)]
    public async Task Error_IsUnknown_UnlessEtcdSaysNoBeforehand(int status, int code, string message, bool unknown)
    {
        CommitResult result = await CommitAsync(
            Answer.Error(status, code, message), Contract.Transactions.Put("k", "1"));

        var unavailable = Assert.IsType<CommitResult.Unavailable>(result);
        Assert.Equal(unknown, unavailable.OutcomeUnknown);
        Assert.Contains(message, unavailable.Reason);
    }

    [Theory]
    [InlineData(200, "<html>a captive portal</html>", true)]
    [InlineData(502, "<html>bad gateway</html>", true)]
    [InlineData(404, "404 page not found", false)]
    public async Task AnswerThatIsNotEtcds_IsTakenForWhatItMayBe(int status, string body, bool unknown)
    {
        CommitResult result = await CommitAsync(
            new Answer(status, false, body), Contract.Transactions.Put("k", "1"));

        Assert.Equal(unknown, Assert.IsType<CommitResult.Unavailable>(result).OutcomeUnknown);
    }

    [Fact]
    public async Task ErrorOfOneMember_Read_GoesToTheNext()
    {
        await using var bad = new FakeGateway((_, _) => Answer.Error(503, 14, "etcdserver: no leader"));
        await using var good = new FakeGateway((_, _) => Answer.Ok("""{"header":{"revision":"7"}}"""));
        await using EtcdDatabase database = Open(bad, good);

        Assert.Equal(7, (await database.ReadAsync("", Cancel)).Revision);
        Assert.Equal(7, (await database.ReadAsync("", Cancel)).Revision);

        Assert.Single(bad.Asked);
        Assert.Equal(2, good.Asked.Count);
    }

    [Fact]
    public async Task CompactedBetweenPages_Read_BeginsAnew()
    {
        string key = Convert.ToBase64String("/holdfast/a"u8);
        int asked = 0;
        await using var gateway = new FakeGateway((_, _) => (asked++ % 4) switch
        {
            0 or 2 => Answer.Ok($$"""
                {"header":{"revision":"{{asked}}"},"kvs":[{"key":"{{key}}","mod_revision":"1"}],"more":true}
                """),
            1 => Answer.Error(400, 11, "etcdserver: mvcc: required revision has been compacted"),
            _ => Answer.Ok("""{"header":{"revision":"99"}}"""),
        });
        await using EtcdDatabase database = Open(gateway);

        ReadResult read = await database.ReadAsync("", Cancel);

        Assert.Equal((3, 1), (read.Revision, read.Items.Count));
    }

    [Fact]
    public async Task GuardsOnly_AreAskedOfTheWholeCluster()
    {
        string sent = "";
        await using var gateway = new FakeGateway((_, body) =>
        {
            sent = body;
            return Answer.Ok("""{"header":{"revision":"7"},"succeeded":true}""");
        });
        await using EtcdDatabase database = Open(gateway);

        await database.CommitAsync(new Transaction { Guards = [new("k", 3)] }, Cancel);

        string key = Convert.ToBase64String(Encoding.ASCII.GetBytes("/holdfast/k"));
        Assert.Contains($$"""{"target":"MOD","result":"EQUAL","key":"{{key}}","mod_revision":"3"}""", sent);
        Assert.Contains("\"success\":[{\"request_range\"", sent);
        Assert.DoesNotContain("serializable", sent);
    }

    /// <summary>As 3.5.30 answers an ordinary user, and as one might that tells still less.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MemberThatKeepsItsStateToItself_TellsItsVersion_AndItsAlarmsIfItMay(bool alarms)
    {
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/version" => Answer.Ok("""{"etcdserver":"3.5.16","etcdcluster":"3.5.0"}"""),
            "/v3/maintenance/alarm" when alarms => Answer.Ok(
                """{"header":{},"alarms":[{"memberID":"7","alarm":"NOSPACE"}]}"""),
            _ => Answer.Error(403, 7, "etcdserver: permission denied"),
        });
        await using EtcdDatabase database = Open(gateway);

        EtcdHealth health = await database.ReadHealthAsync(Cancel);

        Assert.Equal("3.5.16", health.Version?.ToString());
        Assert.Equal(alarms ? ["NOSPACE"] : [], health.Alarms);
        Assert.Contains(health.Warnings, each => each.Contains("version 3.5.16, which has known faults"));
        Assert.Contains(health.Warnings, each => each.Contains(
            alarms ? "how full it is: watch" : "how full it is, nor its alarms: watch"));
        Assert.Equal(alarms, health.Warnings.Any(each => each.StartsWith(EtcdRemedies.NoSpace)));
    }

    private static EtcdDatabase Open(params FakeGateway[] gateways) => EtcdDatabase.Open(
        new EtcdOptions
        {
            Endpoints = [.. gateways.Select(gateway => gateway.Endpoint)],
            TryTimeout = TimeSpan.FromSeconds(10),
            HistoryKept = 0,
        });

    private static async Task<CommitResult> CommitAsync(Answer answer, Transaction transaction)
    {
        await using var gateway = new FakeGateway((_, _) => answer);
        await using EtcdDatabase database = Open(gateway);
        CommitResult result = await database.CommitAsync(transaction, Cancel);
        Assert.Single(gateway.Asked);
        return result;
    }
}
