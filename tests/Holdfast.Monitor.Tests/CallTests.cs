using System.Text.Json;
using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>Calls to resources of a real monitor process.</summary>
public sealed class CallTests : IAsyncDisposable
{
    private readonly Node node = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task Resource_GoesThroughItsLife_AndTheHelloSaysWhereItIs()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("r"));
        Assert.Equal("Offline", (await monitor.DescribeAsync("r")).State);
        Outcome.Ok(await monitor.Client.OnlineAsync("r", Cancelled));
        Assert.Equal("Online", (await monitor.DescribeAsync("r")).State);
        await Until.TrueAsync("it is polled", async () => (await monitor.DescribeAsync("r")).Polls > 2);
        Outcome.Ok(await monitor.Client.OfflineAsync("r", Cancelled));
        Assert.Equal("Offline", (await monitor.DescribeAsync("r")).State);
        Outcome.Ok(await monitor.Client.CloseAsync("r", Cancelled));
        Assert.Empty((await monitor.Client.HelloAsync(Cancelled)).Resources);
    }

    [Fact]
    public async Task Polls_AreKept_WithWhatTheySaidAndHowLongTheyTook()
    {
        string fault = Path.Combine(node.Folder, "fault-now");
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("r", new { When = "IsAlive", How = "Throw", Trigger = fault });
        await Until.TrueAsync("it is polled", async () => (await PollsAsync(monitor)).Polls.Count > 2);
        PollHistory history = await PollsAsync(monitor);
        Assert.All(history.Polls, poll => Assert.Equal(("Ok", ""), (poll.Health, poll.Text)));
        Assert.Equal("IsAlive", history.Polls[0].Kind);
        Assert.Equal(history.Polls.OrderBy(poll => poll.At), history.Polls);
        Assert.InRange(history.Since, DateTimeOffset.UtcNow.AddMinutes(-1), history.Polls[0].At);

        Outcome.Ok(await monitor.Client.SetAsync("r", new SetPropertiesRequest
        {
            Properties = JsonSerializer.Serialize(new { When = "IsAlive", How = "Throw", Trigger = fault }),
            LooksAlivePollMs = 50, IsAlivePollMs = 400,
        }, Cancelled));
        await Until.TrueAsync("LooksAlive is asked", async () =>
            (await PollsAsync(monitor)).Polls.Any(poll => poll.Kind == "LooksAlive"));
        await File.WriteAllTextAsync(fault, "", Cancelled);
        await Until.TrueAsync("it fails", async () => (await monitor.DescribeAsync("r")).State == "Failed");
        PollRecord last = (await PollsAsync(monitor)).Polls[^1];
        Assert.Equal(("IsAlive", "Failed"), (last.Kind, last.Health));
        Assert.NotEqual("", last.Text);
        Assert.Equal("refused", (await monitor.Client.PollsAsync("unknown", Cancelled)).Result);
    }

    private static async Task<PollHistory> PollsAsync(RunningMonitor monitor) =>
        (await monitor.Client.PollsAsync("r", Cancelled)).Output!.Value.Deserialize(MonitorJson.Default.PollHistory)!;

    [Fact]
    public async Task TwoTypesOfOneDll_AreHostedTogether()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("one");
        await monitor.OnlineAsync("two", entryType: "Holdfast.FaultResources.FaultTwin");
        Assert.Equal(["one", "two"], (await monitor.Client.HelloAsync(Cancelled)).Resources.Select(r => r.Name));
    }

    [Fact]
    public async Task OnlineInProgress_IsAskedForAgain_BothGetTheOneOutcome()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("r", new { TakesMs = 300 }));
        var first = monitor.Client.OnlineAsync("r", Cancelled);
        await Until.TrueAsync("it is pending", async () => (await monitor.DescribeAsync("r")).State == "OnlinePending");
        Assert.Equal("Online", (await monitor.DescribeAsync("r")).CallInProgress);
        Outcome.Ok(await monitor.Client.OnlineAsync("r", Cancelled));
        Outcome.Ok(await first);
    }

    [Fact]
    public async Task CallerHangsUp_DuringOnline_TheCallGoesOn()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("r", new { TakesMs = 400 }));
        using (var hangUp = new CancellationTokenSource(100))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => monitor.Client.OnlineAsync("r", hangUp.Token));
        }

        await Until.TrueAsync("it comes online", async () => (await monitor.DescribeAsync("r")).State == "Online");
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("Online")]
    [InlineData("Offline")]
    [InlineData("Reattach")]
    public async Task EntryPointThrows_TheCallFailsWithTypeAndMessage_TheNeighbourGoesOn(string entryPoint)
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("neighbour");
        var outcome = await monitor.OpenAsync("r", new { When = entryPoint, How = "Throw" });
        if (entryPoint is "Online" or "Offline")
        {
            outcome = await monitor.Client.OnlineAsync("r", Cancelled);
        }

        outcome = entryPoint switch
        {
            "Offline" => await monitor.Client.OfflineAsync("r", Cancelled),
            "Reattach" => await monitor.Client.ReattachAsync("r", Cancelled),
            _ => outcome,
        };
        Outcome.Is("failed", "InvalidOperationException: it was told to throw", outcome);
        Assert.Equal("Online", (await monitor.DescribeAsync("neighbour")).State);
    }

    [Fact]
    public async Task Terminate_DuringOnline_CancelsItAndRunsAtOnce()
    {
        var monitor = await node.FaultMonitorAsync();
        var guard = await node.GuardAsync();
        Outcome.Ok(await monitor.OpenAsync("r", new { TakesMs = 600_000 }, guard: guard));
        var online = monitor.Client.OnlineAsync("r", Cancelled);
        await Until.TrueAsync("it is pending", async () => (await monitor.DescribeAsync("r")).State == "OnlinePending");
        Outcome.Ok(await monitor.Client.TerminateAsync("r", Cancelled));
        Outcome.Is("cancelled", "Terminate was called", await online);
        Assert.Equal("Offline", (await monitor.DescribeAsync("r")).State);
    }

    [Fact]
    public async Task Terminate_OfAResourceThatHangs_AnswersBoth_AndTheBoardNamesTheHungCall()
    {
        var monitor = await node.FaultMonitorAsync();
        var guard = await node.GuardAsync();
        Outcome.Ok(await monitor.OpenAsync("r", new { When = "Online", How = "Hang" }, guard: guard));
        var online = monitor.Client.OnlineAsync("r", Cancelled);
        await Until.TrueAsync("it hangs", () =>
            CallBoard.Read(monitor.Board) is [{ EntryPoint: EntryPoint.Online, Resource: "r" }]);
        Outcome.Ok(await monitor.Client.TerminateAsync("r", Cancelled));
        Outcome.Is("cancelled", "Terminate was called", await online);
        Assert.Contains(CallBoard.Read(monitor.Board), call =>
            call is { EntryPoint: EntryPoint.Online, Resource: "r" });
    }

    [Fact]
    public async Task Properties_ThatApplyAtOnce_AreApplied_OthersWaitForTheNextOnline()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("r");
        var applied = await monitor.Client.SetAsync("r", new() { Properties = """{"Label":"new"}""" }, Cancelled);
        Assert.Equal("[]", applied.Output?.GetRawText());
        var waiting = await monitor.Client.SetAsync(
            "r", new() { Properties = """{"Label":"x","TakesMs":1}""" }, Cancelled);
        Assert.Equal("""["TakesMs"]""", waiting.Output?.GetRawText());
        var wrong = await monitor.Client.SetAsync(
            "r", new() { Properties = """{"TakesMs":"soon","Colour":1}""" }, Cancelled);
        Outcome.Is("failed", "TakesMs", wrong);
        Outcome.Is("failed", "Colour", wrong);
    }

    [Fact]
    public async Task Control_AnswersJson_AndAnUnknownOneSaysWhichThereAre()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("r");
        var done = await monitor.Client.ControlAsync("r", "Wait", "{}", Cancelled);
        Assert.Equal("\"done\"", done.Output?.GetRawText());
        Outcome.Is("failed", "Misbehave, Wait", await monitor.Client.ControlAsync("r", "Dance", "{}", Cancelled));
    }

    [Fact]
    public async Task Validate_NamesEveryError_WithoutAResource()
    {
        var monitor = await node.FaultMonitorAsync();
        var request = new ValidateRequest
        {
            EntryType = "Holdfast.FaultResources.Fault",
            Properties = """{"How":"Jump","TakesMs":"x","No":1}""",
        };
        var answer = await monitor.Client.ValidateAsync(request, Cancelled);
        Assert.Equal(["How", "TakesMs", "No"], answer.Errors.Select(error => error.Property));
    }

    [Fact]
    public async Task ResourceThatIsNotOpen_IsRefused()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Is("refused", "open it first", await monitor.Client.OnlineAsync("nobody", Cancelled));
    }
}
