using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Xunit;

namespace Holdfast.Core.Tests.Membership;

/// <summary>Who agrees that another goes on, and how long others reckon with it.</summary>
public sealed class AgreementTests
{
    private static readonly double Wait = Lease.Of(LeaseProfile.Fast).Wait.TotalSeconds + 0.005;

    [Fact]
    public void WhoAgrees_HasHeardOfTheAsker()
    {
        ClusterRig rig = Rig("n3");
        rig.Seconds += 1;
        AgreementAnswer answer = Ask(rig, new("n1", 1, 1));
        Assert.Null(answer.Refusal);
        Assert.Equal(rig.Clock, answer.Observer.SeenAt("n1"));
        Assert.Equal(rig.Clock + TimeSpan.FromSeconds(Wait), answer.Observer.SilentAt(Of(rig, "n1")));
    }

    [Theory]
    [InlineData("n1", 1, 2, "n3 is asked in epoch 2, and is in epoch 1")]
    [InlineData("n1", 2, 1, "n3 does not know n1 to be alive in epoch 2")]
    [InlineData("n9", 1, 1, "n3 does not know n9 to be alive in epoch 1")]
    public void Stranger_IsRefused(string asker, long askerEpoch, long memberEpoch, string refusal)
    {
        ClusterRig rig = Rig("n3");
        rig.Seconds += 1;
        AgreementAnswer answer = Ask(rig, new(asker, askerEpoch, memberEpoch));
        Assert.Equal(refusal, answer.Refusal);
        Assert.Same(rig.Observer, answer.Observer);
    }

    [Fact]
    public void FencedAsker_IsRefused()
    {
        ClusterRig rig = Rig("n3");
        rig.Member("n1", member => member with { Alive = false }).See();
        Assert.NotNull(Ask(rig, new("n1", 1, 1)).Refusal);
    }

    [Fact]
    public void MemberWhoseOwnTimeIsUp_AgreesToNothing()
    {
        ClusterRig rig = Rig("n3");
        MemberAgentState self = Self(rig) with { Deadline = rig.Clock };
        Assert.NotNull(Agreement.Answer(self, rig.Observer, new("n1", 1, 1), rig.Clock).Refusal);
    }

    [Fact]
    public void ObserverThatWouldBeAsked_WaitsAsEver()
    {
        ClusterRig rig = Fenced(Rig("n3"));
        Assert.IsType<Release.Free>(Release(rig));
    }

    [Fact]
    public void ObserverThatNobodyWouldAsk_WaitsUntilAnotherKnowsOfTheFence()
    {
        ClusterRig rig = Fenced(Rig("n4"));
        Assert.Contains("n2, n3", Assert.IsType<Release.Blocked>(Release(rig)).Reason.Text, StringComparison.Ordinal);

        // n3 renews, and names n1 no more: from now on it refuses.
        rig.Member("n3", member => member with { Sequence = 9, View = member.View.Remove("n1") }).See();
        BootTime known = rig.Clock;
        Assert.Equal(
            known + TimeSpan.FromSeconds(Wait), Assert.IsType<Release.Held>(Release(rig)).At);
        rig.Seconds += Wait - 0.001;
        rig.RenewAllBut("n1");
        Assert.IsType<Release.Held>(Release(rig));
        rig.Seconds += 0.002;
        Assert.IsType<Release.Free>(Release(rig));
    }

    [Fact]
    public void ObserverThatNobodyWouldAsk_WaitsUntilAnotherLivesAnew()
    {
        ClusterRig rig = Fenced(Rig("n4"));
        rig.Member("n2", member => member with { Epoch = 2, Sequence = 1 }).See();
        Assert.IsType<Release.Held>(Release(rig));
        rig.Seconds += Wait + 0.001;
        Assert.IsType<Release.Free>(Release(rig));
    }

    [Fact]
    public void RecordThatNeverNamedTheSilentOne_SaysNothingAboutTheFence()
    {
        ClusterRig rig = Rig("n4");

        // n1 lives anew, and n2 and n3 have not said so yet: they agree all the same, by what they have seen.
        rig.Member("n1", member => member with { Epoch = 2, Sequence = 1 }).See();
        rig.State(rig.Snapshot.GroupStates["web"].Value with { OwnerEpoch = 2 });
        Fenced(rig);
        rig.Seconds += 60;
        rig.RenewAllBut("n1");
        Assert.IsType<Release.Blocked>(Release(rig));
    }

