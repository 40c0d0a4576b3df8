using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

public sealed class LeaveTests
{
    [Fact]
    public void Leave_StopsProvesAndSaysSoByAHigherEpoch()
    {
        AgentRig rig = AgentRig.Joined();
        MemberState own = rig.State.Row!.Value;
        rig.Do(new MemberEvent.LeaveAsked(rig.Clock));
        Assert.Equal(EpochEnd.Left, rig.Single<MemberEffect.EpochEnded>().Cause);
        rig.Single<MemberEffect.StopEverything>();
        rig.NothingRuns();
        rig.Answer(new Row<MemberState>(own, 5));
        Assert.Equal((2, false, 5), (rig.Written.Epoch, rig.Written.Alive, rig.Guard));
        rig.Committed(6);
        Assert.True(rig.Single<MemberEffect.Left>().Published);
        Assert.Null(rig.State.WakeAt);
    }

    [Fact]
    public void LeaveWhoseOutcomeIsUnknown_IsLookedUp()
    {
        AgentRig rig = AgentRig.Joined();
        MemberState own = rig.State.Row!.Value;
        rig.Do(new MemberEvent.LeaveAsked(rig.Clock));
        rig.NothingRuns();
        rig.Answer(new Row<MemberState>(own, 5));
        MemberState left = rig.Written;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        rig.Answer(new Row<MemberState>(left, 6));
        Assert.True(rig.Single<MemberEffect.Left>().Published);
    }

    [Fact]
    public void NothingIsPublished_BeforeNothingRuns()
    {
        AgentRig rig = AgentRig.Joined();
        rig.Do(new MemberEvent.LeaveAsked(rig.Clock));
        rig.Now += 100_000;
        rig.Tick();
        Assert.Empty(rig.Effects);
    }
}
