using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

/// <summary>
/// A longer lease is published before it is used; a shorter one is used by every guard before it is published.
/// </summary>
public sealed class HoldTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(60);

    [Fact]
    public void Detach_PublishesTheHoldBeforeAnybodyUsesIt()
    {
        AgentRig rig = AgentRig.Joined();
        rig.Do(new MemberEvent.DetachAsked(rig.Clock, Hold));
        Assert.Equal((Hold, true), (rig.Written.Authority, rig.Written.Detached));
        Assert.Equal(TimeSpan.FromSeconds(60.15), rig.Written.Kill);
        Assert.False(rig.Has<MemberEffect.WriteAuthority>());

        rig.Now += 5;
        rig.Committed(6);
        Assert.Equal(AgentRig.At(70_002), rig.Single<MemberEffect.WriteAuthority>().Page.Until);
        Assert.True(rig.Single<MemberEffect.Detached>().ResourcesGoOn);
        Assert.Null(rig.State.WakeAt);
    }

    [Fact]
    public void DetachAskedDuringARenewal_FollowsItsAnswerAtOnce()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        rig.Do(new MemberEvent.DetachAsked(rig.Clock, Hold));
        Assert.Empty(rig.Effects);
        rig.Now += 2;
        rig.Committed(6);
        Assert.Equal(rig.Clock, rig.State.WakeAt);
        rig.Tick();
        Assert.True(rig.Written.Detached);
    }

    [Fact]
    public void DetachThatIsNeverAnswered_LapsesAndStops()
    {
        AgentRig rig = AgentRig.Joined();
        rig.Do(new MemberEvent.DetachAsked(rig.Clock, Hold));
        rig.Wake();
        rig.Single<MemberEffect.StopEverything>();
        rig.NothingRuns();
        Assert.False(rig.Single<MemberEffect.Detached>().ResourcesGoOn);
    }

    [Fact]
    public void Return_GoesOnWithTheEpoch_AndShortensTheLeaseGuardsFirst()
    {
        AgentRig rig = Returned();
        Assert.Equal(new MemberEffect.EpochStarted(1, Continued: true), rig.Single<MemberEffect.EpochStarted>());
        Assert.Equal(
            new AuthorityReading(1, AgentRig.At(21_400), AgentRig.At(21_550)),
            rig.Single<MemberEffect.WriteAuthority>().Page);
        Assert.Equal(AgentRig.At(21_550), rig.Single<MemberEffect.ConfirmGuards>().KillAt);
        Assert.False(rig.Has<MemberEffect.Commit>());

        rig.Now += 200;
        rig.Do(new MemberEvent.GuardsConfirmed(rig.Clock, AgentRig.At(21_550)));
        Assert.Equal((LeaseProfile.Fast.Kill, false), (rig.Written.Kill, rig.Written.Detached));
        Assert.Equal(AgentRig.At(21_600), rig.State.Deadline);
    }

    [Fact]
    public void GuardsThatTakeLong_LetTheShortLeaseSlide_WithinTheHold()
    {
        AgentRig rig = Returned();
        for (int i = 0; i < 20; i++)
        {
            rig.Wake();
            Assert.False(rig.Has<MemberEffect.Commit>());
            Assert.False(rig.Has<MemberEffect.ConfirmGuards>());
            Assert.Equal(rig.Clock + LeaseProfile.Fast.Authority, rig.Single<MemberEffect.WriteAuthority>().Page.Until);
        }

        Assert.Equal(25_000, rig.Now);
    }

    [Fact]
    public void ReturnNearTheEndOfTheHold_MakesEveryGuardSetItsTimerAnew()
    {
        AgentRig rig = Returned(until: 21_000);
        BootTime killAt = rig.Single<MemberEffect.ConfirmGuards>().KillAt;
        Assert.True(killAt < AgentRig.At(21_150), "a timer set long ago has drifted by up to a tenth of the hold");
        Assert.Equal(killAt, rig.Single<MemberEffect.WriteAuthority>().Page.KillAt);
    }

    [Fact]
    public void HoldThatEndsWhileShrinking_IsNotExceeded()
    {
        AgentRig rig = Returned(until: 21_000);
        Assert.Equal(AgentRig.At(21_000), rig.Single<MemberEffect.WriteAuthority>().Page.Until);
        rig.Wake();
        Assert.Equal(AgentRig.At(21_000), rig.Single<MemberEffect.WriteAuthority>().Page.Until);
    }

    [Fact]
    public void ShortLeaseWithUnknownOutcome_IsNotExtendedByTryingAgain()
    {
        AgentRig rig = Returned();
        rig.Now += 200;
        rig.Do(new MemberEvent.GuardsConfirmed(rig.Clock, AgentRig.At(21_550)));
        rig.Now += 350;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        Assert.Equal(AgentRig.At(21_600), rig.State.Deadline);
        rig.Wake();
        Assert.Equal(21_600, rig.Now);
        Assert.Equal(EpochEnd.Lapsed, rig.Single<MemberEffect.EpochEnded>().Cause);
    }

    [Fact]
    public void ConfirmationOfSomethingElse_IsNoConfirmation()
    {
        AgentRig rig = Returned();
        rig.Do(new MemberEvent.GuardsConfirmed(rig.Clock, AgentRig.At(21_549)));
        Assert.Empty(rig.Effects);
        Assert.False(rig.State.GuardsConfirmed);
    }

    [Fact]
    public void ShorterProfile_IsHandedToTheGuardsFirst()
    {
        AgentRig rig = AgentRig.Joined();
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Standard));
        rig.Wake();
        Assert.Equal(LeaseProfile.Standard.Kill, rig.Written.Kill);
        rig.Committed(6);
        BootTime until = rig.State.RenewedUntil;
        Assert.Equal(rig.State.RenewedAt + LeaseProfile.Standard.Authority, until);
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Fast));
        Assert.Equal(until, rig.State.RenewedUntil);
        rig.Wake();
        rig.Single<MemberEffect.ConfirmGuards>();
        Assert.False(rig.Has<MemberEffect.Commit>());
        Assert.Equal(until, rig.State.RenewedUntil);
    }

    /// <summary>
    /// A guard with a timer of the first profile may be stopped: the second must not be published before it is asked.
    /// </summary>
    [Fact]
    public void ProfileShortenedAgainWhileGuardsConfirm_TheyAreAskedAgain()
    {
        AgentRig rig = AgentRig.Joined();
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Wide));
        rig.Wake();
        rig.Committed(6);
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Standard));
        rig.Wake();
        BootTime standard = rig.Single<MemberEffect.ConfirmGuards>().KillAt;

        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Fast));
        rig.Do(new MemberEvent.GuardsConfirmed(rig.Clock, standard));
        Assert.False(rig.Has<MemberEffect.Commit>());
        rig.Wake();
        Assert.False(rig.Has<MemberEffect.Commit>());
        BootTime fast = rig.Single<MemberEffect.ConfirmGuards>().KillAt;
        Assert.Equal(rig.Clock + LeaseProfile.Fast.Kill, fast);
        rig.Do(new MemberEvent.GuardsConfirmed(rig.Clock, fast));
        Assert.Equal(LeaseProfile.Fast.Kill, rig.Written.Kill);
    }

    [Fact]
    public void ProfileShortenedAgainAfterGuardsConfirmed_TheyAreAskedAgain()
    {
        AgentRig rig = AgentRig.Joined();
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Wide));
        rig.Wake();
        rig.Committed(6);
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Standard));
        rig.Wake();
        rig.Do(new MemberEvent.GuardsConfirmed(rig.Clock, rig.Single<MemberEffect.ConfirmGuards>().KillAt));
        rig.Answer(new CommitOutcome.NotDone("busy"));

        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, LeaseProfile.Fast));
        rig.Wake();
        rig.Single<MemberEffect.ConfirmGuards>();
        Assert.False(rig.Has<MemberEffect.Commit>());
    }

    [Theory]
    [InlineData(0, 1, 60_000, "boot-1", "the service started anew")]
    [InlineData(1, 2, 60_000, "boot-1", "its service was away for longer than its lease")]
    [InlineData(1, 1, 20_000, "boot-1", "its service was away for longer than its lease")]
    [InlineData(1, 1, 60_000, "boot-0", "the service started anew")]
    public void NoSurvivors_OtherEpoch_LapsedPage_OrOtherBoot_StartsAnew_AndTellsOfAnEpochThatIsLost(
        long survivors, long pageEpoch, double until, string boot, string reason)
    {
        var rig = new AgentRig { Now = 20_000 };
        rig.Start(survivors, new(pageEpoch, AgentRig.At(until), AgentRig.At(until + 150)));
        rig.Answer(new Row<MemberState>(Held() with { BootId = boot }, 8));
        MemberEffect.StopEverything stop = rig.Single<MemberEffect.StopEverything>();
        Assert.Equal((reason, reason != "the service started anew"), (stop.Reason, stop.Lost));
        Assert.Equal(MemberPhase.Stopping, rig.State.Phase);
    }

    [Fact]
    public void FencedMeanwhile_StartsAnew()
    {
        var rig = new AgentRig { Now = 20_000 };
        rig.Start(1, new(1, AgentRig.At(60_000), AgentRig.At(60_150)));
        rig.Answer(new Row<MemberState>(Held() with { Alive = false }, 8));
        Assert.False(rig.Single<MemberEffect.StopEverything>().Lost);
    }

    private static AgentRig Returned(double until = 60_000)
    {
        var rig = new AgentRig { Now = 20_000 };
        rig.Start(1, new(1, AgentRig.At(until), AgentRig.At(until + 150)));
        return rig.Answer(new Row<MemberState>(Held(), 8));
    }

    private static MemberState Held() => new()
    {
        Node = "n1",
        Epoch = 1,
        Alive = true,
        Sequence = 30,
        BootId = "boot-1",
        AlivePath = "/n1/alive",
        Authority = Hold,
        Kill = Hold + TimeSpan.FromMilliseconds(150),
        KillTime = LeaseProfile.Fast.KillTime,
        Detached = true,
    };
}
