using Holdfast.Linux;
using Holdfast.Monitor.Hosting;
using Holdfast.Monitor.Tests.Harness;
using Xunit;

namespace Holdfast.Monitor.Tests;

/// <summary>A monitor stops its resources and ends when its node's authority does.</summary>
public sealed class AuthorityTests : IAsyncDisposable
{
    private const int AuthorityEnded = 3;

    private readonly Node node = new();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task AuthorityLapses_ResourcesGoOffline_AndTheMonitorEnds()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("r", new { TakesMs = 100 });
        node.Renew(TimeSpan.Zero);
        Assert.Equal(AuthorityEnded, await monitor.EndAsync());
        Assert.Contains("not renewed in time", monitor.Log(), StringComparison.Ordinal);
        Assert.Contains("going offline", monitor.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherEpoch_EndsTheMonitor_AlsoWhenItsResourceHangs()
    {
        var monitor = await node.FaultMonitorAsync();
        await monitor.OnlineAsync("r", new { When = "Offline", How = "Hang" });
        node.Renew(TimeSpan.FromMinutes(1), Node.Epoch + 1);
        Assert.Equal(AuthorityEnded, await monitor.EndAsync());
        Assert.Contains("epoch 7 has ended", monitor.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpareMonitor_EndsWithTheAuthority_ButNotWithTheEpoch()
    {
        var monitor = await node.MonitorAsync();
        node.Renew(TimeSpan.FromMinutes(1), Node.Epoch + 1);
        await node.FaultMonitorAsync();
        Assert.False(monitor.Process.HasExited);
        node.Renew(TimeSpan.Zero, Node.Epoch + 1);
        Assert.Equal(AuthorityEnded, await monitor.EndAsync());
    }

    [Fact]
    public void Watch_NeverRevives()
    {
        var watch = new AuthorityWatch();
        Assert.True(watch.Look(new(7, 100, 200), now: 99, epoch: 7, orphaned: false));
        Assert.False(watch.Look(new(7, 100, 200), now: 100, epoch: 7, orphaned: false));
        Assert.False(watch.Look(new(7, 1000, 2000), now: 101, epoch: 7, orphaned: false));
    }

    [Fact]
    public void Watch_LooksAgainWhenAuthorityEnds_AndLongBefore()
    {
        const long Second = 1_000_000_000;
        var watch = new AuthorityWatch();
        Assert.Equal(250, watch.NextLook(0));
        watch.Look(new(7, 100 * Second, 101 * Second), now: 0, epoch: 7, orphaned: false);
        Assert.Equal(1000, watch.NextLook(0));
        Assert.Equal(560, watch.NextLook((100 * Second) - 1_400_000_000));
        Assert.Equal(101, watch.NextLook((100 * Second) - 100_000_000));
        Assert.Equal(1, watch.NextLook(100 * Second));
    }

    [Fact]
    public void Watch_KeepsToWhatItRead_WhileAWriterIsInTheMiddle()
    {
        var watch = new AuthorityWatch();
        Assert.True(watch.Look(new(7, 100, 200), now: 1, epoch: 7, orphaned: false));
        Assert.True(watch.Look(null, now: 99, epoch: 7, orphaned: false));
        Assert.False(watch.Look(null, now: 100, epoch: 7, orphaned: false));
    }

    [Theory]
    [InlineData(7, 7, false, true)]
    [InlineData(8, 7, false, false)]
    [InlineData(0, 7, false, false)]
    [InlineData(8, 0, false, true)]
    [InlineData(0, 0, false, true)]
    [InlineData(0, 0, true, false)]
    [InlineData(7, 7, true, true)]
    public void Watch_GoesByEpochAndParent(long pageEpoch, long resourceEpoch, bool orphaned, bool goesOn) =>
        Assert.Equal(goesOn,
            new AuthorityWatch().Look(new AuthorityReading(pageEpoch, 100, 200), 1, resourceEpoch, orphaned));
}
