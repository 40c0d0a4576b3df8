using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

public sealed class MonitorLossTests
{
    [Fact]
    public void MonitorDies_ResourceRunsOn_StaysOnlineAndIsSupervisedAgain()
    {
        GroupBench bench = Of(Resource("a"), Resource("b", "a")).Run();
        bench.Actions.Clear();
        bench.Transitions.Clear();
        bench.LoseMonitor("h1", MonitorDeathCause.Killed);
        Assert.Equal(MonitorPresence.Restarting, bench["a"].Monitor);
        bench.Hold("Reattach a");
        bench.Run();
        Assert.Equal(MonitorPresence.Restarting, bench["a"].Monitor);
        bench.Answer("Reattach a", CallResult.Running.Instance);
        Assert.Equal(MonitorPresence.Running, bench["a"].Monitor);
        Assert.Equal(["Open a", "Open b", "Reattach a", "Reattach b"], bench.Calls);
        Assert.Equal(
            [EventKinds.ResourceSupervisedAgain, EventKinds.ResourceSupervisedAgain],
                bench.Transitions.Select(t => t.Kind));
        Assert.All(bench.Transitions, t => Assert.Equal("e1", t.Cause));
        Assert.Empty(bench["a"].Restarts);
    }

    [Fact]
    public void MonitorDies_ResourceIsGone_FollowsThePolicy()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Actions.Clear();
        bench.Answers("Reattach a", new CallResult.Gone("server exited"));
        bench.LoseMonitor("h1", MonitorDeathCause.Killed);
        bench.Run();
        Assert.Equal(["Open a", "Reattach a", "Terminate a", "Online a"], bench.Calls);
        Assert.Equal("server exited", bench["a"].Failure);
        Assert.Single(bench["a"].Restarts);
    }

    [Fact]
    public void MonitorDies_ResourceIsUnknown_IsTerminatedFirst()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Answers("Reattach a", new CallResult.Unknown("cannot tell"));
        bench.LoseMonitor("h1", MonitorDeathCause.Crashed);
        bench.Run();
        Assert.Equal(["Terminate a", "Online a"], bench.Calls.TakeLast(2));
    }

    [Fact]
    public void MonitorDiesDuringOffline_ItIsAskedAndThenTerminated()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Hold("Offline a");
        bench.Want(GroupWanted.Offline);
        bench.Run();
        bench.LoseMonitor("h1", MonitorDeathCause.Killed, "a");
        bench.Run();
        Assert.Equal(["Offline a", "Open a", "Reattach a", "Terminate a", "Close a"], bench.Calls.TakeLast(5));
        Assert.Equal(ResourceState.Offline, bench["a"].State);
    }

    [Fact]
    public void MonitorDiesDuringOfflineAndItIsGone_ItIsOffline()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Hold("Offline a");
        bench.Answers("Reattach a", new CallResult.Gone("exited"));
        bench.Want(GroupWanted.Offline);
        bench.Run();
        bench.LoseMonitor("h1", MonitorDeathCause.Killed, "a");
        bench.Run();
        Assert.DoesNotContain(bench.Transitions, t => t.Kind == EventKinds.ResourceFailed);
        Assert.Equal(ResourceState.Offline, bench["a"].State);
    }

    [Fact]
    public void MonitorDiesDuringOnline_ItIsAskedWhatBecameOfIt()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Hold("Online a");
        bench.Run();
        bench.LoseMonitor("h1", MonitorDeathCause.Killed, "a");
        bench.Run();
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Equal("Reattach a", bench.Calls.Last());
    }

    [Fact]
    public void MonitorDiesDuringOpen_ItIsOpenedAgain()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Hold("Open a");
        bench.Run();
        bench.Release("Open a");
        bench.LoseMonitor("h1", MonitorDeathCause.Killed, "a");
        bench.Run();
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.DoesNotContain(bench.Transitions, t => t.Kind == EventKinds.ResourceFailed);
    }

    [Fact]
    public void HundredKillsFromOutside_NeverRestartTheResource()
    {
        GroupBench bench = Of(Resource("a"), Resource("b")).Run();
        for (int i = 0; i < 100; i++)
        {
            bench.LoseMonitor(bench["a"].Host!.MonitorId, MonitorDeathCause.Killed, "a");
            bench.Pass(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(1, bench.Calls.Count(c => c == "Online a"));
        Assert.Equal(1, bench.Calls.Count(c => c == "Online b"));
    }

    [Fact]
    public void OneKillFromOutside_IsolatesNobody()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.LoseMonitor("h1", MonitorDeathCause.Killed, "a");
        bench.Run();
        Assert.Null(bench["a"].IsolatedUntil);
        Assert.Null(bench["a"].Host!.Settings.Place.Alone);
    }

    [Fact]
    public void SecondDeathInItsCalls_IsolatesItUntilThePeriodEnds()
    {
        GroupBench bench = Of(Resource("a"), Resource("b")).Run();
        bench.LoseMonitor("h1", MonitorDeathCause.Crashed, "a");
        bench.Pass(TimeSpan.FromMinutes(5));
        bench.LoseMonitor("h1", MonitorDeathCause.Hung, "a");
        bench.Run();
        Assert.Equal("a", bench["a"].Host!.Settings.Place.Alone);
        Assert.Null(bench["b"].Host!.Settings.Place.Alone);
        Assert.Contains(bench.Transitions, t => t is { Kind: EventKinds.ResourceIsolated, Resource: "a" });
        bench.Pass(TimeSpan.FromMinutes(15));
        Assert.Null(bench["a"].IsolatedUntil);
        Assert.Null(bench["a"].Host!.Settings.Place.Alone);
        Assert.Equal(1, bench.Calls.Count(c => c == "Online a"));
        Assert.Single(bench.Actions.OfType<GroupAction.Release>());
    }

    [Fact]
    public void GuardDies_WhatLivedInProcessesFailsAndOthersStay()
    {
        GroupBench bench = Of(Resource("address"), Resource("server")).Run();
        bench.Actions.Clear();
        bench.Answers("Reattach server", new CallResult.Gone("no such process"));
        bench.Step(new GroupEvent.GuardLost("guard 100 died (SIGKILL)", "e7"));
        bench.Run();
        Assert.Equal(["Close", "Close", "Open", "Open", "Reattach", "Reattach", "Terminate", "Online"],
            bench.Calls.Select(c => c.Split(' ')[0]));
        Assert.Empty(bench["address"].Restarts);
        Assert.Single(bench["server"].Restarts);
    }

    [Fact]
    public void GuardDiesAgain_NextGuardIsDelayed()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Step(new GroupEvent.GuardLost("died", null));
        bench.Run();
        bench.Step(new GroupEvent.GuardLost("died", null));
        bench.Run();
        Assert.Equal(GuardPresence.None, bench.Runtime.Guard);
        Assert.Equal(bench.Now + TimeSpan.FromMilliseconds(500), bench.WakeAt);
    }
}
