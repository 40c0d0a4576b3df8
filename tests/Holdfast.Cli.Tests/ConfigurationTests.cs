using System.Text.Json;
using Holdfast.Cli.Configurations;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Tests;

/// <summary>The cluster as a file: YAML to JSON and back, and <c>apply</c>, <c>diff</c>, <c>export</c>.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Document =
        """
        # the shop
        groups:
          web:
            priority: 3000
            preferredOwners: [n1, n2]
            resources:
              app:
                type: GenericApplication
                properties: {CommandLine: "sleep 1", Port: 80, Label: "80", Ratio: 1.5, Off: no, Nothing: ~}
        """;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"hf-{Guid.NewGuid():n}.yaml");

    private static ConfigurationChangesDto Changes => new()
    {
        Revision = 17,
        Differences =
        [
            new() { Path = "groups.old", Before = JsonElement.Parse("""{"online":false}"""), After = null },
            new()
            {
                Path = "groups.web", Before = null,
                After = JsonElement.Parse("""{"priority":3000,"resources":{}}"""),
            },
            new()
            {
                Path = "groups.x.priority", Before = JsonElement.Parse("1000"), After = JsonElement.Parse("3000"),
            },
        ],
    };

    private static PlanDto Plan => new()
    {
        Settled = true,
        Groups = [],
        Steps =
        [
            new()
            {
                AfterMs = 0, Node = "n2", Kind = "GroupAssigned", Group = "web", Resource = null,
                Message = "web is given to n2",
            },
        ],
    };

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Yaml_BecomesJson_ByTheCoreSchema()
    {
        JsonElement properties = YamlDocument.Read("f", Document).Json.GetProperty("groups").GetProperty("web")
            .GetProperty("resources").GetProperty("app").GetProperty("properties");
        Assert.Equal(
            """{"CommandLine":"sleep 1","Port":80,"Label":"80","Ratio":1.5,"Off":"no","Nothing":null}""",
            properties.GetRawText());
    }

    [Theory]
    [InlineData("groups.web.priority", "f:4:5")]
    [InlineData("groups.web.preferredOwners[1]", "f:5:27")]
    [InlineData("groups.web.resources.app.properties.Port", "f:9:46")]
    [InlineData("groups.web.resources.app.policy.restartThreshold", "f:7:7")]
    [InlineData("nowhere", "f:2:1")]
    public void Path_IsFoundInTheFile_OrWhatHoldsIt(string path, string place) =>
        Assert.Equal(place, YamlDocument.Read("f", Document).Place(path));

    [Theory]
    [InlineData("groups:\n  a: 1\n  a: 2\n", "f:3:3")]
    [InlineData("groups: [1, 2\n", "f:2:1")]
    [InlineData("a: {b: c: d}\n", "f:1:")]
    [InlineData("- a\n", "f must hold one document")]
    [InlineData("", "f must hold one document")]
    [InlineData("a: 1\n---\nb: 2\n", "f must hold one document")]
    public void BrokenYaml_IsToldWithItsPlace(string text, string expected)
    {
        HoldfastException refused = Assert.Throws<HoldfastException>(() => YamlDocument.Read("f", text));
        Assert.Equal(ErrorCodes.Invalid, refused.Code);
        Assert.StartsWith(expected, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_WrittenAsYaml_IsReadBackTheSame()
    {
        const string Json =
            """
            {"a":"80","b":80,"c":"true","d":true,"e":"null","f":null,"g":"","h":" x","i":"- y","j":"a: b","k":"1e3",
             "l":["x",["y","z"]],"m":[{"n":"o"}],"p":{},"q":[],"80":"key","r":"line\nbreak","s":"#no","t":"ä\"\\",
             "u":1.5,"v":-3,"w":"~","x":"0x10","y":"yes","z":"22-6"}
            """;
        var output = new StringWriter();
        YamlWriter.Write(JsonElement.Parse(Json), output);
        JsonElement again = YamlDocument.Read("f", output.ToString()).Json;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Json), again), output.ToString());
    }

    [Fact]
    public void Schema_IsWhatTheRequestsSay() =>
        GeneratedDocument.CheckWhole("docs/cluster.schema.json", ConfigurationSchema.Write());

    [Fact]
    public async Task Diff_ShowsWhatComesGoesAndChanges()
    {
        await using FakeNode node = await ReadyAsync();
        node.On("POST /api/v1/configuration/diff", Changes, ClientJson.Default.ConfigurationChangesDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "diff", "-f", _file);
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal(
            """
            - groups.old.online: false
            + groups.web.priority: 3000
            + groups.web.resources: {}
            ~ groups.x.priority: 1000 -> 3000

            """,
            result.Out);
    }

    [Fact]
    public async Task Apply_SendsTheDocument_WithTheRevisionThatWasCompared()
    {
        await using FakeNode node = await ReadyAsync();
        node.On("POST /api/v1/configuration/diff", Changes, ClientJson.Default.ConfigurationChangesDto);
        node.On("PUT /api/v1/configuration?revision=17&prune=true", Changes,
            ClientJson.Default.ConfigurationChangesDto);
        node.On("PUT /api/v1/configuration?whatIf=true&prune=true", Plan, ClientJson.Default.PlanDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "apply", "-f", _file, "--yes", "--prune");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains("~ groups.x.priority: 1000 -> 3000", result.Out, StringComparison.Ordinal);
        Assert.Contains("n2: web is given to n2", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("applied\n", result.Out, StringComparison.Ordinal);
        Assert.Collection(
            node.Requests,
            request => Assert.StartsWith("POST /api/v1/configuration/diff?prune=true {\"groups\":", request,
                StringComparison.Ordinal),
            request => Assert.StartsWith("PUT /api/v1/configuration?whatIf=true&prune=true {\"groups\":", request,
                StringComparison.Ordinal),
            request => Assert.StartsWith("PUT /api/v1/configuration?revision=17&prune=true {\"groups\":", request,
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apply_WithoutYesAndWithoutATerminal_ChangesNothing()
    {
        await using FakeNode node = await ReadyAsync();
        node.On("POST /api/v1/configuration/diff", Changes, ClientJson.Default.ConfigurationChangesDto);
        node.On("PUT /api/v1/configuration?whatIf=true", Plan, ClientJson.Default.PlanDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "apply", "-f", _file);
        Assert.Equal(ExitCodes.Failed, result.Exit);
        Assert.Contains("~ groups.x.priority: 1000 -> 3000", result.Out, StringComparison.Ordinal);
        Assert.Contains("n2: web is given to n2", result.Out, StringComparison.Ordinal);
        Assert.Contains("--yes", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(node.Requests, request => request.Contains("revision=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RefusedDocument_NamesFileLineAndColumn_OfEveryError()
    {
        await using FakeNode node = await ReadyAsync();
        node.Refuse("POST /api/v1/configuration/diff", ErrorCodes.Invalid, "2 errors",
            new ErrorDto { Path = "groups.web.priority", Code = "HF1", Message = "too high" },
            new ErrorDto { Path = "groups.web.preferredOwners[1]", Code = "HF2", Message = "no node" });
        CommandLine.Result result = await CommandLine.RunAsync(node, "diff", "-f", _file);
        Assert.NotEqual(0, result.Exit);
        Assert.Contains($"HF1: {_file}:4:5: groups.web.priority: too high", result.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"HF2: {_file}:5:27: groups.web.preferredOwners[1]: no node", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_PrintsYaml_AndJsonWhenAsked()
    {
        await using FakeNode node = await ReadyAsync();
        node.On("GET /api/v1/configuration", JsonElement.Parse("""{"groups":{"web":{"online":true}}}"""),
            ClientJson.Default.JsonElement);
        CommandLine.Result yaml = await CommandLine.RunAsync(node, "export");
        CommandLine.Result json = await CommandLine.RunAsync(node, "export", "-o", "json");
        Assert.Equal("groups:\n  web:\n    online: true\n", yaml.Out);
        Assert.True(JsonElement.Parse(json.Out).GetProperty("groups").GetProperty("web").GetProperty("online")
            .GetBoolean());
    }

    private async Task<FakeNode> ReadyAsync()
    {
        await File.WriteAllTextAsync(_file, Document);
        return await FakeNode.StartAsync();
    }
}
