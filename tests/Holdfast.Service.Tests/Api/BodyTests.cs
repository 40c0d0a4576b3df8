using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Service.Tests.Api;

/// <summary>Bodies that nobody should send.</summary>
public sealed class BodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"\\udfff\":1}")]
    [InlineData("nonsense")]
    public async Task MalformedBody_Create_IsRefused(string body)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient http = node.Unix();
        await Http.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.MalformedBody,
            http.PostAsync("/api/v1/groups", Http.Json(body), Token));
    }

    [Fact]
    public async Task DepthBomb_Create_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient http = node.Unix();
        string bomb = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        await Http.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.MalformedBody,
            http.PostAsync("/api/v1/groups", Http.Json(bomb), Token));
    }

    [Theory]
    [InlineData("/api/v1/groups")]
    [InlineData("/api/v1/resources")]
    [InlineData("/api/v1/types")]
    [InlineData("/api/v1/resources/l/control/snapshot")]
    public async Task OversizeBody_Post_IsRefused(string path)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        string body = $$"""{"name":"{{new string('a', 2 << 20)}}"}""";
        await Http.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge,
            http.PostAsync(path, Http.Json(body), Token));
    }

    [Fact]
    public async Task OversizeBody_InChunksWithoutALength_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient http = node.Unix();
        foreach (string path in new[] { "/api/v1/groups", "/api/v1/types" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StreamContent(
                    new MemoryStream(Encoding.UTF8.GetBytes($"\"{new string('a', 2 << 20)}\""))),
            };
            request.Headers.TransferEncodingChunked = true;
            request.Content.Headers.ContentType = new("application/json");
            await Http.RefusedAsync(
                HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge, http.SendAsync(request, Token));
        }
    }

    [Fact]
    public async Task OtherMediaType_Create_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        using HttpClient http = node.Unix();
        await Http.RefusedAsync(HttpStatusCode.UnsupportedMediaType, ErrorCodes.WrongMediaType,
            http.PostAsync("/api/v1/groups", new StringContent("{}", Encoding.UTF8, "text/xml"), Token));
    }

    [Fact]
    public async Task ManyErrors_CreateGroup_AreAllReported()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        ProblemDto problem = await Http.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.Invalid, http.PostAsync(
            "/api/v1/groups", Http.Json("""
            {"name":"no spaces!","preferedOwners":[],"failoverThreshold":1.5,"failoverPeriod":"5 parsecs",
             "autoFailback":"yes","priority":99999,"possibleOwners":["n1",7]}
            """), Token));
        Assert.Equal(
            ["autoFailback", "failoverPeriod", "failoverThreshold", "name", "possibleOwners[1]", "preferedOwners",
                "priority"],
            problem.Errors!.Select(error => error.Path).Order(StringComparer.Ordinal));
        Assert.Contains("did you mean \"preferredOwners\"?",
            problem.Errors!.Single(error => error.Path == "preferedOwners").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyErrors_CreateResource_NameEveryPropertyAndDependency()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        ProblemDto problem = await Http.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.Invalid, http.PostAsync(
            "/api/v1/resources", Http.Json("""
            {"name":"m","group":"ledger","type":"Acme.Ledger","dependsOn":[["ll"],["m"]],
             "properties":{"Prt":1,"Port":70000,"Mode":"Safer","Label":"TOOLONG","Every":"soon"}}
            """), Token));
        Dictionary<string, string[]> byPath = problem.Errors!.GroupBy(error => error.Path)
            .ToDictionary(each => each.Key, each => each.Select(error => error.Code).ToArray());
        Assert.Equal([ErrorCodes.UnknownProperty], byPath["properties.Prt"]);
        Assert.Equal([ErrorCodes.BadProperty], byPath["properties.Port"]);
        Assert.Equal([ErrorCodes.BadProperty], byPath["properties.Mode"]);
        Assert.Equal(2, byPath["properties.Label"].Length);
        Assert.Equal([ErrorCodes.BadProperty], byPath["properties.Every"]);
        Assert.Equal([ErrorCodes.DependencyUnknown], byPath["dependsOn[0][0]"]);
        Assert.Equal([ErrorCodes.DependencyOnItself], byPath["dependsOn[1][0]"]);
        Assert.Contains("Did you mean \"l\"?",
            problem.Errors!.Single(error => error.Path == "dependsOn[0][0]").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/groups/ledger")]
    [InlineData("PATCH", "/api/v1/resources/l")]
    [InlineData("POST", "/api/v1/groups/ledger/move")]
    [InlineData("POST", "/api/v1/nodes/n1/pause")]
    [InlineData("POST", "/api/v1/resources/l/fail")]
    [InlineData("POST", "/api/v1/types")]
    public async Task UnknownMember_Anywhere_IsNamed(string method, string path)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        using var request =
            new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = Http.Json("""{"sudo":1}""") };
        ProblemDto problem = await Http.RefusedAsync(
            HttpStatusCode.BadRequest, ErrorCodes.Invalid, http.SendAsync(request, Token));
        Assert.Contains(problem.Errors!, error => error is { Path: "sudo", Code: ErrorCodes.UnknownMember });
    }

    [Fact]
    public async Task AnyJson_SentToAnyWritingEndpoint_IsNeverAnUnexpectedError()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        (HttpMethod, string)[] targets =
        [
            (HttpMethod.Post, "/api/v1/groups"), (HttpMethod.Patch, "/api/v1/groups/ledger"),
            (HttpMethod.Post, "/api/v1/resources"), (HttpMethod.Patch, "/api/v1/resources/l"),
            (HttpMethod.Post, "/api/v1/groups/ledger/move"), (HttpMethod.Post, "/api/v1/nodes/n1/pause"),
        ];
        string[] names =
        [
            "name", "group", "type", "properties", "dependsOn", "policy", "description", "preferredOwners", "target",
                "drain",
            "failoverThreshold", "restartAction", "restartPeriod", "Port", "Label",
        ];
        Gen<string> scalar = Gen.Elements("null", "true", "1", "-1", "1e400", "0.5", "\"\"", "\"ledger\"", "\"l\"",
            "\"Acme.Ledger\"", "\"never\"", "\"10s\"", "[]", "{}", "\"\\u0000\"", "99999999999999999999999");
        Gen<string> value(int depth) => depth == 0 ? scalar : Gen.OneOf(scalar,
            value(depth - 1).ListOf().Select(items => $"[{string.Join(',', items.Take(4))}]"),
            Gen.Elements(names).Zip(value(depth - 1)).ListOf().Select(Object));
        Gen<(string, int)> cases = value(3).Zip(Gen.Choose(0, targets.Length - 1));
        foreach ((string body, int target) in cases.Sample(400, 30))
        {
            (HttpMethod method, string path) = targets[target];
            using var request = new HttpRequestMessage(method, path) { Content = Http.Json(body) };
            using HttpResponseMessage answer = await http.SendAsync(request, Token);
            Assert.True((int)answer.StatusCode < 500, $"{method} {path} {body}: {answer.StatusCode}");
        }
    }

    private static string Object(IEnumerable<(string Name, string Value)> members)
    {
        IEnumerable<string> texts =
            members.DistinctBy(each => each.Name).Select(each => $"\"{each.Name}\":{each.Value}");
        return $"{{{string.Join(',', texts)}}}";
    }
}
