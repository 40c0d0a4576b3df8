using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>Promote and Demote, and what a resource reports that holds until it says otherwise.</summary>
public sealed class RoleTests : IAsyncDisposable
{
    private const string Primary = "Holdfast.FaultResources.Primary";
    private readonly Node node = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(node.Folder, "shared");

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task PromotedAndDemoted_TwiceEach_HoldsItsLockOnceAndGivesItBack()
    {
        var monitor = await node.FaultMonitorAsync();
        await OnlineAsync(monitor, "r:0", await node.GuardAsync("g:0"));
        Assert.Equal("Unpromoted", (await monitor.DescribeAsync("r:0")).Role);
        Outcome.Ok(await monitor.Client.PromoteAsync("r:0", Cancelled));
        Outcome.Ok(await monitor.Client.PromoteAsync("r:0", Cancelled));
        Assert.Equal("Promoted", (await monitor.DescribeAsync("r:0")).Role);
        Assert.Equal(["0 n1 3"], await File.ReadAllLinesAsync(Path.Combine(Folder, "promotions"), Cancelled));
        Outcome.Ok(await monitor.Client.DemoteAsync("r:0", Cancelled));
        Outcome.Ok(await monitor.Client.DemoteAsync("r:0", Cancelled));
        Assert.Equal(("Online", "Unpromoted"), await StateAsync(monitor, "r:0"));
        Outcome.Ok(await monitor.Client.PromoteAsync("r:0", Cancelled));
        Outcome.Ok(await monitor.Client.TerminateAsync("r:0", Cancelled));
        Assert.Equal(("Offline", "Unpromoted"), await StateAsync(monitor, "r:0"));
    }

    [Fact]
    public async Task MonitorKilled_WhilePromoted_TheNextDoesNotKnowTheRoleUntilItIsToldAgain()
    {
        var first = await node.FaultMonitorAsync();
        var guard = await node.GuardAsync("g:0");
        await OnlineAsync(first, "r:0", guard);
        Outcome.Ok(await first.Client.PromoteAsync("r:0", Cancelled));
        first.Process.Kill();
        await first.EndAsync();
        var next = await node.FaultMonitorAsync();
        Outcome.Ok(await next.OpenAsync("r:0", new { Folder }, Primary, guard));
        Assert.Equal("running", (await next.Client.ReattachAsync("r:0", Cancelled)).Result);
        Assert.Null((await next.DescribeAsync("r:0")).Role);
        Outcome.Ok(await next.Client.PromoteAsync("r:0", Cancelled));
        Assert.Equal("Promoted", (await next.DescribeAsync("r:0")).Role);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Folder, "promotions"), Cancelled));
    }

    [Fact]
    public async Task LockHeldByAnother_PromoteFailsWithTheReason()
    {
        var monitor = await node.FaultMonitorAsync();
        var guard = await node.GuardAsync("g:0");
        await OnlineAsync(monitor, "r:0", guard);
        await OnlineAsync(monitor, "r:1", guard);
        Outcome.Ok(await monitor.Client.PromoteAsync("r:0", Cancelled));
        Outcome.Is("failed", "exited with code 1", await monitor.Client.PromoteAsync("r:1", Cancelled));
        Assert.Contains("r:1", await File.ReadAllTextAsync(Path.Combine(Folder, "overlaps"), Cancelled),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotOnline_PromoteIsRefused()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("r", new { Folder }, Primary));
        Outcome.Is("refused", "not online", await monitor.Client.PromoteAsync("r", Cancelled));
    }

    [Fact]
    public async Task Score_IsToldWhenItChanges_AndTheHelloKeepsTheNewestUntilOffline()
    {
        var monitor = await node.FaultMonitorAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var told = ScoresAsync(monitor, 3, enough.Token);
        await OnlineAsync(monitor, "r:0", await node.GuardAsync("g:0"));
        Outcome.Ok(await ControlAsync(monitor, "Score", "20"));
        Outcome.Ok(await ControlAsync(monitor, "Score", "20"));
        Outcome.Ok(await ControlAsync(monitor, "Score", "null"));
        var events = await told;
        Assert.Equal([10, 20, null], events.Select(one => one.Score));
        Assert.Equal(events.Select(one => one.Number).Order(), events.Select(one => one.Number));
        var kept = Assert.Single((await monitor.DescribeAsync("r:0")).Reports);
        Assert.Equal(("score", null, events[^1].Number), (kept.Kind, kept.Score, kept.Number));
        Outcome.Ok(await monitor.Client.OfflineAsync("r:0", Cancelled));
        Assert.Empty((await monitor.DescribeAsync("r:0")).Reports);
    }

    [Fact]
    public async Task Unfit_IsKeptWithItsReasonUntilTakenBack()
    {
        var monitor = await node.FaultMonitorAsync();
        await OnlineAsync(monitor, "r:0", await node.GuardAsync("g:0"));
        Outcome.Ok(await ControlAsync(monitor, "Unfit", "\"the disk is failing\""));
        Assert.Equal("the disk is failing", await FitnessAsync(monitor));
        Outcome.Ok(await ControlAsync(monitor, "Unfit", "\"\""));
        Assert.Equal("", await FitnessAsync(monitor));
    }

    private static async Task<(string State, string? Role)> StateAsync(RunningMonitor monitor, string name)
    {
        var described = await monitor.DescribeAsync(name);
        return (described.State, described.Role);
    }

    private static async Task<string?> FitnessAsync(RunningMonitor monitor) =>
        (await monitor.DescribeAsync("r:0")).Reports.Single(report => report.Kind == "fitness").Text;

    private static Task<CallOutcome> ControlAsync(RunningMonitor monitor, string control, string json) =>
        monitor.Client.ControlAsync("r:0", control, json, Cancelled);

    private Task OnlineAsync(RunningMonitor monitor, string name, string guard) =>
        monitor.OnlineAsync(name, new { Folder }, Primary, guard);

    private static async Task<List<MonitorEvent>> ScoresAsync(
        RunningMonitor monitor, int count, CancellationToken cancellationToken)
    {
        var scores = new List<MonitorEvent>();
        await foreach (var told in monitor.Client.EventsAsync(cancellationToken))
        {
            if (told.Kind == "score")
            {
                scores.Add(told);
                if (scores.Count == count)
                {
                    break;
                }
            }
        }

        return scores;
    }
}
