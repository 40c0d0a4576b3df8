using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

public sealed class ChangeTests
{
    private static readonly CallResult Missing = new CallResult.DllMissing("DLL missing: T.dll of package h1");

    [Fact]
    public void DllMissing_IsFailedWithThatReasonAndComesUpWhenItIsBack()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Answers("Open a", Missing, Missing);
        bench.Run();
        Assert.Equal(ResourceState.Failed, bench["a"].State);
        Assert.Equal("DLL missing: T.dll of package h1", bench["a"].Reason);
        Assert.Null(bench.Runtime.FailoverWanted);
        bench.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(1, bench.Transitions.Count(t => t.Kind == EventKinds.ResourceFailed));
        bench.Step(new GroupEvent.PackageFound("h1"));
        bench.Run();
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Empty(bench["a"].Restarts);
    }

    [Fact]
    public void DllMissingWhenTheMonitorDies_TheResourceRunsOnAndIsReattachedLater()
    {
        GroupBench bench = Of(Resource("a"), Resource("b", "a")).Run();
        bench.Answers("Open a", Missing);
        bench.LoseMonitor("h1", MonitorDeathCause.Killed);
        bench.Run();
        Assert.Equal(ResourceState.Failed, bench["a"].State);
        Assert.Equal(ResourceState.Online, bench["b"].State);
        bench.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Equal(1, bench.Calls.Count(c => c == "Online a"));
    }

    [Fact]
    public void DllMissingAndUnwanted_TheGuardStopsIt()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Answers("Open a", Missing);
        bench.LoseMonitor("h1", MonitorDeathCause.Killed);
        bench.Run();
        bench.Plan = bench.Plan with { Resources = bench.Plan.Resources.Remove("a") };
        bench.Run();
        Assert.Equal("StopProcesses a", bench.Calls.Last());
        Assert.Empty(bench.Runtime.Resources);
    }

    [Fact]
    public void PropertyChanged_IsShownUntilTheNextOnlineAndThenHandedOver()
    {
        GroupBench bench = Of(Resource("a") with { Properties = """{"Port":1}""" }).Run();
        bench.Store(Resource("a") with { Properties = """{"Port":2}""" });
        bench.Run();
        Assert.Equal(["Port"], bench["a"].FromNextOnline);
        Assert.DoesNotContain("Set a", bench.Calls);

        bench.LoseMonitor("h1", MonitorDeathCause.Killed);
        bench.Run();
        Assert.Equal("""{"Port":1}""", bench["a"].Host!.Settings.Properties);
        Assert.Equal(["Port"], bench["a"].FromNextOnline);

        bench.Step(new GroupEvent.FailureReported("a", "h1", "broken"));
        bench.Run();
        Assert.Equal("""{"Port":2}""", bench["a"].Host!.Settings.Properties);
        Assert.Equal(["Terminate a", "Close a", "Open a", "Online a"], bench.Calls.TakeLast(4));
        Assert.Empty(bench["a"].FromNextOnline);
    }

    [Fact]
    public void PropertyThatCanBeAppliedAtOnce_IsSet()
    {
        GroupBench bench = Of(Resource("a") with { Properties = """{"Port":1,"Level":1}""" }).Run();
        bench.Store(Resource("a") with { Properties = """{"Port":2,"Level":5}""" });
        bench.Run();
        Assert.Equal("Set a", bench.Calls.Last());
        Assert.Equal("""{"Port":1,"Level":5}""", bench["a"].Effective);
        Assert.Equal(["Port"], bench["a"].FromNextOnline);
    }

    [Fact]
    public void SetRefused_IsNotRepeatedAndIsShown()
    {
        GroupBench bench = Of(Resource("a") with { Properties = """{"Level":1}""" }).Run();
        bench.Answers("Set a", new CallResult.Failed("not now"));
        bench.Store(Resource("a") with { Properties = """{"Level":5}""" });
        bench.Run();
        Assert.Equal(1, bench.Calls.Count(c => c == "Set a"));
        Assert.Equal(["Level"], bench["a"].FromNextOnline);
    }

    [Fact]
    public void TypeUpgraded_IsReattachedInTheNewPackageWithoutInterruption()
    {
        GroupBench bench = Of(Resource("a"), Resource("b", "a")).Run();
        bench.Actions.Clear();
        bench.Store(Type("h2"));
        bench.Run();
        Assert.Equal(
            ["Open a", "Open b", "Prepare a", "Prepare b", "Reattach a", "Reattach b"], bench.Calls.Order());
        Assert.Equal("h2", bench["a"].Host!.MonitorId);
        Assert.All(bench.Actions.OfType<GroupAction.Release>(), r => Assert.Equal("h1", r.MonitorId));
    }

    [Fact]
    public void NewPackageIsNotHereYet_TheOldOneGoesOnUntilItIs()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Answers("Prepare a", Missing);
        bench.Store(Type("h2"));
        bench.Run();
        Assert.Equal((ResourceState.Online, "h1"), (bench["a"].State, bench["a"].Host!.MonitorId));
        bench.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("h2", bench["a"].Host!.MonitorId);
        Assert.Equal(1, bench.Calls.Count(c => c == "Online a"));
    }

    [Fact]
    public void FailsWhileTheNextMonitorIsPrepared_IsRestartedWithoutWaiting()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Hold("Prepare a");
        bench.Store(Type("h2"));
        bench.Run();
        bench.Step(new GroupEvent.FailureReported("a", "h1", "broken"));
        bench.Run();
        Assert.Equal((ResourceState.Online, "h2"), (bench["a"].State, bench["a"].Host!.MonitorId));
    }

    [Fact]
    public void GuardNeverStarts_AnotherNodeShouldTry()
    {
        GroupBench bench = Of(Resource("a"));
        for (int i = 0; i < 6; i++)
        {
            bench.Step(new GroupEvent.GuardFailed("no such program"));
        }

        bench.DecideOnce();
        Assert.Equal("its guard cannot be kept running here: no such program", bench.Runtime.FailoverWanted);
    }

    [Fact]
    public void IntervalOfTheTypeChanged_IsHandedOver()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Store(Type() with { IsAlivePollInterval = TimeSpan.FromSeconds(7) });
        bench.Run();
        Assert.Equal(TimeSpan.FromSeconds(7), bench["a"].Host!.Settings.IsAlive);
    }

    [Fact]
    public void AdoptedWithItsMonitor_StaysOnlineAndIsNotAsked()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Step(new GroupEvent.GuardReady(5));
        HostedSettings settings = new()
        {
            Place = new("h1", null), Properties = "{}", LooksAlive = TimeSpan.FromSeconds(5), IsAlive =
                TimeSpan.FromSeconds(60),
        };
        bench.Step(new GroupEvent.Adopted(Resource("a"), ResourceState.Online, new("m4", 44, settings), true, 1, null));
        bench.Run();
        Assert.Empty(bench.Actions);
        Assert.Single(bench["a"].Restarts);
    }

    [Fact]
    public void AdoptedWithoutItsMonitor_IsReattached()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Step(new GroupEvent.GuardReady(5));
        bench.Step(new GroupEvent.Adopted(Resource("a"), ResourceState.OnlinePending, null, false, 0, null));
        bench.Run();
        Assert.Equal(["Open a", "Reattach a"], bench.Calls);
        Assert.Equal(ResourceState.Online, bench["a"].State);
    }

    [Fact]
    public void HealthDegradesAndRecovers_EachIsOneTransition()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Transitions.Clear();
        bench.Step(new GroupEvent.HealthChanged("a", "h1", "Degraded: slow"));
        bench.Step(new GroupEvent.HealthChanged("a", "h1", "Ok"));
        Assert.Equal(["a is Degraded: slow.", "a is Ok again."], bench.Transitions.Select(t => t.Message));
    }
}
