using Holdfast.Core.Groups;
using Holdfast.Core.Time;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Groups.Monitors;

namespace Holdfast.Service.Tests.Groups;

public sealed class MonitorDeathsTests
{
    private static readonly MonitorPlace Place = new("h1", null);
    private static readonly BootTime Now = new(1_000_000_000_000);

    [Fact]
    public void KillsFromOutside_CostNoDelay()
    {
        var deaths = new MonitorDeaths();
        for (int i = 0; i < 100; i++)
        {
            deaths.Note(Place, MonitorDeathCause.Killed, served: true, Now);
        }

        Assert.Equal(TimeSpan.Zero, deaths.Delay(Place, Now));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 500)]
    [InlineData(3, 1000)]
    [InlineData(20, 30_000)]
    public void CrashesAgainAndAgain_NextWaitsLonger(int crashes, int delayMs)
    {
        var deaths = new MonitorDeaths();
        for (int i = 0; i < crashes; i++)
        {
            deaths.Note(Place, MonitorDeathCause.Crashed, served: true, Now);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(delayMs), deaths.Delay(Place, Now));
        Assert.Equal(TimeSpan.Zero, deaths.Delay(new("h2", null), Now));
        Assert.Equal(TimeSpan.Zero, deaths.Delay(Place, Now + TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void KilledBeforeItServed_CountsAsACrash()
    {
        var deaths = new MonitorDeaths();
        deaths.Note(Place, MonitorDeathCause.Killed, served: false, Now);
        deaths.Note(Place, MonitorDeathCause.Killed, served: false, Now);
        Assert.Equal(TimeSpan.FromMilliseconds(500), deaths.Delay(Place, Now));
    }

    [Fact]
    public void CallsInProgress_AreNamed()
    {
        CallInProgress[] calls =
            [new("counter", EntryPoint.IsAlive, "", 1), new("ledger", EntryPoint.Control, "rotate", 2)];
        Assert.Equal("during IsAlive of counter, control rotate of ledger", MonitorDeaths.During(calls));
        Assert.Equal(["counter", "ledger"], MonitorDeaths.Blamed(calls));
        Assert.Equal("with no call in progress", MonitorDeaths.During([]));
    }
}
