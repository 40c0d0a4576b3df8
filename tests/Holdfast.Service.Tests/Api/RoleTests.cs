using System.Net;
using System.Net.Http.Headers;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Service.Api.Access;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Service.Tests.Api;

/// <summary>
/// Roles: endpoints-roles.txt says, endpoint by endpoint, who may; it is read by people when it changes. Every endpoint
/// that there is is in it, and is asked with each role by real requests.
/// </summary>
public sealed class RoleTests
{
    private const string Rewrite = "HOLDFAST_WRITE_DOCS";

    private static readonly string Table = Path.Combine(
        Holdfast.Cli.Tests.GeneratedDocument.Root(), "tests", "Holdfast.Service.Tests", "Api", "endpoints-roles.txt");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryEndpoint_IsInTheTable_WithTheRoleThatItNeeds()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        string[] lines =
        [
            .. Calls(node).Select(call =>
                $"{ApiPolicy.NeededFor(call.Method, call.Endpoint),-13} {call.Method,-6} {call.Path}"),
        ];
        string text = string.Join('\n', lines.Order(StringComparer.Ordinal)) + "\n";
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            await File.WriteAllTextAsync(Table, text, Token);
        }

        Assert.True(text == await File.ReadAllTextAsync(Table, Token),
            $"{Table} is not what the endpoints say; {Rewrite}=1 writes it anew: read each line that changes");
    }

    [Fact]
    public async Task EveryEndpoint_AskedWithEachRole_IsAllowedFromTheRoleOfTheTableOn()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        var wrong = new List<string>();
        foreach (Role role in Enum.GetValues<Role>())
        {
            MadeApiTokenDto made = await node.Client.Tokens.CreateAsync(
                new ApiTokenRequest { Name = $"t-{role}", Role = $"{role}" }, Token);
            using HttpClient http = node.Tcp();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Token);
            foreach (string line in await File.ReadAllLinesAsync(Table, Token))
            {
                string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                bool allowed = await AllowedAsync(http, HttpMethod.Parse(parts[1]), parts[2]);
                if (allowed != role >= Enum.Parse<Role>(parts[0]))
                {
                    wrong.Add($"{role} {(allowed ? "may" : "may not")} {parts[1]} {parts[2]}");
                }
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task PageSession_HasTheRoleThatItsAddressWasMadeWith()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        Assert.Equal("Administrator", (await node.Client.Tokens.MeAsync(Token)).Role);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], await AnswersAsync("Viewer"));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden], await AnswersAsync("Operator"));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Created], await AnswersAsync(null));

        async Task<HttpStatusCode[]> AnswersAsync(string? role)
        {
            PageLinkDto link = await node.Client.PageLinkAsync(role, null, Token);
            using HttpClient browser = node.Tcp();
            using HttpResponseMessage entered = await browser.GetAsync(link.Url, Token);
            browser.DefaultRequestHeaders.Add("Cookie", entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
            browser.DefaultRequestHeaders.Add(CallerReader.PageHeader, "1");
            return
            [
                (await browser.GetAsync("/api/v1/groups", Token)).StatusCode,
                (await browser.PostAsync("/api/v1/groups/ledger/online", null, Token)).StatusCode,
                (await browser.PostAsync("/api/v1/groups", Http.Json("""{"name":"made"}"""), Token)).StatusCode,
            ];
        }
    }

    [Fact]
    public async Task OperatorsToken_MakesPageAddressesOfItsRoleAndLess()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HoldfastClient client = await ClientAsync(node, "Operator");

        await client.PageLinkAsync("Viewer", null, Token);
        await client.PageLinkAsync(Token);
        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
            () => client.PageLinkAsync("Administrator", null, Token));
        Assert.Contains("you have the role Operator", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.BadQuery, (await Assert.ThrowsAsync<HoldfastException>(
            () => client.PageLinkAsync("King", null, Token))).Code);
    }

    [Fact]
    public async Task RefusedRole_IsToldWithTheOneThatIsNeeded()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HoldfastClient client = await ClientAsync(node, "Viewer");

        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
            () => client.Groups.OnlineAsync("ledger", Token));

        Assert.Equal((ErrorCodes.NotAllowed, 403), (refused.Code, refused.Status));
        Assert.Contains("needs the role Operator, and the holder of token t has the role Viewer", refused.Detail,
            StringComparison.Ordinal);
        Assert.Equal("Offline", (await client.Groups.ShowAsync("ledger", Token)).Wanted);
    }

    [Fact]
    public async Task Token_IsListedWithoutItself_AndWorthlessOnceDeletedOrRunOut()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HoldfastClient client = await ClientAsync(node, "Viewer");
        Assert.Equal("the holder of token t", (await client.Tokens.MeAsync(Token)).Who);
        ApiTokenDto listed = Assert.Single(await node.Client.Tokens.ListAsync(Token));
        Assert.Equal(("t", "Viewer"), (listed.Name, listed.Role));
        Assert.Equal(ErrorCodes.TokenExists, (await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Tokens.CreateAsync(new ApiTokenRequest { Name = "t" }, Token))).Code);
        string file = Path.Combine(node.Options.DataFolder, Service.Api.ApiServices.NamedTokensFile);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var later = new LaterTime(TimeSpan.FromDays(29));
        Assert.Single(new NamedTokens(file, later).All);
        later.Ahead = TimeSpan.FromDays(30);
        Assert.Empty(new NamedTokens(file, later).All);

        await node.Client.Tokens.DeleteAsync("t", Token);

        Assert.Equal(401, (await Assert.ThrowsAsync<HoldfastException>(() => client.Tokens.MeAsync(Token))).Status);
        Assert.Equal(ErrorCodes.NoToken, (await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Tokens.DeleteAsync("t", Token))).Code);
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_000);
        Assert.Throws<InvalidOperationException>(() => new NamedTokens(file, later));
    }

    private static async Task<HoldfastClient> ClientAsync(ApiNode node, string role)
    {
        MadeApiTokenDto made = await node.Client.Tokens.CreateAsync(
            new ApiTokenRequest { Name = "t", Role = role }, Token);
        return HoldfastClient.Connect(HoldfastEndpoint.TryParse(node.Url.ToString())!, made.Token);
    }

    /// <summary>Whether the policy lets the request through; what becomes of it then is another matter.</summary>
    private static async Task<bool> AllowedAsync(HttpClient http, HttpMethod method, string path)
    {
        string real = path.Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{**rest}", "x", StringComparison.Ordinal).Replace("{**path}", "x", StringComparison.Ordinal)
            .Replace('{', 'x').Replace('}', 'x');
        using var request = new HttpRequestMessage(method, real);
        using HttpResponseMessage answer = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, Token);
        return answer.StatusCode != HttpStatusCode.Forbidden
            || !(await Http.ProblemAsync(answer)).Detail!.Contains("needs the role", StringComparison.Ordinal);
    }

    /// <summary>Those that people call; machines have their own, by their certificates.</summary>
    private static IEnumerable<(string Method, string Path, RouteEndpoint Endpoint)> Calls(ApiNode node) =>
        node.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<OnlyForNodes>() is null)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint)));

    private sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public TimeSpan Ahead { get; set; } = ahead;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
    }
}
