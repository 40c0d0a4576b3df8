using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.Status;
using Xunit;
using static Holdfast.Core.Tests.Groups.GroupBench;

namespace Holdfast.Core.Tests.Groups;

public sealed class RestartTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void FirstFailure_IsRestartedWithoutDelay()
    {
        GroupBench bench = Of(Resource("a")).Run();
        Fail(bench);
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Equal(
            [EventKinds.ResourceFailed, EventKinds.ResourceRestarting, EventKinds.ResourceOnline],
            bench.Transitions.Select(t => t.Kind).TakeLast(3));
        Assert.Contains("restart 1 of 3 within 15min", bench.Transitions[^2].Message);
    }

    [Fact]
    public void FurtherFailures_AreDelayedAndDoubled()
    {
        GroupBench bench = Of(Resource("a") with { RestartThreshold = 10 }).Run();
        Fail(bench);
        Fail(bench);
        Assert.Equal(ResourceState.Failed, bench["a"].State);
        Assert.Equal(bench.Now + (500 * Ms), bench.WakeAt);
        bench.Pass(499 * Ms);
        Assert.Equal(ResourceState.Failed, bench["a"].State);
        bench.Pass(1 * Ms);
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Fail(bench);
        Assert.Equal(bench.Now + (1000 * Ms), bench.WakeAt);
        bench.Pass(1000 * Ms);
        Assert.Equal(3, bench["a"].Restarts.Count);
    }

    [Fact]
    public void ThresholdPassed_AsksForFailoverAndRetriesAfterThePeriod()
    {
        GroupBench bench = FailUntilThreshold(Resource("a"));
        Assert.Contains("a failed (broken), and its 3 restarts within 15min are used up", bench.Runtime.FailoverWanted);
        Assert.Equal(bench.Now + TimeSpan.FromHours(1), bench["a"].RetryAt);
        bench.Pass(TimeSpan.FromMinutes(59));
        Assert.Equal(ResourceState.Failed, bench["a"].State);
        bench.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Null(bench.Runtime.FailoverWanted);
    }

    [Fact]
    public void ThresholdPassedWithRestartOnly_StaysFailedWithoutFailover()
    {
        GroupBench bench =
            FailUntilThreshold(
            Resource("a") with { RestartAction = RestartAction.Restart, RetryPeriodOnFailure = null });
        Assert.Null(bench.Runtime.FailoverWanted);
        bench.Pass(TimeSpan.FromDays(1));
        Assert.Equal(ResourceState.Failed, bench["a"].State);
    }

    [Fact]
    public void DontRestart_StaysFailedAndTerminated()
    {
        GroupBench bench = Of(Resource("a") with { RestartAction = RestartAction.DontRestart }).Run();
        Fail(bench);
        bench.Pass(TimeSpan.FromDays(1));
        Assert.Equal(ResourceState.Failed, bench["a"].State);
        Assert.Null(bench.Runtime.FailoverWanted);
        Assert.Equal("Terminate a", bench.Calls.Last());
    }

    [Fact]
    public void PeriodPassed_CountsAnew()
    {
        GroupBench bench = Of(Resource("a")).Run();
        Fail(bench);
        bench.Pass(TimeSpan.FromMinutes(15));
        Fail(bench);
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Single(bench["a"].Restarts);
    }

    [Fact]
    public void OnlineFails_FollowsThePolicy()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Answers("Online a", new CallResult.Failed("port in use"));
        bench.Run();
        Assert.Equal(["Open a", "Online a", "Terminate a", "Online a"], bench.Calls);
        Assert.Contains(bench.Transitions, t => t.Kind == EventKinds.ResourceFailed
            && t.Message.Contains("port in use", StringComparison.Ordinal));
    }

    [Fact]
    public void OperatorFails_IsAFailureLikeAnyOther()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Step(new GroupEvent.OperatorFailed("a", "failed by root"));
        bench.Run();
        Assert.Single(bench["a"].Restarts);
        Assert.Equal(ResourceState.Online, bench["a"].State);
    }

    [Fact]
    public void OperatorClears_FailuresAreForgottenAndItIsTriedAtOnce()
    {
        GroupBench bench = FailUntilThreshold(Resource("a"));
        bench.Step(new GroupEvent.OperatorCleared("a"));
        bench.Run();
        Assert.Equal(ResourceState.Online, bench["a"].State);
        Assert.Empty(bench["a"].Restarts);
    }

    [Fact]
    public void FailureOvertakesTheAnswerToOnline_IsNotLost()
    {
        GroupBench bench = Of(Resource("a"));
        bench.Hold("Online a");
        bench.Run();
        bench.Step(new GroupEvent.FailureReported("a", "h1", "exited at once"));
        bench.Release("Online a");
        bench.Answer("Online a", CallResult.Ok.Instance);
        bench.Run();
        Assert.Single(bench["a"].Restarts);
        Assert.Equal("exited at once", bench["a"].Failure);
    }

    [Fact]
    public void FailureFromAnotherMonitor_IsIgnored()
    {
        GroupBench bench = Of(Resource("a")).Run();
        bench.Step(new GroupEvent.FailureReported("a", "an older monitor", "broken"));
        Assert.Equal(ResourceState.Online, bench["a"].State);
    }

    private static GroupBench FailUntilThreshold(ResourceConfig resource)
    {
        GroupBench bench = Of(resource).Run();
        for (int i = 0; i < 4; i++)
        {
            Fail(bench);
            if (i < 3)
            {
                bench.Pass(TimeSpan.FromSeconds(30));
            }
        }

        Assert.Equal(ResourceState.Failed, bench["a"].State);
        return bench;
    }

    private static void Fail(GroupBench bench)
    {
        bench.Step(new GroupEvent.FailureReported("a", "h1", "broken"));
        bench.Run();
    }
}
