using Xunit;

namespace Holdfast.Linux.Tests;

public sealed class BootClockTests
{
    [Fact]
    public void Now_ReadOften_NeverGoesBackAndKeepsTimeWithTheKernel()
    {
        long first = BootClock.Now;
        long last = first;
        long firstBoot = BootClock.KernelBootTime;
        for (int i = 0; i < 100_000; i++)
        {
            long now = BootClock.Now;
            Assert.True(now >= last);
            last = now;
        }

        long passed = BootClock.Now - first;
        long passedBoot = BootClock.KernelBootTime - firstBoot;
        Assert.InRange(passed - passedBoot, -passedBoot / 10 - 2_000_000, (passedBoot / 10) + 50_000_000);
    }

    [Fact]
    public void PointOfTheSafetyClock_AsKernelTime_LiesAsFarAhead()
    {
        long ahead = BootClock.ToKernelBootTime(BootClock.Now + 1_000_000_000) - BootClock.KernelBootTime;
        Assert.InRange(ahead, 900_000_000, 1_000_000_000);
    }

    [Fact]
    public void BootId_IsTheKernels() => Assert.True(Guid.TryParse(BootClock.BootId, out _));
}
