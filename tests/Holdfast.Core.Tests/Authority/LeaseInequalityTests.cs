using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Authority;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

public sealed class LeaseInequalityTests
{
    [Fact]
    public void EveryProfileWeShip_Holds() => Assert.All(LeaseProfile.All, profile =>
        Assert.True(LeaseInequality.Holds(profile), LeaseInequality.Arithmetic(profile)));

    [Fact]
    public void WaitTooShort_IsRefusedWithTheArithmetic()
    {
        LeaseProfile profile = LeaseProfile.Fast with { Wait = TimeSpan.FromSeconds(2) };
        LeaseError error = Assert.Single(LeaseInequality.Check(profile));
        Assert.Equal("HF2104", error.Code);
        Assert.Contains(
            "is violated: 2s against 1.001 * (1.55s / 0.9 + 0.3s) = 2.024s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralErrors_AreAllSaid()
    {
        var profile = new LeaseProfile(
            "bad", TimeSpan.Zero, TimeSpan.FromSeconds(
                2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.Zero);
        Assert.Equal(["HF2101", "HF2103", "HF2104"], LeaseInequality.Check(profile).Select(error => error.Code));
    }

    [Fact]
    public void AnyTimes_AreAcceptedIffTheInequalityHolds()
    {
        Gen<(int Kill, int KillTime, int Wait)> times =
            from kill in Gen.Choose(1, 60_000)
            from killTime in Gen.Choose(0, 5_000)
            from wait in Gen.Choose(1, 80_000)
            select (kill, killTime, wait);
        Prop.ForAll(times.ToArbitrary(), time =>
        {
            var profile = LeaseProfile.Fast with
            {
                Heartbeat = TimeSpan.FromTicks(1),
                Authority = TimeSpan.FromTicks(time.Kill * TimeSpan.TicksPerMillisecond / 2),
                Kill = TimeSpan.FromMilliseconds(time.Kill),
                KillTime = TimeSpan.FromMilliseconds(time.KillTime),
                Wait = TimeSpan.FromMilliseconds(time.Wait),
            };
            decimal bound = 1.001m * ((time.Kill / 0.9m) + time.KillTime);
            return LeaseInequality.Holds(profile) == (time.Wait >= bound);
        }).QuickCheckThrowOnFailure();
    }
}
