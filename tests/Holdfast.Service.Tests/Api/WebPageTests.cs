using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Memory;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Pages;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Service.Tests.Api;

/// <summary>How the web page is served, and what its sessions may do.</summary>
public sealed class WebPageTests
{
    private const string Index = "<!doctype html><title>the page</title>";
    private const string Script = "console.log(1)";

    internal static readonly WebFiles Files = WebFiles.Of(
    [
        ("index.html.gz", () => Packed(Index)), ("assets/index-abc.js.gz", () => Packed(Script)),
        ("assets/font-def.woff2", () => [1, 2, 3]), ("favicon.svg.gz", () => Packed("<svg/>")),
    ]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/groups")]
    [InlineData("/groups/ledger")]
    [InlineData("/resources")]
    [InlineData("/types")]
    [InlineData("/nodes")]
    [InlineData("/fence")]
    [InlineData("/events")]
    [InlineData("/what-if")]
    [InlineData("/settings")]
    public async Task OwnAddress_SignedIn_IsThePage(string path)
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient browser = await SignInAsync(node);

        using HttpResponseMessage answer = await browser.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Index, await answer.Content.ReadAsStringAsync(Token));
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/groups")]
    [InlineData("/assets/index-abc.js")]
    public async Task AnyFile_NotSignedIn_IsRefusedAndSaysHowTo(string path)
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient browser = node.Tcp();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        using HttpResponseMessage answer = await browser.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("holdfast page", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asset_IsKeptForeverAndSentOnceAndCompressed()
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient browser = await SignInAsync(node);

        using HttpResponseMessage plain = await browser.GetAsync("/assets/index-abc.js", Token);
        Assert.Equal(Script, await plain.Content.ReadAsStringAsync(Token));
        Assert.Contains("immutable", plain.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript", plain.Content.Headers.ContentType?.MediaType);

        browser.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        using HttpResponseMessage packed = await browser.GetAsync("/assets/index-abc.js", Token);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.Equal(Packed(Script), await packed.Content.ReadAsByteArrayAsync(Token));

        browser.DefaultRequestHeaders.IfNoneMatch.Add(packed.Headers.ETag!);
        using HttpResponseMessage again = await browser.GetAsync("/assets/index-abc.js", Token);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/groups/none")]
    [InlineData("/assets/none.js")]
    [InlineData("/nothing")]
    [InlineData("/status/x")]
    public async Task OtherAddress_IsNotThePage(string path)
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient browser = await SignInAsync(node);
        using HttpResponseMessage answer = await browser.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await Http.ProblemAsync(answer);
    }

    [Fact]
    public async Task ApiStatusPageAndDocument_AreNotShadowed()
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient browser = await SignInAsync(node);
        Assert.Contains("\"revision\"", await browser.GetStringAsync("/api/v1/cluster/status", Token),
            StringComparison.Ordinal);
        Assert.Contains("Answered by n1", await browser.GetStringAsync("/status", Token), StringComparison.Ordinal);
        Assert.Contains("\"openapi\"", await browser.GetStringAsync("/openapi/v1.json", Token),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompiledWithoutThePage_SaysSoAndLinksToStatus()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient browser = await SignInAsync(node);
        foreach (string path in new[] { "/", "/groups" })
        {
            string text = await browser.GetStringAsync(path, Token);
            Assert.Contains("compiled without the web page", text, StringComparison.Ordinal);
            Assert.Contains("href=\"/status\"", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("&to=/groups&from=n2", "/groups?from=n2")]
    [InlineData("&to=//evil.example&from=%0d%0aX:y", "/")]
    [InlineData("&to=https://evil.example/groups", "/")]
    public async Task PageLink_LeadsToOwnAddressesOnly(string more, string expected)
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        PageLinkDto link = await node.Client.PageLinkAsync(Token);
        using HttpClient browser = node.Tcp();
        using HttpResponseMessage entered = await browser.GetAsync(link.Url + more, Token);
        Assert.Equal((HttpStatusCode.Redirect, expected), (entered.StatusCode, entered.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task PageSession_MayDoWhatThePageOffers_OnlyIfThePageItselfAsks()
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        await Sample.SeedAsync(node);
        using HttpClient browser = await SignInAsync(node);

        await Http.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.NotAllowed,
            browser.PostAsync("/api/v1/groups/ledger/online", null, Token));
        browser.DefaultRequestHeaders.Add(CallerReader.PageHeader, "1");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-site");
        await Http.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.NotAllowed,
            browser.PostAsync("/api/v1/groups/ledger/online", null, Token));
        browser.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        using HttpResponseMessage done = await browser.PostAsync("/api/v1/groups/ledger/online", null, Token);

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal("Online", (await node.Client.Groups.ShowAsync("ledger", Token)).Wanted);
    }

    [Fact]
    public async Task FilesAndMoreSessions_AreRefusedToSessionsOfAnyRole()
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient browser = await SignInAsync(node);
        browser.DefaultRequestHeaders.Add(CallerReader.PageHeader, "1");
        var refused = new List<string>();
        foreach (RouteEndpoint endpoint in node.Endpoints.Where(
            each => each.Metadata.GetMetadata<NotForPages>() is not null))
        {
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            string path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace('{', 'x').Replace('}', 'x');
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
            await Http.RefusedAsync(
                HttpStatusCode.Forbidden, ErrorCodes.NotAllowed, browser.SendAsync(request, Token));
            refused.Add($"{method} {endpoint.RoutePattern.RawText}");
        }

        Assert.Contains("POST /api/v1/page-links", refused);
        Assert.Contains("GET /api/v1/cluster/backup", refused);
    }

    [Fact]
    public async Task Elsewhere_GivesLinksOfTheOtherNodes_ForSessionsThatDoNotGetLonger()
    {
        await using var database = new MemoryDatabase();
        await using ApiNode first = await ApiNode.StartAsync("n1", database, Files);
        await using ApiNode second = await ApiNode.StartAsync("n2", database, Files);
        await Sample.SeedAsync(first);
        await first.PutAsync(Keys.NodeStatus("n2"), new NodeStatus
        {
            Node = "n2", Epoch = 1, ApiSocket = second.Options.ApiSocket, ApiUrl = second.Url.ToString(),
        });
        using HttpClient browser = await SignInAsync(first);
        browser.DefaultRequestHeaders.Add(CallerReader.PageHeader, "1");

        using HttpResponseMessage answer = await browser.PostAsync("/api/v1/page-links/elsewhere", null, Token);
        NodePageLinkDto link = Assert.Single((await answer.Content.ReadFromJsonAsync(
            ClientJson.Default.IReadOnlyListNodePageLinkDto, Token))!);

        Assert.Equal("n2", link.Node);
        Assert.StartsWith(second.Url.ToString(), link.Url, StringComparison.Ordinal);
        using HttpClient there = second.Tcp();
        using HttpResponseMessage entered = await there.GetAsync(link.Url + "&to=/nodes&from=n1", Token);
        Assert.Equal("/nodes?from=n1", entered.Headers.Location?.ToString());
        string policy = Assert.Single((await browser.GetAsync("/", Token)).Headers
            .GetValues("Content-Security-Policy"));
        Assert.Contains($"connect-src 'self' {second.Url.GetLeftPart(UriPartial.Authority)}", policy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Session_OpenedWithALimit_EndsThere()
    {
        var sessions = new PageSessions(TimeProvider.System);
        DateTimeOffset end = TimeProvider.System.GetUtcNow().AddMinutes(5);
        string session = sessions.Open(sessions.NewCode(Role.Operator, end).Code)!;
        Assert.Equal(new PageSessions.Session(end, Role.Operator), sessions.Find(session));
        Assert.Null(sessions.Open(sessions.NewCode(Role.Operator, DateTimeOffset.UtcNow.AddSeconds(-1)).Code));
        Assert.Null(sessions.Open(session));
        Assert.Null(sessions.Find("none"));
    }

    [Fact]
    public void SessionsOfOneToken_DoNotTakeThoseOfOthers()
    {
        var sessions = new PageSessions(TimeProvider.System);
        string others = sessions.Open(Role.Administrator, ends: null, token: null);
        string[] own = [.. Enumerable.Range(0, 300).Select(_ => sessions.Open(Role.Viewer, null, "hash"))];
        Assert.NotNull(sessions.Find(others));
        Assert.NotNull(sessions.Find(own[^1]));
        Assert.Null(sessions.Find(own[0]));
    }

    [Fact]
    public async Task SignOfLife_MayBeAskedForByOtherNodesPages_NothingElse()
    {
        await using ApiNode node = await ApiNode.StartAsync(web: Files);
        using HttpClient nobody = node.Tcp();
        using HttpResponseMessage sign = await nobody.GetAsync(WebPage.SignOfLife, Token);
        Assert.Equal(["cross-origin"], sign.Headers.GetValues("Cross-Origin-Resource-Policy"));
        using HttpResponseMessage other = await nobody.GetAsync("/api/v1/nodes", Token);
        Assert.Equal(["same-origin"], other.Headers.GetValues("Cross-Origin-Resource-Policy"));
    }

    private static async Task<HttpClient> SignInAsync(ApiNode node)
    {
        PageLinkDto link = await node.Client.PageLinkAsync(Token);
        HttpClient browser = node.Tcp();
        using HttpResponseMessage entered = await browser.GetAsync(link.Url, Token);
        string cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        return browser;
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
