using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Authority;

/// <summary>A member whose database is out of reach goes on as long as all agree whom its record may name.</summary>
public sealed class AgreementTests
{
    private static readonly CommitOutcome Away = new CommitOutcome.Unknown("time-out");

    [Fact]
    public void LateRenewal_AsksEverybodyThatTheRecordNames()
    {
        AgentRig rig = Renewed(("n1", 1), ("n2", 4), ("n3", 9));
        rig.Wake();
        rig.Now += 200;
        rig.Answer(Away);
        Assert.False(rig.Has<MemberEffect.AskOthers>());
        rig.Wake();
        rig.Now += 200;
        rig.Answer(Away);
        MemberEffect.AskOthers asked = rig.Single<MemberEffect.AskOthers>();
        Assert.Equal(1, asked.Epoch);
        Assert.Equal(Map(("n2", 4), ("n3", 9)), asked.Members);
    }

    [Fact]
    public void AllAgree_TheLeaseCountsFromTheAsking()
    {
        AgentRig rig = Asked(out long number);
        double sent = rig.Now;
        rig.Now += 150;
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));
        Assert.Equal(AgentRig.At(sent + 1_400), rig.State.Deadline);
        Assert.Equal(AgentRig.At(sent + 1_550), rig.State.KillAt);
        Assert.Equal(rig.State.Deadline, rig.Single<MemberEffect.WriteAuthority>().Page.Until);
    }

    [Fact]
    public void OneDoesNotAgree_NothingIsGained()
    {
        AgentRig rig = Asked(out long number);
        BootTime before = rig.State.Deadline;
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 1));
        Assert.Equal(before, rig.State.Deadline);
        Assert.False(rig.Has<MemberEffect.WriteAuthority>());
    }

    [Fact]
    public void AnswerAfterTheDeadline_DoesNotRevive()
    {
        AgentRig rig = Asked(out long number);
        rig.Now = (rig.State.Deadline.Nanoseconds / 1e6) + 1;
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));
        Assert.Equal(EpochEnd.Lapsed, rig.Single<MemberEffect.EpochEnded>().Cause);
        Assert.False(rig.Has<MemberEffect.WriteAuthority>());
    }

    [Fact]
    public void AnswerToAnEarlierQuestion_IsVoid()
    {
        AgentRig rig = Asked(out long number);
        rig.Wake();
        rig.Now += 340;
        rig.Answer(Away);
        BootTime before = rig.State.Deadline;
        Assert.NotEqual(number, rig.Single<MemberEffect.AskOthers>().Number);
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));
        Assert.Equal(before, rig.State.Deadline);
    }

    [Fact]
    public void RecordMayNameAnother_WhomNobodyAsked_NothingIsGained()
    {
        AgentRig rig = Asked(out long number);

        // n4 joined; the renewal that names it may have taken effect, so n4 may be the one that takes over.
        See(rig, 99, ("n1", 1), ("n2", 4), ("n3", 9), ("n4", 1));
        rig.Wake();
        BootTime before = rig.State.Deadline;
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));
        Assert.Equal(before, rig.State.Deadline);
    }

    [Fact]
    public void RecordMayNameOneInTwoEpochs_NobodyIsAsked()
    {
        AgentRig rig = Renewed(("n1", 1), ("n2", 4));
        rig.Wake();
        See(rig, 99, ("n1", 1), ("n2", 5));
        rig.Now += 340;
        rig.Answer(Away);
        rig.Wake();
        rig.Now += 200;
        rig.Answer(Away);
        Assert.False(rig.Has<MemberEffect.AskOthers>());
    }

    [Fact]
    public void AloneInTheRecord_NobodyIsAsked()
    {
        AgentRig rig = Renewed(("n1", 1));
        rig.Wake();
        AssertNobodyIsAsked(rig);
    }

    /// <summary>Whoever reads a record that names nobody waits for nobody's agreement.</summary>
    [Fact]
    public void RecordThatNamesNobody_NobodyIsAsked_ThoughOthersAreSeen()
    {
        AgentRig rig = Renewed(("n1", 1));
        See(rig, 99, ("n1", 1), ("n2", 4));
        rig.Wake();
        rig.Now += 350;
        rig.Answer(Away);
        Assert.False(rig.Has<MemberEffect.AskOthers>());
    }

    /// <summary>Or the second could be taken for the first, should that have taken effect, with a later time.</summary>
    [Fact]
    public void SequenceOfARenewalThatWasNotDone_IsNotGivenAgain()
    {
        AgentRig rig = Renewed(("n1", 1), ("n2", 4));
        rig.Wake();
        long first = rig.Written.Sequence;
        rig.Answer(new CommitOutcome.NotDone("refused"));
        rig.Wake();
        Assert.Equal(first + 1, rig.Written.Sequence);
    }

    [Fact]
    public void QuestionThatIsOpen_IsNotAskedAgainBeforeItsTimeIsUp()
    {
        AgentRig rig = Asked(out long number);
        rig.Wake();
        rig.Now += 100;
        rig.Answer(new CommitOutcome.NotDone("refused"));
        Assert.False(rig.Has<MemberEffect.AskOthers>());
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));
        Assert.True(rig.Has<MemberEffect.WriteAuthority>());
    }

    [Fact]
    public void RecordOfAnEarlierRun_NobodyIsAsked()
    {
        AgentRig rig = Renewed(("n1", 1), ("n2", 4));
        Row<MemberState> row = rig.State.Row!;
        rig.Do(new MemberEvent.MembersSeen(rig.Clock, 60, ValueMap<Row<MemberState>>.Empty
            .Set("n1", new(row.Value with { Run = "earlier run", Sequence = 50 }, 60))
            .Set("n2", new(Other("n2", 4), 2))));
        rig.Wake();
        AssertNobodyIsAsked(rig);
    }

    [Fact]
    public void ShorterLeaseUnderWay_TheShorterCounts()
    {
        AgentRig rig = Asked(out long number);
        double sent = rig.Now;
        LeaseProfile shorter = LeaseProfile.Fast with
        {
            Authority = TimeSpan.FromSeconds(1.2), Kill = TimeSpan.FromSeconds(1.3),
        };
        rig.Do(new MemberEvent.ProfileChanged(rig.Clock, shorter));
        rig.Wake();
        BootTime before = rig.State.Deadline;
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));

        // The guards are being asked to confirm the shorter one: nothing may be made longer meanwhile.
        Assert.True(rig.State.Deadline <= before);
        Assert.True(rig.State.Deadline < AgentRig.At(sent + 1_400));
    }

    [Fact]
    public void RenewalSucceeds_TheQuestionIsForgotten()
    {
        AgentRig rig = Asked(out long number);
        rig.Wake();
        rig.Committed(90);
        Assert.Null(rig.State.Asked);
        rig.Do(new MemberEvent.OthersAnswered(rig.Clock, number, 2));
        Assert.False(rig.Has<MemberEffect.WriteAuthority>());
    }

    [Fact]
    public void Detaching_NobodyIsAsked()
    {
        AgentRig rig = Renewed(("n1", 1), ("n2", 4));
        rig.Do(new MemberEvent.DetachAsked(rig.Clock, TimeSpan.FromSeconds(60)));
        AssertNobodyIsAsked(rig);
    }

    /// <summary>The renewal that was sent fails, and the next one too, which is late enough to ask.</summary>
    private static void AssertNobodyIsAsked(AgentRig rig)
    {
        rig.Now += 350;
        rig.Answer(Away);
        rig.Wake();
        rig.Now += 300;
        rig.Answer(Away);
        Assert.False(rig.Has<MemberEffect.AskOthers>());
    }

    /// <summary>A member whose record, written by this run of the service, names these.</summary>
    private static AgentRig Renewed(params (string Node, long Epoch)[] view)
    {
        AgentRig rig = AgentRig.Joined(AgentRig.Identity with { AsksOthers = true });
        See(rig, 7, view);
        rig.Wake();
        rig.Committed(8);
        Assert.True(rig.State.Row!.Value.Agrees);
        return rig;
    }

    /// <summary>The same with n2 and n3, which were asked just now.</summary>
    private static AgentRig Asked(out long number)
    {
        AgentRig rig = Renewed(("n1", 1), ("n2", 4), ("n3", 9));
        rig.Wake();
        rig.Now += 350;
        rig.Answer(Away);
        number = rig.Single<MemberEffect.AskOthers>().Number;
        return rig;
    }

    private static void See(AgentRig rig, long revision, params (string Node, long Epoch)[] view)
    {
        var members = ValueMap<Row<MemberState>>.From(view.Select(member => KeyValuePair.Create(
            member.Node,
            member.Node == "n1" ? rig.State.Row! : new Row<MemberState>(Other(member.Node, member.Epoch), 2))));
        rig.Do(new MemberEvent.MembersSeen(rig.Clock, revision, members));
    }

    private static MemberState Other(string node, long epoch) =>
        new() { Node = node, Epoch = epoch, Alive = true, Sequence = 1 };

    private static ValueMap<long> Map(params (string Node, long Epoch)[] members) =>
        ValueMap<long>.From(members.Select(member => KeyValuePair.Create(member.Node, member.Epoch)));
}
