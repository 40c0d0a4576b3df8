using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests;

/// <summary>Command lines, right and wrong, and the exit codes that come of them.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("grop list", "group")]
    [InlineData("group lst", "list")]
    [InlineData("group create", "NAME")]
    [InlineData("resource create x --group g", "--type")]
    [InlineData("group list -o xml", "xml")]
    [InlineData("group online g --timeout soon", "duration")]
    [InlineData("resource set l --set Port", "NAME=VALUE")]
    [InlineData("group set g --priority high", "high")]
    public async Task WrongCommandLine_Run_SaysWhatIsWrongOnStandardError(string line, string said)
    {
        CommandLine.Result result = await CommandLine.RunAsync(null, line.Split(' '));
        Assert.Equal((2, ""), (result.Exit, result.Out));
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("group")]
    public async Task NoVerb_Run_ExplainsOnStandardError(string line)
    {
        CommandLine.Result result =
            await CommandLine.RunAsync(null, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (result.Exit, result.Out));
        Assert.Contains("Commands:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfAVerb_EndsWithExamples()
    {
        CommandLine.Result result = await CommandLine.RunAsync(null, "group", "online", "--help");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains("holdfast group online ledger --wait", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorCodes.NoGroup, 4)]
    [InlineData(ErrorCodes.GroupExists, 5)]
    [InlineData(ErrorCodes.MoveRefused, 5)]
    [InlineData(ErrorCodes.Invalid, 6)]
    [InlineData(ErrorCodes.BodyTooLarge, 6)]
    [InlineData(ErrorCodes.NotAuthenticated, 8)]
    [InlineData(ErrorCodes.NotAllowed, 8)]
    [InlineData(ErrorCodes.DatabaseUnavailable, 3)]
    [InlineData(ErrorCodes.Unexpected, 1)]
    public async Task NodeRefuses_Run_PrintsTheCodeAndExitsByItsKind(string code, int exit)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Refuse("GET /api/v1/groups/ledgr", code, "no group \"ledgr\"; did you mean \"ledger\"?");
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "show", "ledgr");
        Assert.Equal((exit, ""), (result.Exit, result.Out));
        Assert.Equal($"{code}: no group \"ledgr\"; did you mean \"ledger\"?\n", result.Error);
    }

    [Fact]
    public async Task ManyErrors_Run_PrintsEach()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Refuse("POST /api/v1/groups", ErrorCodes.Invalid, "2 errors",
            new ErrorDto { Path = "name", Code = ErrorCodes.BadName, Message = "not a name" },
            new ErrorDto { Path = "priority", Code = ErrorCodes.WrongValue, Message = "too\u001b[31m high" });
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "create", "_", "--priority", "9999");
        Assert.Equal(6, result.Exit);
        Assert.Equal(
            "HF1002: The request was refused by validation\nHF1019: name: not a name\n"
                + "HF1018: priority: too\uFFFD[31m high\n",
            result.Error);
    }

    [Fact]
    public async Task NobodyListens_Run_IsNotReachable()
    {
        CommandLine.Result result = await CommandLine.RunAsync(null, "--node", "/tmp/hf-nobody.sock", "status");
        Assert.Equal(3, result.Exit);
        Assert.StartsWith(
            "HF1013: no cluster service answers at /tmp/hf-nobody.sock", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoNodeNamed_Run_FindsTheSocketOfThisUser()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/nodes", [Sample.Node], ClientJson.Default.IReadOnlyListNodeDto);
        var variables = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = node.RuntimeFolder };
        CommandLine.Result result = await CommandLine.RunAsync(null, variables, terminal: false, "node", "list");
        Assert.SkipWhen(Directory.Exists("/run/holdfast") && !result.Out.Contains("n1"), "a real node runs here");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Contains("n1", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeNamed_Run_IsLookedUpAtTheOneOfTheEnvironment()
    {
        await using FakeNode first = await FakeNode.StartAsync();
        await using FakeNode second = await FakeNode.StartAsync();
        first.On("GET /api/v1/nodes/n2", Sample.Node with { Name = "n2", ApiSocket = second.Socket },
            ClientJson.Default.NodeDto);
        second.On("GET /api/v1/groups", [Sample.Group], ClientJson.Default.IReadOnlyListGroupDto);
        CommandLine.Result result = await CommandLine.RunAsync(first, "group", "list", "--node", "n2");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal("GET /api/v1/groups", Assert.Single(second.Requests));
    }

    [Fact]
    public async Task SomethingElseAnswers_Run_SaysSo()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/nodes", context => context.Response.WriteAsync("<html>hello</html>"));
        CommandLine.Result result = await CommandLine.RunAsync(node, "node", "list");
        Assert.Equal(3, result.Exit);
        Assert.StartsWith(ErrorCodes.NotAnApi, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResourceCreate_Options_BecomeTheRequest()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/types/Acme.Ledger", Sample.Type, ClientJson.Default.TypeDto);
        node.On("POST /api/v1/resources", Sample.Resource, ClientJson.Default.ResourceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "resource", "create", "l", "--group", "ledger",
            "--type", "Acme.Ledger", "--set", "Port=7001", "--set", "On=True", "--set", "Tags=[1,2]", "--set",
                "Label=12",
            "--set", "Rate=x", "--set", "New=a=b", "--depends-on", "a, b|c", "--restart-threshold", "5", "--is-alive",
                "3s",
            "--offline");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal("resource l created: Acme.Ledger, Acme.Ledger.dll (3f2a61c0d9e1)\n", result.Out);
        const string Body =
            """
            {"name":"l","group":"ledger","type":"Acme.Ledger",
            "properties":{"Label":"12","New":"a=b","On":true,"Port":7001,"Rate":"x","Tags":[1,2]},
            "dependsOn":[["a"],["b","c"]],"wantedOnline":false,
            "policy":{"restartThreshold":5,"isAlivePollInterval":"3s"}}
            """;
        Assert.Equal("POST /api/v1/resources " + Body.ReplaceLineEndings(""), node.Requests.Last());
    }

    [Fact]
    public async Task ResourceSet_Unset_SendsNullWithoutAskingForTheType()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("PATCH /api/v1/resources/l", Sample.Resource with { FromNextOnline = ["Port"] },
            ClientJson.Default.ResourceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "resource", "set", "l", "--unset", "Port");
        Assert.Equal("""PATCH /api/v1/resources/l {"properties":{"Port":null}}""", Assert.Single(node.Requests));
        Assert.Equal("resource l changed; from its next online: Port\n", result.Out);
    }

    [Fact]
    public async Task ResourcePolls_NewestFirst_WithWhy()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        PollDto Poll(string health, string text) => new()
        {
            At = DateTimeOffset.UtcNow, Kind = "IsAlive", Health = health, Text = text, TookMs = 1.234,
        };
        node.On("GET /api/v1/resources/l/polls", new PollHistoryDto
        {
            Since = DateTimeOffset.UtcNow.AddMinutes(-1), Polls = [Poll("Ok", ""), Poll("Failed", "no answer")],
        }, ClientJson.Default.PollHistoryDto);

        string printed = (await CommandLine.RunAsync(node, "resource", "polls", "l")).Out;

        Assert.Matches("s +IsAlive +Failed +1.23 ms +no answer", printed);
        Assert.Matches("(?s)Failed.*Ok", printed);
        Assert.Contains("the newest 2 polls", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResourceProcesses_WithUptimeAndMemory()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/resources/l/processes", new ResourceProcessesDto
        {
            Processes =
            [
                new RunningProcessDto
                {
                    Pid = 42, Role = "monitor", Id = "m1", UptimeSeconds = 12.34, MemoryBytes = 3 << 20,
                },
            ],
        }, ClientJson.Default.ResourceProcessesDto);

        Assert.Matches("42 +monitor +m1 +12.3 s +3.0 MiB",
            (await CommandLine.RunAsync(node, "resource", "processes", "l")).Out);
    }

    [Fact]
    public async Task TypeInspect_SaysWhatIsRegisteredAlready()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        FoundTypeDto Found(string name, string? version, bool same) => new()
        {
            Name = name, DisplayName = name, Description = "what it runs", RegisteredVersion = version,
            SamePackage = same,
        };
        node.On("POST /api/v1/types/inspect", new PackageDto
        {
            PackageHash = Sample.Type.PackageHash, Dll = "Acme.dll", Version = "2.0.0",
            Types = [Found("New", null, false), Found("Old", "1.0.0", false), Found("Same", "2.0.0", true)],
        }, ClientJson.Default.PackageDto);

        CommandLine.Result result = await CommandLine.RunAsync(node, "type", "inspect", "out/");

        Assert.Matches("New +no", result.Out);
        Assert.Matches("Old +version 1.0.0, another package", result.Out);
        Assert.Matches("Same +this package", result.Out);
        Assert.Equal(
            $$"""POST /api/v1/types/inspect {"path":"{{Path.GetTempPath()}}out/"}""", Assert.Single(node.Requests));
    }

    [Fact]
    public async Task TypeRegister_OnASocket_SendsTheWholePath()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/types", new RegistrationDto
        {
            PackageHash = Sample.Hash, Dll = "Acme.Ledger.dll", Version = "1.0.0", Types = [Sample.Type],
            StoredOn = ["n1", "n2"], Nodes = 2,
        }, ClientJson.Default.RegistrationDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "type", "register", "out/");
        Assert.Equal($$"""POST /api/v1/types {"path":"{{Path.GetTempPath()}}out/"}""", Assert.Single(node.Requests));
        Assert.Contains("stored on 2 of 2 nodes", result.Out, StringComparison.Ordinal);
        Assert.Contains("type Acme.Ledger registered", result.Out, StringComparison.Ordinal);
        Assert.Contains("TCP port", result.Out, StringComparison.Ordinal);
    }
}
