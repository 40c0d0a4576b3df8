using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

/// <summary>What the owner of an instance does about its role, and what its resources report.</summary>
public sealed class RoleTests
{
    [Fact]
    public void PromotionWanted_FromTheBottomUp_AndTheTokenIsAnsweredWhenAllAre()
    {
        GroupBench bench = Of(Resource("a"), Resource("b", "a")).Run();
        bench.Hold("Promote b");
        Want(bench, InstanceRole.Promoted, 1);
        Assert.Equal(["Promote a", "Promote b"], bench.Calls.TakeLast(2));
        Assert.Equal((InstanceRole.Promoted, 0L), (bench["b"].Role, bench.Runtime.RoleToken));
        bench.Answer("Promote b", CallResult.Ok.Instance);
        bench.Run();
        Assert.Equal(1, bench.Runtime.RoleToken);
        Assert.Equal(2, bench.Transitions.Count(t => t.Kind == EventKinds.ResourcePromoted));
        Want(bench, InstanceRole.Unpromoted, 2);
        Assert.Equal(["Demote b", "Demote a"], bench.Calls.TakeLast(2));
        Assert.Equal(2, bench.Runtime.RoleToken);
        Assert.Equal(2, bench.Transitions.Count(t => t.Kind == EventKinds.ResourceDemoted));
    }

    [Fact]
    public void MonitorDiesWhilePromoted_TheRoleIsToldAgainAfterReattach()
    {
        GroupBench bench = Of(Resource("a")).Run();
        Want(bench, InstanceRole.Promoted, 1);
        bench.LoseMonitor("h1", MonitorDeathCause.Killed);
        Assert.Equal(InstanceRole.Promoted, bench["a"].Role);
        bench.Run();
        Assert.Equal(["Open a", "Reattach a", "Promote a"], bench.Calls.TakeLast(3));
        Assert.Equal((ResourceState.Online, 1L), (bench["a"].State, bench.Runtime.RoleToken));
    }

    [Fact]
    public void DemoteFails_ItIsTerminatedAndOnlyThenUnpromoted()
    {
        GroupBench bench = Of(Resource("a")).Run();
        Want(bench, InstanceRole.Promoted, 1);
        bench.Answers("Demote a", new CallResult.Failed("it does not let go"));
        bench.Hold("Terminate a");
        Want(bench, InstanceRole.Unpromoted, 2);
        Assert.Equal((InstanceRole.Promoted, 1L), (bench["a"].Role, bench.Runtime.RoleToken));
        bench.Answer("Terminate a", CallResult.Ok.Instance);
        bench.Run();
        Assert.Equal((InstanceRole.Unpromoted, 2L), (bench["a"].Role, bench.Runtime.RoleToken));
    }

    [Fact]
    public void DemotedWhileTheOwnerWasAway_IsAnsweredOnlyOnceANewGuardHasTheGroupsLock()
    {
        // Its guard was killed and may be dying still, with what it ran, promoted.
        GroupBench bench = Of(Resource("a"));
        bench.Store(Resource("a") with { WantedOnline = false });
        bench.Plan = bench.Plan with { Role = InstanceRole.Unpromoted, RoleToken = 2 };
        IReadOnlyList<GroupAction> first = bench.DecideOnce();
        Assert.IsType<GroupAction.StartGuard>(Assert.Single(first));
        Assert.Equal(0, bench.Runtime.RoleToken);
        bench.Step(new GroupEvent.GuardReady(100));
        bench.Run();
        Assert.Equal(2, bench.Runtime.RoleToken);
        Assert.Equal(GuardPresence.None, bench.Runtime.Guard);
        Assert.Single(bench.Actions, action => action is GroupAction.StartGuard);
    }

    [Theory]
    [InlineData("Promote a")]
    [InlineData("Demote a")]
    public void RoleChangeHangs_WhatNeedsItComesDownBeforeItIsTerminated(string call)
    {
        GroupBench bench = Of(Resource("a"), Resource("b", "a")).Run();
        if (call == "Demote a")
        {
            Want(bench, InstanceRole.Promoted, 1);
        }

        bench.Hold(call);
        Want(bench, call == "Demote a" ? InstanceRole.Unpromoted : InstanceRole.Promoted, 2);
        Assert.Equal(call, bench.Calls.Last());
        int before = bench.Actions.Count;
        bench.Hold("Terminate a");
        bench.Pass(TimeSpan.FromSeconds(181));
        Assert.Equal(["Offline b", "Terminate a"], bench.Calls.Skip(before - 1).Where(c => !c.StartsWith("Close")));
    }

    [Fact]
    public void AdoptedAsPromoted_ButNotWantedSo_IsDemotedBeforeTheTokenIsAnswered()
    {
        GroupBench bench = Of(Resource("a")).Run();
        Hosting host = bench["a"].Host!;
        bench.Runtime = new() { Group = "g", Guard = GuardPresence.Running, GuardSeen = true };
        bench.Step(new GroupEvent.Adopted(Resource("a"), ResourceState.Online, host, true, 0, null)
        {
            Role = InstanceRole.Promoted, PromotionScore = 7,
        });
        bench.Hold("Demote a");
        Want(bench, InstanceRole.Unpromoted, 2);
        Assert.Equal((0L, (int?)7), (bench.Runtime.RoleToken, bench["a"].PromotionScore));
        bench.Answer("Demote a", CallResult.Ok.Instance);
        bench.Run();
        Assert.Equal(2, bench.Runtime.RoleToken);
    }

    [Fact]
    public void ScoreAndFitness_HoldUntilStopped_AndALateWordDoesNotHoldBeyond()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Step(new GroupEvent.PromotionScored("a", "h1", 5));
        bench.Step(new GroupEvent.NodeFitnessReported("a", "h1", "its disk fails"));
        bench.Step(new GroupEvent.PromotionScored("a", "another", 9));
        Assert.Equal((5, "its disk fails"), (bench["a"].PromotionScore, bench["a"].NodeUnfit));
        GroupRuntime before = bench.Runtime;
        bench.Step(new GroupEvent.PromotionScored("a", "h1", 5));
        Assert.Same(before, bench.Runtime);

        bench.Hold("Close a");
        bench.Want(GroupWanted.Offline);
        bench.Run();
        bench.Step(new GroupEvent.PromotionScored("a", "h1", 6));
        bench.Step(new GroupEvent.NodeFitnessReported("a", "h1", "late"));
        Assert.Equal((null, ""), (bench["a"].PromotionScore, bench["a"].NodeUnfit));
    }

    private static void Want(GroupBench bench, InstanceRole role, long token)
    {
        bench.Plan = bench.Plan with { Role = role, RoleToken = token };
        bench.Run();
    }
}
