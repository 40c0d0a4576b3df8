using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

public sealed class JoinTests
{
    [Fact]
    public void FirstStart_JoinsOnlyAfterTheProofThatNothingRuns()
    {
        AgentRig rig = new AgentRig().Start();
        rig.Single<MemberEffect.ReadOwnRow>();
        rig.Answer(row: null);
        Assert.Equal(0, rig.Single<MemberEffect.StopEverything>().Epoch);
        Assert.False(rig.Has<MemberEffect.Commit>());

        rig.NothingRuns();
        rig.Answer(row: null);
        Assert.Equal((1, true, 0), (rig.Written.Epoch, rig.Written.Alive, rig.Guard));
        Assert.False(rig.Has<MemberEffect.EpochStarted>());
    }

    [Fact]
    public void Joined_AuthorityCountsFromTheSending()
    {
        AgentRig rig = AgentRig.Joined();
        Assert.Equal(AgentRig.At(11_400), rig.State.Deadline);
        Assert.Equal(
            new AuthorityReading(1, AgentRig.At(11_400), AgentRig.At(11_550)),
            rig.Single<MemberEffect.WriteAuthority>().Page);
        Assert.Equal(1, rig.Single<MemberEffect.EpochStarted>().Epoch);
    }

    [Fact]
    public void AnswerAfterItsOwnDeadline_StartsNothing()
    {
        AgentRig rig = Joining();
        rig.Now += 1_400;
        rig.Committed(5);
        Assert.Equal(MemberPhase.Joining, rig.State.Phase);
        Assert.Empty(rig.Effects);
    }

    [Fact]
    public void AnswerOfASupersededJoin_IsVoid()
    {
        AgentRig rig = Joining();
        long first = rig.State.Pending!.Number;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        rig.Answer(row: null);
        rig.Answer(first, new CommitOutcome.Committed(5));
        Assert.Equal(MemberPhase.Joining, rig.State.Phase);
        Assert.Empty(rig.Effects);
    }

    [Fact]
    public void SupersededJoinThatTookEffect_IsJoinedOver()
    {
        AgentRig rig = Joining();
        MemberState first = rig.Written;
        rig.Answer(new CommitOutcome.Unknown("time-out"));
        rig.Wake();
        rig.Answer(new Row<MemberState>(first, 5));
        Assert.Equal((2, 5), (rig.Written.Epoch, rig.Guard));
    }

    [Fact]
    public void RecordOfThisBoot_IsJoinedOverAtOnce()
    {
        AgentRig rig = Reading(Row(epoch: 7, sequence: 40) with { BootId = "boot-1", AlivePath = "/n1/alive" });
        Assert.Equal(8, rig.Written.Epoch);
        Assert.Equal(9, rig.Guard);
    }

    [Fact]
    public void LivingRecordOfAnotherBoot_IsJoinedOverOnlyAfterSilence()
    {
        MemberState foreign = Row(epoch: 7, sequence: 40);
        AgentRig rig = Reading(foreign);
        double seen = rig.Now;
        while (!rig.Has<MemberEffect.Commit>())
        {
            Assert.Empty(rig.Effects);
            rig.Wake();
            rig.Answer(new Row<MemberState>(foreign, 9));
        }

        TimeSpan waited = TimeSpan.FromMilliseconds(rig.Now - seen);
        Assert.InRange(waited, Lease.Of(foreign).Wait, Lease.Of(foreign).Wait + TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void LivingRecordThatAdvances_IsNeverJoinedOver()
    {
        AgentRig rig = Reading(Row(epoch: 7, sequence: 40));
        for (int i = 1; i < 100; i++)
        {
            rig.Wake();
            rig.Answer(new Row<MemberState>(Row(epoch: 7, sequence: 40 + i), 9 + i));
            Assert.False(rig.Has<MemberEffect.Commit>());
        }
    }

    [Fact]
    public void FencedRecordOfAnotherBoot_IsJoinedOverAtOnce()
    {
        AgentRig rig = Reading(Row(epoch: 7, sequence: 40) with { Alive = false });
        Assert.Equal(8, rig.Written.Epoch);
    }

    private static AgentRig Joining() => Reading(null);

    private static AgentRig Reading(MemberState? row)
    {
        AgentRig rig = new AgentRig().Start();
        Row<MemberState>? found = row is null ? null : new(row, 9);
        rig.Answer(found);
        rig.NothingRuns();
        return rig.Answer(found);
    }

    private static MemberState Row(long epoch, long sequence) => new()
    {
        Node = "n1",
        Epoch = epoch,
        Alive = true,
        Sequence = sequence,
        BootId = "boot-0",
        AlivePath = "/n1/alive",
        Authority = LeaseProfile.Fast.Authority,
        Kill = LeaseProfile.Fast.Kill,
        KillTime = LeaseProfile.Fast.KillTime,
    };
}
