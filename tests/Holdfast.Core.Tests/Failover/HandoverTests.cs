using Holdfast.Core.Authority;
using Holdfast.Core.Failover;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Tests.Membership;
using Xunit;
using static Holdfast.Core.Tests.Failover.StonithRig;

namespace Holdfast.Core.Tests.Failover;

/// <summary>A power-off that fails on one node is tried from the others: the term goes round.</summary>
public sealed class HandoverTests
{
    [Fact]
    public void WhatFailedHere_IsTriedFromAnotherNode_AtOnce_AndHereNotBeforeThePause()
    {
        ClusterRig rig = Running();
        CommitPlan plan = Fail(rig);
        FenceState failed = FenceOf(plan);
        Assert.Equal((FencePhase.Failed, "n1"), (failed.Phase, string.Join(' ', failed.TriedFrom)));
        Assert.Contains(new RowGuard(Keys.Coordinator, rig.Snapshot.Coordinator!.Revision), plan.Guards);
        Assert.Equal("warning", Assert.Single(plan.Announcements).Level);

        rig.Snapshot = rig.Snapshot.Commit(plan);
        Assert.Equal(["n1", "n2"], rig.Snapshot.Coordinator!.Value.HandsOver);
        Assert.IsType<Candidacy.Take>(Election.Of(rig.Snapshot, rig.Observer, new("n3", 1), rig.Clock));
        Assert.IsType<Candidacy.Holds>(Election.Of(rig.Snapshot, rig.Observer, new("n1", 1), rig.Clock));
        Assert.Empty(Wishes(rig));
        FenceState again = Assert.Single(
            StonithPass.Decide(rig.Snapshot, rig.Observer, "n3", rig.WallClock, rig.Clock).Wishes).Next;
        Assert.Equal((FencePhase.Intended, "", false), (again.Phase, again.Holder, again.HeldBefore == true));
        Assert.Equal(["n1"], again.TriedFrom);
        Assert.Equal(failed.Begun, again.Begun);
    }

    /// <summary>One that a person asked for as well, of a node that lives and of which nothing is blocked; but not by
    /// whoever coordinates days later, nor by that node itself.</summary>
    [Fact]
    public void WhatAPersonWants_IsTriedFromAnotherNode_AtOnceOrNotAtAll()
    {
        ClusterRig rig = Rig();
        FenceState Failed(FenceState fence) => fence with
        {
            TriedFrom = ["n1"], NextTryAt = rig.WallClock + TimeSpan.FromSeconds(30),
        };
        With(rig, FencePhase.Failed, Failed);
        Assert.Equal(FencePhase.Intended, Assert.Single(From("n3")).Next.Phase);
        Assert.Empty(From("n1"));
        Assert.Empty(From("n2"));
        With(rig, FencePhase.Failed, fence => Failed(fence) with { Automatic = true });
        Assert.Empty(From("n3"));
        With(rig, FencePhase.Failed, fence => Failed(fence) with { NextTryAt = rig.WallClock });
        Assert.Empty(From("n3"));

        IEnumerable<StonithWish> From(string node) =>
            StonithPass.Decide(rig.Snapshot, rig.Observer, node, rig.WallClock, rig.Clock).Wishes;
    }

    [Fact]
    public void OnceItFailedFromAll_ItHasFailed_AndThePauseIsThatOfOneFailure()
    {
        ClusterRig rig = Running(fence => fence with { TriedFrom = ["n3"], Attempts = 2 });
        CommitPlan plan = Fail(rig);
        Assert.Empty(FenceOf(plan).TriedFrom);
        Assert.Equal(rig.WallClock + TimeSpan.FromSeconds(30), FenceOf(plan).NextTryAt);
        Assert.Equal("error", Assert.Single(plan.Announcements).Level);
        Assert.DoesNotContain(plan.Puts, put => put.Key == Keys.Coordinator);
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("tried from three")]
    [InlineData("handed over in vain")]
    [InlineData("at another")]
    [InlineData("relayed")]
    [InlineData("moot")]
    public void WhereNobodyElseCanDoBetter_TheTermIsKept(string why)
    {
        ClusterRig rig = Running(
            fence => why switch
            {
                "tried from three" => fence with { TriedFrom = ["n8", "n9"] },
                "handed over in vain" => fence with { TriedFrom = ["n1"] },
                _ => fence,
            });
        if (why == "at another")
        {
            // What it has begun of that one would have to be begun again.
            FenceState other = rig.Snapshot.Fences["n2"].Value with { Node = "n4" };
            rig.Snapshot = rig.Snapshot with { Fences = rig.Snapshot.Fences.Set("n4", new(other, 501)) };
        }

        rig.Member("n3", member => member with { Alive = why != "alone", Relayed = why == "relayed" });
        CommitPlan plan = Fail(rig, elsewhere: why != "moot");
        Assert.Equal(("error", 0), (Assert.Single(plan.Announcements).Level, FenceOf(plan).TriedFrom.Count));
        Assert.DoesNotContain(plan.Puts, put => put.Key == Keys.Coordinator);
    }

    /// <summary>Nobody took it so far, and whoever joins later is not to interrupt what is done now.</summary>
    [Fact]
    public void WhoTriesAgain_HandsNothingOverAnyMore()
    {
        ClusterRig rig = Running(fence => fence with { Phase = FencePhase.Intended, TriedFrom = ["n1"] });
        rig.Snapshot = rig.Snapshot with
        {
            Coordinator = new(rig.Snapshot.Coordinator!.Value with { HandsOver = ["n1", "n2"] }, 7),
        };
        CommitPlan plan = StonithSteps.Take(rig.Snapshot, rig.Snapshot.Fences["n2"], new("n1", 1), rig.WallClock)!;
        Assert.Empty(Assert.IsType<CoordinatorState>(
            Assert.Single(plan.Puts, put => put.Key == Keys.Coordinator).Value).HandsOver);
        Assert.Equal(["n1"], FenceOf(plan).TriedFrom);
    }

    private static ClusterRig Running(Func<FenceState, FenceState>? change = null)
    {
        ClusterRig rig = With(Dead(), FencePhase.Running, fence =>
        {
            FenceState held = fence with { Holder = "n1", HolderEpoch = 1, Attempts = 1, Automatic = true };
            return change?.Invoke(held) ?? held;
        });
        rig.Snapshot = rig.Snapshot with
        {
            Coordinator = new(new() { Term = 1, Holder = "n1", HolderEpoch = 1 }, 7),
        };
        return rig;
    }

    private static CommitPlan Fail(ClusterRig rig, bool elsewhere = true) => StonithSteps.Fail(
        rig.Snapshot, rig.Snapshot.Fences["n2"], "no route", elsewhere, rig.WallClock);

    private static FenceState FenceOf(CommitPlan plan) =>
        Assert.IsType<FenceState>(Assert.Single(plan.Puts, put => put.Key == Keys.Fence("n2")).Value);
}
