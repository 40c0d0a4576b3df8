using System.Net;
using System.Net.Http.Headers;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Access;

namespace Holdfast.Service.Tests.Api;

/// <summary>How many requests one caller may send.</summary>
public sealed class LimitTests
{
    private static readonly RequestLimit Three = new(3, TimeSpan.FromHours(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Bucket_IsEachCallersOwn_AndSocketsAndMachinesHaveNone()
    {
        using var limiter = new RequestLimiter(Three, Three);
        var local = new Caller.LocalUser(new(7, 0, 0), null);
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(limiter.MustWait(new Caller.TokenHolder("a"), "127.0.0.1"));
            Assert.Null(limiter.MustWait(new Caller.Anonymous(), "127.0.0.1"));
        }

        Assert.NotNull(limiter.MustWait(new Caller.TokenHolder("a"), "127.0.0.1"));
        Assert.NotNull(limiter.MustWait(new Caller.Anonymous(), "127.0.0.1"));
        Assert.Null(limiter.MustWait(new Caller.TokenHolder("b"), "127.0.0.1"));
        Assert.Null(limiter.MustWait(new Caller.Anonymous(), "127.0.0.2"));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(limiter.MustWait(local, "")));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Null(limiter.MustWait(new Caller.UnknownMachine(), "")));
    }

    [Fact]
    public async Task GuessedTokens_AreAnsweredSlowly_AndTheHolderOfARealOneIsNot()
    {
        await using ApiNode node = await ApiNode.StartAsync(limiter: new RequestLimiter());
        using HttpClient guesser = node.Tcp();
        guesser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "guess");
        HttpResponseMessage? last = null;
        for (int i = 0; i < 10 * RequestLimit.OfStrangers.Burst; i++)
        {
            if (last?.StatusCode == HttpStatusCode.TooManyRequests)
            {
                break;
            }

            last?.Dispose();
            last = await guesser.GetAsync("/api/v1/nodes", Token);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last!.StatusCode);
        Assert.True(last.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCodes.TooManyRequests, (await Http.ProblemAsync(last)).Code);
        last.Dispose();
        using HttpClient holder = node.Tcp(token: true);
        using HttpResponseMessage answer = await holder.GetAsync("/api/v1/nodes", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
