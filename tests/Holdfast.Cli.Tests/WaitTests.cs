using Holdfast.Client;
using Holdfast.Client.Dtos;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests;

/// <summary><c>--wait</c>, and streams.</summary>
public sealed class WaitTests
{
    private static readonly GroupDto Pending = Sample.Group with
    {
        State = "Pending",
        Resources = [Sample.Resource with { State = "OnlinePending", StatusText = "replaying journal" }],
    };

    [Fact]
    public async Task GroupOnline_Wait_ShowsProgressThenWhereItIs()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/ledger/online", Pending, ClientJson.Default.GroupDto);
        node.OnEach("GET /api/v1/groups/ledger", ClientJson.Default.GroupDto, Pending, Pending, Sample.Group);
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "online", "ledger", "--wait");
        Assert.Equal(0, result.Exit);
        Assert.Equal("Pending on n2: l OnlinePending (replaying journal)\n", result.Error);
        Assert.Matches(@"^Online on n2, \d\.\d s\n$", result.Out);
    }

    [Fact]
    public async Task GroupOnline_WaitAsJson_PrintsTheGroupOnly()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/ledger/online", Pending, ClientJson.Default.GroupDto);
        node.OnEach("GET /api/v1/groups/ledger", ClientJson.Default.GroupDto, Pending, Sample.Group);
        CommandLine.Result result =
            await CommandLine.RunAsync(node, "group", "online", "ledger", "--wait", "-o", "json");
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal("Online", System.Text.Json.JsonElement.Parse(result.Out).GetProperty("state").GetString());
    }

    [Fact]
    public async Task NothingHappens_Wait_TimesOutWithTheLastState()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/ledger/online", Pending, ClientJson.Default.GroupDto);
        node.On("GET /api/v1/groups/ledger", Pending, ClientJson.Default.GroupDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "online", "ledger", "--timeout", "200ms");
        Assert.Equal(7, result.Exit);
        Assert.Contains("HF1015: group ledger to Online: not within 0.2 s; last: Pending on n2", result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task StaysFailed_Wait_GivesUpWithTheReason()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        ResourceDto failed = Sample.Resource with { State = "Failed", Reason = "DLL missing: Acme.Ledger.dll" };
        node.On("POST /api/v1/resources/l/online", failed, ClientJson.Default.ResourceDto);
        node.On("GET /api/v1/resources/l", failed, ClientJson.Default.ResourceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "resource", "online", "l", "--wait");
        Assert.Equal(1, result.Exit);
        Assert.Contains("HF1314: resource \"l\" is Failed: DLL missing", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_RefusedByTheCoordinator_IsAConflict()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/ledger/move", new MoveDto { Id = "m7", Group = "ledger", Target = "n3" },
            ClientJson.Default.MoveDto);
        node.OnEach("GET /api/v1/groups/ledger", ClientJson.Default.GroupDto, Sample.Group,
            Sample.Group with { LastMoveId = "m7", LastMoveRefusal = "n3 has not the package" });
        CommandLine.Result result =
            await CommandLine.RunAsync(node, "group", "move", "ledger", "--to", "n3", "--wait");
        Assert.Equal(5, result.Exit);
        Assert.Contains(
            "HF1206: group \"ledger\" stays: n3 has not the package", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_Wait_EndsWhenItIsOnlineThere()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/ledger/move", new MoveDto { Id = "m7", Group = "ledger", Target = "n3" },
            ClientJson.Default.MoveDto);
        node.OnEach("GET /api/v1/groups/ledger", ClientJson.Default.GroupDto, Sample.Group,
            Sample.Group with { LastMoveId = "m7", MovingTo = "n3" }, Pending with { LastMoveId = "m7", Owner = "n3" },
            Sample.Group with { LastMoveId = "m7", Owner = "n3" });
        CommandLine.Result result = await CommandLine.RunAsync(node, "group", "move", "ledger", "--to", "n3", "--wait");
        Assert.Equal(0, result.Exit);
        Assert.StartsWith("Online on n3, ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeGoesAwayMeanwhile_Wait_GoesOn()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("POST /api/v1/groups/ledger/online", Pending, ClientJson.Default.GroupDto);
        int asked = 0;
        node.On("GET /api/v1/groups/ledger", context =>
        {
            if (++asked < 3)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return context.Response.Body.WriteAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                Sample.Group, ClientJson.Default.GroupDto)).AsTask();
        });
        Assert.Equal(0, (await CommandLine.RunAsync(node, "group", "online", "ledger", "--wait")).Exit);
    }

    [Fact]
    public async Task EventWatch_StreamBreaks_ResumesAfterTheLastItem()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        int opened = 0;
        node.On("GET /api/v1/events/stream", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            switch (++opened)
            {
                case 1:
                    await context.Response.WriteAsync(Item(7, "first"));
                    return;
                case 2:
                    context.Abort();
                    return;
                case 3:
                    await context.Response.WriteAsync(Item(9, "second"));
                    return;
                default:
                    break;
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync("""{"code":"HF1005","detail":"enough","status":401}""");
        });
        CommandLine.Result result = await CommandLine.RunAsync(node, "event", "watch", "--after", "3");
        Assert.Equal(["?after=3", "?after=7", "?after=7", "?after=9"],
            node.Requests.Select(request => request[request.IndexOf('?', StringComparison.Ordinal)..]));
        Assert.Equal(2, result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("first", result.Out, StringComparison.Ordinal);
        Assert.Equal(8, result.Exit);
    }

    private static string Item(long revision, string message)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(
            Sample.Event(message, message), ClientJson.Default.EventDto);
        return FormattableString.Invariant($"id: {revision}\nevent: event\ndata: {json}\n\n");
    }
}
