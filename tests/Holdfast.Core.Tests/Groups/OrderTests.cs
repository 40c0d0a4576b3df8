using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

public sealed class OrderTests
{
    [Fact]
    public void Tree_WantedOnline_ComesUpFromTheBottom()
    {
        GroupBench bench =
            Of(Resource("app", "db", "ip"), Resource("db", "disk"), Resource("disk"), Resource("ip")).Run();
        Assert.Equal(
            ["Online disk", "Online ip", "Online db", "Online app"],
            bench.Calls.Where(c => c.StartsWith("Online", StringComparison.Ordinal)));
        Assert.All(bench.Runtime.Resources.Values, r => Assert.Equal(ResourceState.Online, r.State));
    }

    [Fact]
    public void IndependentBranches_WantedOnline_AreBegunTogether()
    {
        GroupBench bench = Of(Resource("a"), Resource("b"), Resource("c", "a"));
        bench.Hold("Online a");
        bench.Hold("Online b");
        bench.Run();
        Assert.Equal(["Online a", "Online b"], bench.Open.Select(c => $"{c.Kind} {c.Resource}"));
        Assert.Contains("waits for a (OnlinePending)", bench["c"].Reason);
        bench.Answer("Online a", CallResult.Ok.Instance);
        bench.Run();
        Assert.Equal(ResourceState.Online, bench["c"].State);
        Assert.Equal(ResourceState.OnlinePending, bench["b"].State);
    }

    [Fact]
    public void Tree_WantedOffline_GoesDownFromTheTopAndEndsTheGuard()
    {
        GroupBench bench =
            Of(Resource("app", "db", "ip"), Resource("db", "disk"), Resource("disk"), Resource("ip")).Run();
        bench.Actions.Clear();
        bench.Want(GroupWanted.Offline);
        bench.Run();
        List<string> offline = [.. bench.Calls.Where(c => c.StartsWith("Offline", StringComparison.Ordinal))];
        Assert.Equal(["Offline app", "Offline db", "Offline ip", "Offline disk"], offline);
        Assert.IsType<GroupAction.EndGuard>(bench.Actions[^1]);
        Assert.All(bench.Runtime.Resources.Values, r => Assert.Null(r.Host));
    }

    [Fact]
    public void CoordinatorWantsStop_AllDown_IsReportedOnceAfterTheGuardEnded()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Want(GroupWanted.Stop);
        bench.Run();
        Assert.IsType<GroupAction.ReportStopped>(bench.Actions[^1]);
        Assert.Equal(GuardPresence.None, bench.Runtime.Guard);
        Assert.Empty(bench.DecideOnce());
        bench.Step(new GroupEvent.StopReportLost());
        Assert.IsType<GroupAction.ReportStopped>(bench.DecideOnce().Single());
    }

    [Fact]
    public void GroupNeverStarted_CoordinatorWantsStop_IsReportedAtOnce()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Want(GroupWanted.Stop);
        Assert.IsType<GroupAction.ReportStopped>(bench.DecideOnce().Single());
    }

    [Fact]
    public void OneOfTwoAlternativesFails_DependentStaysOnline()
    {
        GroupBench bench = Of(Resource("app", "a|b"), Resource("a"), Resource("b")).Run();
        bench.Actions.Clear();
        bench.Step(new GroupEvent.FailureReported("a", "h1", "broken"));
        bench.Run();
        Assert.Equal(["Terminate a", "Online a"], bench.Calls);
        Assert.Equal(ResourceState.Online, bench["app"].State);
    }

    [Fact]
    public void NeededResourceFails_DependentsGoFirstAndComeBack()
    {
        GroupBench bench = Of(Resource("app", "db"), Resource("db", "disk"), Resource("disk"), Resource("other")).Run();
        bench.Actions.Clear();
        bench.Step(new GroupEvent.FailureReported("disk", "h1", "disk is gone"));
        bench.Run();
        Assert.Equal(
            ["Offline app", "Offline db", "Terminate disk", "Online disk", "Online db", "Online app"], bench.Calls);
        Assert.Contains(bench.Transitions, t => t.Resource == "app"
            && t.Message.Contains("depends on db", StringComparison.Ordinal));
        Assert.Empty(bench["db"].Restarts);
        Assert.Single(bench["disk"].Restarts);
    }

    [Fact]
    public void ResourceWantedOffline_TakesItsDependentsOfflineAndIsClosed()
    {
        GroupBench bench = Of(Resource("app", "db"), Resource("db")).Run();
        bench.Actions.Clear();
        bench.Store(Resource("db") with { WantedOnline = false });
        bench.Run();
        Assert.Equal(["Offline app", "Offline db", "Close db"], bench.Calls);
        Assert.Contains("waits for db", bench["app"].Reason);
    }

    [Fact]
    public void DeletedWhileOnline_IsTakenOfflineAndForgotten()
    {
        GroupBench bench = Of(Resource("a"), Resource("b")).Run();
        bench.Actions.Clear();
        bench.Plan = bench.Plan with { Resources = bench.Plan.Resources.Remove("b") };
        bench.Run();
        Assert.Equal(["Offline b", "Close b"], bench.Calls);
        Assert.False(bench.Runtime.Resources.ContainsKey("b"));
    }

    [Fact]
    public void PendingOnlineUnwanted_IsTerminatedAtOnce()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Hold("Online a");
        bench.Run();
        bench.Want(GroupWanted.Offline);
        bench.Run();
        Assert.Equal(["Open a", "Online a", "Terminate a", "Close a"], bench.Calls);
        Assert.Equal(ResourceState.Offline, bench["a"].State);
    }

    [Fact]
    public void Cycle_WantedOnline_StaysOfflineWithTheReason()
    {
        GroupBench bench = Of(Resource("a", "b"), Resource("b", "a"), Resource("c")).Run();
        Assert.Contains("cycle", bench["a"].Reason);
        Assert.Equal(ResourceState.Online, bench["c"].State);
    }
}
