using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

public sealed class TimeoutTests
{
    [Fact]
    public void PendingReportsProgress_SilenceStartsAnew()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Hold("Online a");
        bench.Run();
        for (int i = 0; i < 5; i++)
        {
            bench.Pass(TimeSpan.FromSeconds(170));
            bench.Step(new GroupEvent.StatusReported("a", "h1", $"step {i}"));
        }

        Assert.Equal(ResourceState.OnlinePending, bench["a"].State);
        Assert.Equal("step 4", bench["a"].StatusText);
        bench.Release("Online a");
        bench.Pass(TimeSpan.FromSeconds(180));
        Assert.Contains("Terminate a", bench.Calls);
        Assert.Equal("Online did not report for 3min (PendingTimeout)", bench["a"].Failure);
        Assert.Single(bench["a"].Restarts);
    }

    [Fact]
    public void OfflineSilent_IsTerminated()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Hold("Offline a");
        bench.Want(GroupWanted.Offline);
        bench.Pass(TimeSpan.FromSeconds(180));
        Assert.Equal(ResourceState.Offline, bench["a"].State);
        Assert.Equal("Terminate a", bench.Calls.TakeLast(2).First());
    }

    [Fact]
    public void OtherCallHangs_ItsMonitorIsKilledOnce()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Hold("Terminate a");
        bench.Step(new GroupEvent.FailureReported("a", "h1", "broken"));
        bench.Pass(TimeSpan.FromSeconds(29));
        Assert.Empty(bench.Actions.OfType<GroupAction.KillMonitor>());
        bench.Pass(TimeSpan.FromSeconds(60));
        GroupAction.KillMonitor kill = Assert.Single(bench.Actions.OfType<GroupAction.KillMonitor>());
        Assert.Equal("Terminate of a did not end within 30s (DeadlockTimeout)", kill.Reason);
    }

    [Fact]
    public void TerminateHangsTwice_TheGuardKillsItsProcesses()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Hold("Terminate a");
        bench.Step(new GroupEvent.FailureReported("a", "h1", "broken"));
        bench.Pass(TimeSpan.FromSeconds(30));
        bench.LoseMonitor("h1", MonitorDeathCause.Hung, "a");
        bench.Pass(TimeSpan.FromSeconds(30));
        bench.LoseMonitor(bench["a"].Host!.MonitorId, MonitorDeathCause.Hung, "a");
        bench.Run();
        Assert.Contains("StopProcesses a", bench.Calls);
        Assert.Equal(ResourceState.Online, bench["a"].State);
    }

    [Fact]
    public void StopFails_IsSaidAndTheGuardIsEndedAllTheSame()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Answers("Offline a", new CallResult.Failed("no"));
        bench.Answers("Terminate a", new CallResult.Failed("no"), new CallResult.Failed("no"));
        bench.Answers("StopProcesses a", new CallResult.Failed("the guard does not answer"));
        bench.Want(GroupWanted.Stop);
        bench.Run();
        Assert.Contains(bench.Transitions,
            t => t.Message.StartsWith("a could not be stopped", StringComparison.Ordinal));
        Assert.IsType<GroupAction.ReportStopped>(bench.Actions[^1]);
        Assert.Equal(ResourceState.Offline, bench["a"].State);
    }

    [Fact]
    public void StopFails_AfterItsGuardEnded_ItIsOpenedAnewWithTheNext()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Answers("Offline a", new CallResult.Failed("it does not stop"));
        bench.Answers("Terminate a", new CallResult.Failed("it does not stop"));
        bench.Answers("StopProcesses a", new CallResult.Failed("they do not die"));
        bench.Want(GroupWanted.Offline);
        bench.Run();
        Assert.Contains(bench.Actions, action => action is GroupAction.EndGuard);
        bench.Want(GroupWanted.Online);
        bench.Run();
        string[] after = [.. bench.Calls.SkipWhile(call => call != "StopProcesses a").Skip(1)];
        Assert.Equal(["Close a", "Open a", "Online a"], after);
        Assert.Equal(ResourceState.Online, bench["a"].State);
    }

    [Fact]
    public void GuardCannotEnd_StopFailedIsPublishedAndTriedAgain()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Want(GroupWanted.Stop);
        while (bench.Runtime.Guard != GuardPresence.Ending)
        {
            foreach (GroupAction.Call call in bench.DecideOnce().OfType<GroupAction.Call>())
            {
                bench.Step(new GroupEvent.CallEnded(call.Resource, call.Id, CallResult.Ok.Instance));
            }
        }

        bench.Step(new GroupEvent.GuardEnded("process 7 does not die"));
        Assert.Equal(GroupPhase.StopFailed, Publish(bench).Phase);
        bench.Pass(TimeSpan.FromSeconds(2));
        Assert.IsType<GroupAction.ReportStopped>(bench.Actions[^1]);
    }

    private static GroupStatus Publish(GroupBench bench) =>
        GroupStatuses.Of(bench.Plan, bench.Runtime, new("n1", 1, 1), _ => default, _ => 0);
}