    [Fact]
    public void ObserverThatStartedAnew_IsNotTheOneThatWouldBeAsked()
    {
        // n3 is named in epoch 1 and lives in epoch 2: its old self agrees to nothing any more.
        ClusterRig rig = Rig("n3");
        rig.Member("n3", member => member with { Epoch = 2, Sequence = 1 }).See();
        rig.Seconds += 0.5;
        Assert.Equal(
            rig.Clock + TimeSpan.FromSeconds(Wait - 0.5),
            Agreement.OverAt(rig.Observer, Of(rig, "n1")));
    }

    [Fact]
    public void MemberThatNeverAsks_IsReckonedWithAsEver()
    {
        ClusterRig rig = Rig("n4");
        rig.Member("n1", member => member with { Agrees = false });
        Assert.IsType<Release.Free>(Release(Fenced(rig)));
    }

    [Fact]
    public void Coordinator_WhoseRenewalsAreRelayed_LosesTheTerm()
    {
        var rig = new ClusterRig();
        Assert.False(rig.Look("n2").Coordinating);
        rig.Member("n1", member => member with { Relayed = true, Sequence = 2 }).See();
        Assert.True(rig.Look("n2").Coordinating);
        Assert.False(rig.Look("n1").Coordinating);
    }

    [Fact]
    public void GroupOfAMemberWhoseRenewalsAreRelayed_Stays_AndNothingIsPlacedThere()
    {
        ClusterRig rig = new ClusterRig().Owned("web", "n2").Status("web", GroupPhase.Active).Group("new");
        rig.Member("n2", member => member with { Relayed = true, Sequence = 2 }).See();
        rig.Node("n1", node => node with { Paused = true }).Node("n3", node => node with { Paused = true });
        Assert.Empty(rig.Decide().Actions.OfType<GroupAction.Assign>());
        Assert.Empty(rig.Decide().Actions.OfType<GroupAction.AskToStop>());
        rig.Move("web", "n1");
        Assert.Contains(
            "does not reach the database",
            Assert.Single(rig.Decide().Actions.OfType<GroupAction.RefuseMove>()).Reason.Text,
            StringComparison.Ordinal);
    }

    /// <summary>n1 to n4, of which n4 came last: n1, n2 and n3 name each other only.</summary>
    private static ClusterRig Rig(string self)
    {
        var rig = new ClusterRig(nodes: 4);
        ValueMap<long> view = ValueMap<long>.Empty.Set("n1", 1).Set("n2", 1).Set("n3", 1);
        foreach (string node in (string[])["n1", "n2", "n3"])
        {
            rig.Member(node, member => member with { Agrees = true, View = view, Sequence = 2 });
        }

        rig.Owned("web", "n1");
        rig.Observer = rig.Observer with { Node = self };
        return rig.See();
    }

    /// <summary>n1 was silent for W, and is fenced.</summary>
    private static ClusterRig Fenced(ClusterRig rig)
    {
        rig.Seconds += Wait + 0.001;
        rig.RenewAllBut("n1");
        return rig.Member("n1", member => member with { Alive = false }).See();
    }

    private static Release Release(ClusterRig rig) => Core.Failover.Release.Of(
        rig.Snapshot.GroupStates["web"].Value, rig.Snapshot, rig.Observer, rig.Clock);

    private static MemberState Of(ClusterRig rig, string node) => rig.Snapshot.Members[node].Value;

    private static AgreementAnswer Ask(ClusterRig rig, AgreementQuestion question) =>
        Agreement.Answer(Self(rig), rig.Observer, question, rig.Clock);

    private static MemberAgentState Self(ClusterRig rig) => new()
    {
        Identity = new("n3", "boot", "", []),
        Profile = LeaseProfile.Fast,
        Phase = MemberPhase.Member,
        Epoch = 1,
        Deadline = rig.Clock + TimeSpan.FromSeconds(1),
        View = MemberView.Of(rig.Snapshot.Members),
    };
}
