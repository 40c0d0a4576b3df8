using Holdfast.Database.Etcd;
using static Holdfast.Database.Tests.Etcd.FakeGateway;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>What a watch makes of streams that are cut, split, silent, late or wrong.</summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdWatchTests
{
    private const string Created = """{"result":{"header":{"revision":"5"},"created":true}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HistoryCompacted_CreatedThenCanceled_SaysSoAndEnds()
    {
        await using var gateway = new FakeGateway((_, _) => Stream(
            Created, """{"result":{"header":{"revision":"5"},"canceled":true,"compact_revision":"4"}}"""));

        Assert.Equal([new WatchBatch.Compacted(4)], await WatchAsync(gateway, after: 2, batches: 2));
    }

    [Fact]
    public async Task RevisionInPieces_IsDeliveredWhole()
    {
        await using var gateway = new FakeGateway((_, _) => Stream(
            Created, Events(true, ("a", 3)), Events(true, ("b", 3)), Events(false, ("c", 3)), Events(false, ("d", 4))));

        List<WatchBatch> batches = await WatchAsync(gateway, after: 2, batches: 2);

        Assert.Equal(["a b c", "d"], batches.Select(Keys));
        Assert.Equal([3, 4], batches.Select(batch => ((WatchBatch.Changes)batch).Revision));
    }

    [Fact]
    public async Task StreamCutInTheMiddleOfARevision_NothingIsMissedOrRepeated()
    {
        int opened = 0;
        await using var gateway = new FakeGateway((_, _) => ++opened == 1
            ? new Answer(200, false, Created, Events(false, ("a", 3)), Events(true, ("b", 4)))
            : Stream(Created, Events(false, ("a", 3), ("b", 4), ("c", 4)), Events(false, ("d", 5))));

        List<WatchBatch> batches = await WatchAsync(gateway, after: 2, batches: 3);

        Assert.Equal(["a", "b c", "d"], batches.Select(Keys));
    }

    [Fact]
    public async Task DeletesAndPuts_AreToldApart_ThoughTheTypeOfAPutIsLeftOut()
    {
        await using var gateway = new FakeGateway((_, _) => Stream(
            Created,
            """{"result":{"header":{"revision":"5"},"events":[{"kv":{"key":"KEY_A","mod_revision":"4"}},"""
                .Replace("KEY_A", Key("a"), StringComparison.Ordinal)
            + """{"type":"DELETE","kv":{"key":"KEY_B","mod_revision":"5"}}]}}"""
                .Replace("KEY_B", Key("b"), StringComparison.Ordinal)));

        var changes = (WatchBatch.Changes)Assert.Single(await WatchAsync(gateway, after: 3, batches: 1));

        Assert.Equal([("a", false), ("b", true)], changes.Items.Select(item => (item.Key, item.Value is null)));
    }

    [Fact]
    public async Task ProgressNotification_RaisesTheKnownRevision()
    {
        await using var gateway = new FakeGateway((_, _) => Stream(
            Created, """{"result":{"header":{"revision":"44"}}}"""));

        var changes = (WatchBatch.Changes)Assert.Single(await WatchAsync(gateway, after: 3, batches: 1));

        Assert.Equal((44, 0), (changes.Revision, changes.Items.Count));
    }

    [Fact]
    public async Task ListedButNotDeliveredFor_Watch_TurnsToAnotherStream()
    {
        int opened = 0;
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/v3/watch" => ++opened == 1 ? Stream(Created) : Stream(Created, Events(false, ("a", 5))),
            _ => Listing(5, ("a", 5)),
        });

        List<WatchBatch> batches = await WatchAsync(gateway, after: 4, batches: 1, looksAround: true);

        Assert.Equal(["a"], batches.Select(Keys));
    }

    [Fact]
    public async Task StreamThatStopsInTheMiddleOfARevision_IsLeftForAnother()
    {
        int opened = 0;
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/v3/watch" => ++opened == 1
                ? Stream(Created, Events(true, ("a", 5)))
                : Stream(Created, Events(true, ("a", 5)), Events(false, ("b", 5))),
            _ => Listing(5, ("a", 5), ("b", 5)),
        });

        List<WatchBatch> batches = await WatchAsync(gateway, after: 4, batches: 1, looksAround: true);

        Assert.Equal(["a b"], batches.Select(Keys));
    }

    [Fact]
    public async Task ChangeThatTheStreamLeftOut_IsNoticedByTheListing()
    {
        List<string> warnings = [];
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/v3/watch" => Stream(Created, Events(false, ("b", 5))),
            _ => Listing(6, ("a", 4), ("b", 5)),
        });

        List<WatchBatch> batches = await WatchAsync(gateway, after: 3, batches: 2, warnings, looksAround: true);

        Assert.Equal(new WatchBatch.Compacted(6), batches[^1]);
        Assert.Contains("a was changed in revision 4", Assert.Single(warnings));
    }

    [Fact]
    public async Task DeletionThatIsLate_ComesByAnotherStream_AndIsNotTakenForLost()
    {
        List<string> warnings = [];
        int opened = 0;
        string deletion = """{"result":{"events":[{"type":"DELETE","kv":{"key":"KEY","mod_revision":"5"}}]}}"""
            .Replace("KEY", Key("a"), StringComparison.Ordinal);
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/v3/watch" => ++opened == 1
                ? Stream(Created, Events(false, ("a", 4)))
                : Stream(Created, Events(false, ("a", 4)), deletion),
            _ => Listing(6),
        });

        List<WatchBatch> batches = await WatchAsync(gateway, after: 3, batches: 3, warnings, looksAround: true);

        Assert.Equal([4, 5, 6], batches.Select(batch => Assert.IsType<WatchBatch.Changes>(batch).Revision));
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task EverythingDelivered_TheListingRaisesTheKnownRevision()
    {
        List<string> warnings = [];
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/v3/watch" => Stream(Created, Events(false, ("b", 5))),
            _ => Listing(60, ("a", 2), ("b", 5)),
        });

        List<WatchBatch> batches = await WatchAsync(gateway, after: 3, batches: 2, warnings, looksAround: true);

        Assert.Equal([5, 60], batches.Select(batch => Assert.IsType<WatchBatch.Changes>(batch).Revision));
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task MemberThatLagsBehind_Watch_WaitsForIt()
    {
        await using var gateway = new FakeGateway((path, _) => path switch
        {
            "/v3/watch" => Stream(Created, Events(false, ("a", 9), ("a", 10))),
            _ => Answer.Ok("""{"header":{"revision":"9"}}"""),
        });

        Assert.Equal(["a"], (await WatchAsync(gateway, after: 9, batches: 1)).Select(Keys));
    }

    private static Answer Stream(params string[] lines) => new(200, true, lines);

    private static string Events(bool more, params (string Key, long Revision)[] puts)
    {
        string fragment = more ? "\"fragment\":true," : "";
        IEnumerable<string> events = puts.Select(put =>
            $$"""{"kv":{"key":"{{Key(put.Key)}}","mod_revision":"{{put.Revision}}","value":"eA=="} """ + "}");
        return $$$"""{"result":{"header":{"revision":"5"},{{{fragment}}}"events":[{{{string.Join(',', events)}}}]}}""";
    }

    private static Answer Listing(long revision, params (string Key, long Revision)[] keys)
    {
        IEnumerable<string> kvs = keys.Select(key =>
            $$"""{"key":"{{Key(key.Key)}}","mod_revision":"{{key.Revision}}"}""");
        return Answer.Ok($$"""{"header":{"revision":"{{revision}}"},"kvs":[{{string.Join(',', kvs)}}]}""");
    }

    private static string Key(string key) =>
        Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("/holdfast/" + key));

    private static string Keys(WatchBatch batch) =>
        string.Join(' ', Assert.IsType<WatchBatch.Changes>(batch).Items.Select(item => item.Key));

    private static async Task<List<WatchBatch>> WatchAsync(
        FakeGateway gateway, long after, int batches, List<string>? warnings = null, bool looksAround = false)
    {
        await using EtcdDatabase database = EtcdDatabase.Open(new EtcdOptions
        {
            // Named three times, so that one slow answer of a busy machine is not the end.
            Endpoints = [gateway.Endpoint, gateway.Endpoint, gateway.Endpoint],
            TryTimeout = looksAround ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromSeconds(10),
            SafetyList = TimeSpan.Zero,
            Warn = warnings is null ? null : warnings.Add,
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var seen = new List<WatchBatch>();
        await foreach (WatchBatch batch in database.WatchAsync("", after, limit.Token))
        {
            seen.Add(batch);
            if (seen.Count == batches)
            {
                break;
            }
        }

        return seen;
    }
}
