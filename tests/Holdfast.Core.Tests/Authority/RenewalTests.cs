using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

public sealed class RenewalTests
{
    [Fact]
    public void Renewal_MovesTheDeadlineByItsSendTime()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        Assert.Equal(10_250, rig.Now);
        Assert.Equal((5, 2), (rig.Guard, rig.Written.Sequence));
        rig.Now += 300;
        rig.Committed(6);
        Assert.Equal(AgentRig.At(11_650), rig.State.Deadline);
        Assert.Equal(AgentRig.At(11_650), rig.Single<MemberEffect.WriteAuthority>().Page.Until);
    }

    [Fact]
    public void AnswerAfterTheDeadline_DoesNotRevive()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        rig.Now = 11_400;
        rig.Committed(6);
        Assert.Equal(EpochEnd.Lapsed, rig.Single<MemberEffect.EpochEnded>().Cause);
        Assert.Equal(1, rig.Single<MemberEffect.StopEverything>().Epoch);
        Assert.False(rig.Has<MemberEffect.WriteAuthority>());
        Assert.Equal(MemberPhase.Stopping, rig.State.Phase);
    }

    [Fact]
    public void NoAnswer_LapsesAtTheDeadline()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        rig.Wake();
        Assert.Equal(11_400, rig.Now);
        Assert.Equal(EpochEnd.Lapsed, rig.Single<MemberEffect.EpochEnded>().Cause);
        rig.NothingRuns();
        Assert.Equal(AuthorityReading.None, rig.Single<MemberEffect.WriteAuthority>().Page);
        rig.Single<MemberEffect.ReadOwnRow>();
    }

    [Fact]
    public void UnknownOutcome_IsTriedAgainWithAnotherSequence()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        rig.Now += 350;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        Assert.Equal((5, 3), (rig.Guard, rig.Written.Sequence));
        Assert.Equal(AgentRig.At(11_400), rig.State.Deadline);
    }

    [Fact]
    public void UnknownWriteThatTookEffect_CountsFromItsOwnSending()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        MemberState first = rig.Written;
        rig.Now += 350;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        rig.Answer(new CommitOutcome.Conflict("state/members/n1"));
        rig.Answer(new Row<MemberState>(first, 6));
        Assert.Equal(AgentRig.At(10_250 + 1_400), rig.State.Deadline);
        Assert.Equal((6, 4), (rig.Guard, rig.Written.Sequence));
    }

    [Fact]
    public void WriteOfAnEarlierRunWithTheSameSequence_ExtendsNothing()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        MemberState earlier = rig.Written with { Run = "the run before" };
        rig.Now += 350;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        rig.Answer(new CommitOutcome.Conflict("state/members/n1"));
        rig.Answer(new Row<MemberState>(earlier, 6));
        Assert.Equal(AgentRig.At(11_400), rig.State.Deadline);
        Assert.Equal((6, 4, "this run"), (rig.Guard, rig.Written.Sequence, rig.Written.Run));
    }

    [Fact]
    public void LateAnswer_OfAnEarlierTryStillCounts()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        long first = rig.State.Pending!.Number;
        rig.Now += 350;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        rig.Answer(first, new CommitOutcome.Committed(6));
        Assert.Equal(AgentRig.At(11_650), rig.State.Deadline);
        Assert.Equal(6, rig.State.Row!.Revision);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void RecordFencedOrReplaced_StopsEverythingAtOnce(long epoch, bool alive)
    {
        AgentRig rig = AgentRig.Joined().Wake();
        rig.Answer(new CommitOutcome.Conflict("state/members/n1"));
        rig.Answer(new Row<MemberState>(rig.State.Row!.Value with { Epoch = epoch, Alive = alive }, 7));
        Assert.Equal(EpochEnd.Fenced, rig.Single<MemberEffect.EpochEnded>().Cause);
        Assert.Equal(AuthorityReading.None, rig.Single<MemberEffect.WriteAuthority>().Page);
        rig.Single<MemberEffect.StopEverything>();
    }

    [Fact]
    public void FenceSeenByTheWatch_StopsEverythingAtOnce()
    {
        AgentRig rig = AgentRig.Joined();
        See(rig, revision: 7, rig.State.Row!.Value with { Alive = false }, at: 7);
        Assert.Equal(EpochEnd.Fenced, rig.Single<MemberEffect.EpochEnded>().Cause);
    }

    [Fact]
    public void OldNews_MovesNothingBack()
    {
        AgentRig rig = AgentRig.Joined();
        MemberState own = rig.State.Row!.Value;
        See(rig, revision: 9, own, at: 5, other: 4);
        See(rig, revision: 8, own with { Alive = false }, at: 4, other: 3);
        Assert.Equal(4, rig.State.View["n2"]);
        Assert.Equal(MemberPhase.Member, rig.State.Phase);
        rig.Wake();
        Assert.Equal(4, rig.Written.View["n2"]);
    }

    [Fact]
    public void Failure_ThatDidNothing_IsTriedAgainSoon()
    {
        AgentRig rig = AgentRig.Joined().Wake();
        rig.Answer(new CommitOutcome.NotDone("busy"));
        rig.Wake();
        Assert.Equal((5, 3), (rig.Guard, rig.Written.Sequence));
        Assert.Equal(10_375, rig.Now);
    }

    private static void See(AgentRig rig, long revision, MemberState own, long at, long other = 1)
    {
        MemberState neighbour = own with { Node = "n2", Epoch = other, Alive = true };
        rig.Do(new MemberEvent.MembersSeen(
            rig.Clock,
            revision,
            ValueMap<Row<MemberState>>.Empty.Set("n1", new(own, at)).Set("n2", new(neighbour, 2))));
    }
}
