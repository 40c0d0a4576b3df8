using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>What a DLL does wrong harms at most its own monitor process, and the call board says during what.</summary>
public sealed class MisbehaviourTests : IAsyncDisposable
{
    private readonly Node node = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Theory]
    [InlineData("Exit")]
    [InlineData("UnhandledException")]
    [InlineData("StackOverflow")]
    [InlineData("NativeCrash")]
    public async Task ProcessEnds_DuringIsAlive_TheBoardNamesTheCall(string how)
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("healthy"));
        Outcome.Ok(await monitor.OpenAsync("culprit", new { When = "IsAlive", How = how }));
        Outcome.Ok(await monitor.Client.OnlineAsync("culprit", Cancelled));
        await monitor.EndAsync();
        var call = Assert.Single(CallBoard.Read(monitor.Board));
        Assert.Equal("IsAlive of culprit", call.ToString());
        Assert.True(call.Since > 0);
    }

    [Fact]
    public async Task ProcessEnds_DuringControl_TheBoardNamesTheControl()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("culprit"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => monitor.Client.ControlAsync("culprit", "Misbehave", """{"how":"Exit"}""", Cancelled));
        Assert.Equal(3, await monitor.EndAsync());
        Assert.Equal("control Misbehave of culprit", Assert.Single(CallBoard.Read(monitor.Board)).ToString());
    }

    [Fact]
    public async Task OutOfMemory_DuringOnline_EndsTheCallOrTheProcess()
    {
        var monitor = await node.FaultMonitorAsync();
        Outcome.Ok(await monitor.OpenAsync("culprit", new { When = "Online", How = "OutOfMemory" }));
        try
        {
            Outcome.Is("failed", "OutOfMemory", await monitor.Client.OnlineAsync("culprit", Cancelled));
        }
        catch (HttpRequestException)
        {
            await monitor.EndAsync();
            Assert.Equal("Online of culprit", Assert.Single(CallBoard.Read(monitor.Board)).ToString());
        }
    }

    [Fact]
    public async Task Hang_InIsAliveOfMany_NeighboursArePolledOn()
    {
        var monitor = await node.FaultMonitorAsync();
        for (var i = 0; i < 20; i++)
        {
            await monitor.OnlineAsync($"hung{i}", new { When = "IsAlive", How = "Hang" });
        }

        await monitor.OnlineAsync("neighbour");
        await Until.TrueAsync("all hang", () =>
            CallBoard.Read(monitor.Board)
                .Count(call => call.Resource.StartsWith("hung", StringComparison.Ordinal)) == 20);
        var before = (await monitor.DescribeAsync("neighbour")).Polls;
        await Until.TrueAsync("it is polled", async () =>
            (await monitor.DescribeAsync("neighbour")).Polls > before + 5);
        Assert.Equal("IsAlive", (await monitor.DescribeAsync("hung0")).CallInProgress);
    }

    [Fact]
    public async Task LeakedThreads_TheMonitorGoesOn()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("culprit", new { When = "Online", How = "LeakThreads" });
        await monitor.OnlineAsync("neighbour");
        await Until.TrueAsync("it is polled", async () => (await monitor.DescribeAsync("neighbour")).Polls > 5);
    }

    [Fact]
    public async Task Flood_IsCutOff_InLogAndEvents_AndBlocksNobody()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("culprit", new { When = "Online", How = "Flood" });
        await monitor.OnlineAsync("neighbour");
        Assert.Contains("[culprit] flood 0 of culprit", monitor.Log(), StringComparison.Ordinal);
        Assert.True(new FileInfo(monitor.LogPath).Length < 5 * 1024 * 1024);
        await Until.TrueAsync("it is polled", async () => (await monitor.DescribeAsync("neighbour")).Polls > 2);
    }
}
