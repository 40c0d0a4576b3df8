using System.Net;
using Holdfast.Database.Etcd;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>Addresses, versions and the ledger of a watch: what needs no etcd at all.</summary>
public sealed class EtcdValuesTests
{
    [Theory]
    [InlineData("http://a:2379", "http://a:2379/", "/holdfast/")]
    [InlineData("https://a:2379,https://b:2379/", "https://a:2379/ https://b:2379/", "/holdfast/")]
    [InlineData("http://a:2379, http://b:2379/prod/east/", "http://a:2379/ http://b:2379/", "/prod/east/")]
    [InlineData("http://a:2379/x,http://b:2379/x", "http://a:2379/ http://b:2379/", "/x/")]
    public void Address_IsRead(string text, string endpoints, string prefix)
    {
        EtcdAddress address = Assert.IsType<EtcdAddress>(EtcdAddress.TryParse(text, out string error));

        Assert.Empty(error);
        Assert.Equal((endpoints, prefix), (string.Join(' ', address.Endpoints), address.Prefix));
    }

    [Theory]
    [InlineData("http://a:2379,b:2379", "\"b:2379\" is no client URL")]
    [InlineData("http://a:2379,", "\"\" is no client URL")]
    [InlineData("http://user:secret@a:2379", "is no client URL")]
    [InlineData("http://a:2379?x=1", "is no client URL")]
    [InlineData("http://a:2379,https://b:2379", "mixed")]
    [InlineData("http://a:2379,http://a:2379", "twice")]
    [InlineData("http://a:2379/x,http://b:2379/y", "two prefixes")]
    [InlineData("http://a:2379/a%20b", "cannot be used")]
    public void AddressThatIsWrong_SaysWhat(string text, string expected)
    {
        Assert.Null(EtcdAddress.TryParse(text, out string error));
        Assert.Contains(expected, error);
    }

    [Theory]
    [InlineData("3.4.23", false)]
    [InlineData("3.5.32", false)]
    [InlineData("3.5.33", true)]
    [InlineData("3.6.13", false)]
    [InlineData("3.6.14", true)]
    [InlineData("3.7.0", false)]
    [InlineData("3.7.1", true)]
    [InlineData("3.8.0-rc.1", true)]
    [InlineData("4.0.0", true)]
    public void Version_IsSafeOrNot(string text, bool safe) =>
        Assert.Equal(safe, Assert.IsType<EtcdVersion>(EtcdVersion.TryParse(text)).IsSafe);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3.5")]
    [InlineData("3.x.1")]
    public void Version_ThatIsNone_IsNotRead(string? text) => Assert.Null(EtcdVersion.TryParse(text));

    /// <summary>A minor version is not left out, and one is left only from its last patches.</summary>
    [Theory]
    [InlineData("3.4.23", "3.5.33 or later, and not over that minor version")]
    [InlineData("3.5.16", "3.5.33 or later, and not to another minor version before all members are")]
    [InlineData("3.6.0", "3.6.14 or later, and not to another minor version before all members are")]
    [InlineData("3.7.0", "3.7.1 or later")]
    [InlineData("", "3.5.33 or later, 3.6.14 or later, 3.7.1 or later")]
    public void Version_ThatIsNotSafe_IsUpgradedWithinItsLine(string text, string remedy) =>
        Assert.Equal(remedy, EtcdVersion.Remedy(EtcdVersion.TryParse(text)));

    /// <summary>What a stream is refused by before its first message, by an etcd from 3.6 on.</summary>
    [Fact]
    public void ErrorOfAStream_IsReadLikeOneOfARequest()
    {
        byte[] body = """{"error":{"code":7,"message":"etcdserver: permission denied","details":[]}}"""u8.ToArray();
        var refused = Assert.IsType<EtcdAnswer.Refused>(EtcdAnswer.Read(HttpStatusCode.Forbidden, body));
        Assert.True(refused.IsForbidden);
        byte[] old = """{"error":"etcdserver: permission denied","code":7}"""u8.ToArray();
        Assert.True(Assert.IsType<EtcdAnswer.Refused>(EtcdAnswer.Read(HttpStatusCode.Forbidden, old)).IsForbidden);
    }

    [Fact]
    public void Ledger_KnowsWhatWasMissed()
    {
        var ledger = new WatchLedger(after: 10);
        ledger.Deliver(new Change("new", new byte[1], 11));
        Assert.Contains("other", ledger.Compare(Listing(12, ("new", 11), ("other", 12), ("old", 3))));
        ledger.Deliver(new Change("other", new byte[1], 12));
        Assert.Null(ledger.Compare(Listing(12, ("new", 11), ("other", 12), ("old", 3))));

        // From the first listing on, the deletion of what was there before is known as well.
        Assert.Contains("old was deleted", ledger.Compare(Listing(13, ("new", 11), ("other", 12))));
        ledger.Deliver(new Change("old", null, 13));
        Assert.Null(ledger.Compare(Listing(13, ("new", 11), ("other", 12))));
        Assert.Contains("new", ledger.Compare(Listing(14, ("new", 14), ("other", 12))));
        ledger.Deliver(new Change("new", null, 15));
        Assert.Contains("new", ledger.Compare(Listing(15, ("new", 14), ("other", 12))));
    }

    [Fact]
    public void Options_DoNotShowThePassword() => Assert.DoesNotContain(
        "secret", $"{new EtcdOptions { Endpoints = [new Uri("http://a:1")], User = "u", Password = "secret" }}");

    private static EtcdListing Listing(long revision, params (string Key, long Revision)[] keys) =>
        new(revision, keys.ToDictionary(key => key.Key, key => key.Revision));
}
