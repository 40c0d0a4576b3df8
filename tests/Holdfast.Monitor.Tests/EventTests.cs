using Holdfast.Monitor.Tests.Harness;
using Holdfast.MonitorProtocol.Monitors;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>What a monitor tells by itself.</summary>
public sealed class EventTests : IAsyncDisposable
{
    private readonly Node node = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task FirstLine_IsHello()
    {
        var monitor = await node.MonitorAsync();
        Assert.Equal("hello", (await NextAsync(monitor, _ => true)).Kind);
    }

    [Fact]
    public async Task UnhealthyResource_IsOneFailure_AndFailedFromThenOn()
    {
        var monitor = await node.FaultMonitorAsync();
        var failure = NextAsync(monitor, told => told.Kind == "failure");
        await monitor.OnlineAsync("r", new { When = "IsAlive", How = "Unhealthy" });
        var told = await failure;
        Assert.Equal(("r", 3, "it was told to be unhealthy"), (told.Resource, told.Generation, told.Text));
        var described = await monitor.DescribeAsync("r");
        Assert.Equal(("Failed", "it was told to be unhealthy"), (described.State, described.FailureReason));
    }

    [Fact]
    public async Task ThrowingHealthCheck_IsAFailureWithItsMessage()
    {
        var monitor = await node.FaultMonitorAsync();
        var failure = NextAsync(monitor, told => told.Kind == "failure");
        Outcome.Ok(await monitor.OpenAsync("r", new { When = "LooksAlive", How = "Throw" }, isAliveMs: 60_000));
        Outcome.Ok(await monitor.Client.OnlineAsync("r", Cancelled));
        Assert.Contains("it was told to throw", (await failure).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PendingOnline_ReportsItsProgress()
    {
        var monitor = await node.FaultMonitorAsync();
        var status = NextAsync(monitor, told => told.Kind == "status");
        await monitor.OnlineAsync("r", new { TakesMs = 200 });
        Assert.StartsWith("coming online", (await status).Text, StringComparison.Ordinal);
    }

    private static async Task<MonitorEvent> NextAsync(RunningMonitor monitor, Func<MonitorEvent, bool> wanted)
    {
        await foreach (var told in monitor.Client.EventsAsync(Cancelled))
        {
            if (wanted(told))
            {
                return told;
            }
        }

        throw new InvalidOperationException("the events ended");
    }
}
