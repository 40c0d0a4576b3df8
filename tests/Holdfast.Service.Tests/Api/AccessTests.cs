using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Linux;
using Holdfast.Service.Api;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Pages;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Service.Tests.Api;

/// <summary>Who gets in, and who does not; for every endpoint there is, also those of tomorrow.</summary>
public sealed class AccessTests
{
    private static readonly Dictionary<string, string> SecurityHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["X-Content-Type-Options"] = "nosniff", ["Referrer-Policy"] = "no-referrer", ["Cache-Control"] = "no-store",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'; object-src 'none'; "
            + "base-uri 'none'; form-action 'none'",
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryEndpoint_WithoutCredentialsOnTcp_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient nobody = node.Tcp();
        using HttpClient guesser = node.Tcp();
        guesser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Token + "x");
        foreach ((HttpMethod method, string path) in Calls(node).Where(call => call.Path != "/"))
        {
            foreach (HttpClient client in new[] { nobody, guesser })
            {
                using var request = new HttpRequestMessage(method, path);
                using HttpResponseMessage answer = await client.SendAsync(request, Token);
                Assert.Equal((method, path, HttpStatusCode.Unauthorized), (method, path, answer.StatusCode));
                Assert.Equal(ErrorCodes.NotAuthenticated, (await Http.ProblemAsync(answer)).Code);
                Assert.NotEmpty(answer.Headers.WwwAuthenticate);
            }
        }
    }

    [Fact]
    public async Task EveryAnswer_OfAnyKind_HasTheSecurityHeaders()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient nobody = node.Tcp();
        using HttpClient holder = node.Tcp(token: true);
        foreach ((HttpClient client, string path) in new[]
            {
                (nobody, "/status"), (holder, "/status"), (holder, "/api/v1/nodes"), (holder, "/api/v1/nodes/none"),
                (holder, "/nothing"), (nobody, "/nothing"), (nobody, "/?once=x"), (holder, "/openapi/v1.json"),
            })
        {
            AssertSecure(await client.GetAsync(path, Token));
        }

        AssertSecure(await holder.PostAsync("/api/v1/groups", Http.Json("{"), Token), HttpStatusCode.BadRequest);
        AssertSecure(await holder.PostAsync("/api/v1/groups", Http.Json(new string(' ', 1_100_000)), Token),
            HttpStatusCode.RequestEntityTooLarge);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nodes");
        foreign.Headers.Host = "evil.example";
        AssertSecure(await holder.SendAsync(foreign, Token), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Token_TypedIn_OpensASessionOfItsRole_UntilTheTokenIsDeleted()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        MadeApiTokenDto made = await node.Client.Tokens.CreateAsync(
            new ApiTokenRequest { Name = "wall", Role = "Viewer" }, Token);
        using HttpClient browser = node.Tcp();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using HttpResponseMessage asked = await browser.GetAsync("/status", Token);
        string form = await asked.Content.ReadAsStringAsync(Token);
        Assert.Contains("<form method=\"post\"", form, StringComparison.Ordinal);
        Assert.EndsWith("form-action 'self'",
            Assert.Single(asked.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        using HttpResponseMessage entered = await SignInAsync(browser, made.Token);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        string cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        browser.DefaultRequestHeaders.Add(CallerReader.PageHeader, "1");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/nodes", Token)).StatusCode);
        using HttpResponseMessage refused = await browser.PostAsync("/api/v1/cluster/lock", null, Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        // What is made with the token goes with it, and other nodes, who do not know it, are not gone on to.
        using HttpClient holder = node.Tcp();
        holder.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Token);
        using HttpResponseMessage link = await holder.PostAsync("/api/v1/page-links", null, Token);
        PageLinkDto once = JsonSerializer.Deserialize(
            await link.Content.ReadAsStringAsync(Token), ClientJson.Default.PageLinkDto)!;
        using HttpResponseMessage elsewhere = await browser.PostAsync("/api/v1/page-links/elsewhere", null, Token);
        Assert.Equal("[]", await elsewhere.Content.ReadAsStringAsync(Token));
        await node.Client.Tokens.DeleteAsync("wall", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/nodes", Token)).StatusCode);
        browser.DefaultRequestHeaders.Remove("Cookie");
        using HttpResponseMessage late = await browser.GetAsync(once.Url, Token);
        browser.DefaultRequestHeaders.Add(
            "Cookie", Assert.Single(late.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/nodes", Token)).StatusCode);
    }

    [Theory]
    [InlineData("wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData("", "same-origin", HttpStatusCode.Unauthorized)]
    [InlineData(null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData(null, "same-site", HttpStatusCode.Forbidden)]
    [InlineData(null, "same-origin", HttpStatusCode.Redirect)]
    public async Task SignIn_WithAWrongToken_OrFromAnotherSite_OpensNothing(
        string? token, string? site, HttpStatusCode expected)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient browser = node.Tcp();
        if (site is not null)
        {
            browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        }

        using HttpResponseMessage answer = await SignInAsync(browser, token ?? node.Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Redirect, answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task EveryEndpoint_OfTheApi_IsInTheOpenApiDocument()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient holder = node.Tcp(token: true);
        using JsonDocument document = JsonDocument.Parse(await holder.GetStringAsync("/openapi/v1.json", Token));
        JsonElement paths = document.RootElement.GetProperty("paths");
        string[] missing =
        [
            .. node.Endpoints
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
                .SelectMany(Described)
                .Where(call => !paths.TryGetProperty(call.Path, out JsonElement path)
                    || !path.TryGetProperty(call.Method, out JsonElement operation)
                    || !operation.TryGetProperty("summary", out _))
                .Select(call => $"{call.Method} {call.Path}"),
        ];
        Assert.Empty(missing);
        string[] undescribed =
        [
            .. document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject()
                .Where(schema => schema.Value.TryGetProperty("properties", out _))
                .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject()
                    .Where(member => !member.Value.GetRawText().Contains("\"description\"", StringComparison.Ordinal)
                        && !member.Value.GetRawText().Contains("\"$ref\"", StringComparison.Ordinal))
                    .Select(member => $"{schema.Name}.{member.Name}")),
        ];
        Assert.Empty(undescribed);
    }

    /// <summary>The page's types are made from that file when it is built.</summary>
    [Fact]
    public async Task OpenApiDocument_IsTheOneThatThePageIsBuiltWith()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient holder = node.Tcp(token: true);
        JsonNode document = JsonNode.Parse(await holder.GetStringAsync("/openapi/v1.json", Token))!;
        document.AsObject().Remove("servers");
        Cli.Tests.GeneratedDocument.CheckWhole("web/openapi.json", document.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public async Task ForeignHostHeader_OnTcp_IsRefusedEvenWithTheToken()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient holder = node.Tcp(token: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nodes");
        request.Headers.Host = "evil.example";
        await Http.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.HostNotAllowed, holder.SendAsync(request, Token));
    }

    [Fact]
    public async Task UnixSocket_OwnUser_NeedsNoTokenAndModesAreTight()
    {
        await using ApiNode node = await ApiNode.StartAsync();

        Assert.Equal("n1", (await node.Client.VersionAsync(Token)).Node);

        const UnixFileMode User = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(User, File.GetUnixFileMode(Path.Combine(node.Options.DataFolder, ApiServices.TokenFile)));
        Assert.Equal(
            User | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(node.Options.ApiSocket));
        Assert.Equal(User | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(node.Options.ApiSocket)!));
    }

    [Fact]
    public async Task UnixSocket_AnotherUser_IsRefusedByTheKernelsWord()
    {
        Assert.SkipUnless(
            Environment.UserName == "root" && File.Exists("/usr/bin/setpriv") && File.Exists("/usr/bin/curl"),
            "needs root, setpriv and curl to be somebody else");
        await using ApiNode node = await ApiNode.StartAsync();
        foreach (string folder in new[] { node.Options.DataFolder, node.Options.RunFolder,
            Path.GetDirectoryName(node.Options.ApiSocket)! })
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        File.SetUnixFileMode(node.Options.ApiSocket, (UnixFileMode)0b110_110_110);

        string said =
            await Programs.OutputAsync("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
            "/usr/bin/curl", "-s", "--unix-socket", node.Options.ApiSocket, "http://localhost/api/v1/nodes");

        Assert.Contains(ErrorCodes.NotAllowed, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenFile_OthersCanRead_StopsTheStart()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("hf-token-").FullName, "api-token");
        ApiToken made = ApiToken.Load(path);
        string token = (await File.ReadAllTextAsync(path, Token)).Trim();
        Assert.True(made.Accepts(token));
        Assert.False(made.Accepts(token[..^1]));
        Assert.False(made.Accepts(""));
        Assert.True(ApiToken.Load(path).Accepts(token));

        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_000);
        Assert.Contains("chmod 0600", Assert.Throws<InvalidOperationException>(() => ApiToken.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task PageLink_Opens_OnceAndForWhatThePageOffers()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        PageLinkDto link = await node.Client.PageLinkAsync(Token);
        using HttpClient browser = node.Tcp();

        using HttpResponseMessage entered = await browser.GetAsync(link.Url, Token);
        string cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Equal((HttpStatusCode.Redirect, "/status"), (entered.StatusCode, entered.Headers.Location?.ToString()));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);

        string page = await browser.GetStringAsync("/status", Token);
        Assert.Contains("Acme.Ledger.dll", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Acme.Ledger", await browser.GetStringAsync("/api/v1/types", Token), StringComparison.Ordinal);
        await Http.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.NotAllowed,
            browser.PostAsync("/api/v1/groups", Http.Json("""{"name":"x"}"""), Token));
        await Http.RefusedAsync(HttpStatusCode.Forbidden, ErrorCodes.NotAllowed,
            browser.GetAsync("/api/v1/packages/" + Sample.Hash, Token));

        using HttpClient second = node.Tcp();
        using HttpResponseMessage again = await second.GetAsync(link.Url, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.False(again.Headers.Contains("Set-Cookie"));
        second.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml");
        using HttpResponseMessage outside = await second.GetAsync("/status", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, outside.StatusCode);
        Assert.Contains("holdfast page", await outside.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfTest_OnAHealthyNode_Passes()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await ApiSelfTest.RunAsync(node.Addresses, Token);
    }

    [Fact]
    public void Policy_AnyCallerThatIsNotKnown_IsRefused()
    {
        var stranger = new Caller.StrangeUser(new PeerCredentials(7, 1234, 1234));
        Assert.Equal(ErrorCodes.NotAllowed, ApiPolicy.Check(stranger, "GET", null)?.Code);
        Assert.Equal(ErrorCodes.NotAuthenticated, ApiPolicy.Check(new Caller.Anonymous(), "GET", null)?.Code);
        Assert.Equal(ErrorCodes.NotAllowed, ApiPolicy.Check(new Caller.PageSession(), "POST", null)?.Code);
        Assert.Null(ApiPolicy.Check(new Caller.TokenHolder(), "DELETE", null));
    }

    [Fact]
    public async Task TypedClient_WithTokenOnTcp_Works()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HoldfastClient client =
            HoldfastClient.Connect(HoldfastEndpoint.TryParse(node.Url.ToString())!, node.Token);
        Assert.Equal("n1", (await client.VersionAsync(Token)).Node);
        using HoldfastClient without = HoldfastClient.Connect(HoldfastEndpoint.TryParse(node.Url.ToString())!);
        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(() => without.StatusAsync(Token));
        Assert.Equal((ErrorCodes.NotAuthenticated, 401), (refused.Code, refused.Status));
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string token) =>
        browser.PostAsync("/", new FormUrlEncodedContent([new(SignIn.Field, token)]), Token);

    private static void AssertSecure(HttpResponseMessage answer, HttpStatusCode? status = null)
    {
        using (answer)
        {
            Assert.Equal(status ?? answer.StatusCode, answer.StatusCode);
            Assert.Equal(SecurityHeaders, SecurityHeaders.ToDictionary(
                header => header.Key,
                header => answer.Headers.TryGetValues(header.Key, out IEnumerable<string>? values)
                    ? string.Join(", ", values) : ""));
            Assert.DoesNotContain(answer.Headers, header => header.Key == "Server");
        }
    }

    private static IEnumerable<(HttpMethod Method, string Path)> Calls(ApiNode node) => node.Endpoints
        .SelectMany(Described)
        .Select(call =>
            (HttpMethod.Parse(call.Method), call.Path.Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace('{', 'x').Replace('}', 'x')));

    private static IEnumerable<(string Method, string Path)> Described(RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            .Select(method => (method.ToLowerInvariant(), "/" + endpoint.RoutePattern.RawText!.Trim('/')));
}
