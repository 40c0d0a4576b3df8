using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Core.Time;
using Holdfast.Database.Documents;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

public sealed class GroupHostTests
{
    private static BootTime Now => new(Linux.BootClock.Now);

    [Fact]
    public async Task AssignedGroup_ComesOnlineAndSaysSo()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a", "b");
        Assert.Equal(GroupPhase.Active, bench.Status!.Phase);
        Assert.Equal(1, bench.Status.Generation);
        Assert.Equal(501, bench.Status.GuardPid);
        ResourceStatus a = bench.Status.Resources[0];
        Assert.Equal(("T", "m1", 1001), (a.Type, a.MonitorId, a.MonitorPid));
        Assert.Equal("{}", bench.Guards.Started.Single().Saved["a/holdfast.properties"]);
        Assert.Equal(2, bench.Events.Events.Count(e => e.Kind == EventKinds.ResourceOnline && e.Type == "T"));
    }

    [Fact]
    public async Task StopWanted_IsStoppedAndSaidForThatGeneration()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupState("g"), HostBench.State(1, stop: true)));
        await bench.UntilAsync("it is stopped", () => bench.Status!.Phase == GroupPhase.Stopped);
        Assert.True(bench.Guards.Started.Single().HasEnded);
        Assert.Equal(ResourceState.Offline, bench.StateOf("a"));
        Assert.Contains("Offline a", bench.Monitors.Calls);

        await bench.PutAsync(StoredDocuments.Put(Keys.GroupState("g"), HostBench.State(2)));
        await bench.UntilAsync("the next generation runs",
            () => bench.Status is { Generation: 2 } && bench.StateOf("a") == ResourceState.Online);
    }

    [Fact]
    public async Task StopWantedBeforeAnythingRan_IsSaidAtOnce()
    {
        await using var bench = new HostBench();
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupState("g"), HostBench.State(4, stop: true)));
        await bench.UntilAsync("it is stopped", () => bench.Status is { Phase: GroupPhase.Stopped, Generation: 4 });
        Assert.Empty(bench.Guards.Started);
    }

    /// <summary>
    /// The report took effect and is not answered yet; meanwhile the coordinator has given the group away, so that it
    /// is not wanted stopped any more. That is no reason to start it here.
    /// </summary>
    [Theory]
    [InlineData("n2", 2)]
    [InlineData(null, 1)]
    [InlineData("n1", 2)]
    public async Task StopSaidAndGivenAwayBeforeTheAnswer_OldGenerationIsNotStartedAgain(string? owner, long generation)
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        var answered = new TaskCompletionSource();
        bench.Authority.AnswerGate = answered.Task;
        bench.Authority.Gated = commit => commit.Puts.Any(put =>
            System.Text.Encoding.UTF8.GetString(put.Value.Span).Contains("\"Stopped\"", StringComparison.Ordinal));
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupState("g"), HostBench.State(1, stop: true)));
        await bench.UntilAsync("it is said", () => bench.Status!.Phase == GroupPhase.Stopped);

        GroupState given = HostBench.State(generation) with { Owner = owner, OwnerEpoch = owner is null ? 0 : 1 };
        await bench.PutAsync(
            StoredDocuments.Put(Keys.GroupState("g"), given),
            StoredDocuments.Put(
                Keys.Resource("a"), new ResourceConfig { Name = "a", Group = "g", Type = "T", RestartThreshold = 7 }));
        await bench.UntilAsync("the host has seen it", () => bench.Hosts.All.All(
            host => host.Runtime.Resources["a"].Config.RestartThreshold == 7));
        Assert.Single(bench.Guards.Started);
        answered.SetResult();
        await bench.UntilAsync("it is done", () => bench.Hosts.All.All(host => host.Instance.Generation != 1));
        Assert.DoesNotContain(bench.Guards.Started.Skip(1), guard => guard.Instance.Generation == 1);
    }

    [Fact]
    public async Task GuardDiedAndSomethingOfItIsStillDying_GroupIsNotCalledStopped()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        var dying = new TaskCompletionSource();
        bench.Guards.Dying = dying.Task;
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupState("g"), HostBench.State(1, stop: true)));
        await bench.UntilAsync("it is asked", () => bench.Guards.IsAskedWhetherAllIsGone);
        Assert.NotEqual(GroupPhase.Stopped, bench.Status!.Phase);
        await bench.UntilAsync("it is said", () => bench.Status!.Phase == GroupPhase.StopFailed);
        Assert.Contains("does not die", bench.Status!.Reason, StringComparison.Ordinal);
        dying.SetResult();
        await bench.UntilAsync("it is stopped", () => bench.Status!.Phase == GroupPhase.Stopped);
    }

    [Fact]
    public async Task MonitorDies_ResourcesStayOnlineAndAreSupervisedAgain()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a", "b");
        bench.Monitors.Die("m1", MonitorDeathCause.Killed, "a");
        await bench.UntilAsync("both are supervised again",
            () => bench.Events.Events.Count(e => e.Kind == EventKinds.ResourceSupervisedAgain) == 2);
        await bench.UntilAsync("it is published", () => bench.Status!.Resources.All(r => r.MonitorId == "m2"));
        Assert.All(bench.Status!.Resources, r => Assert.Equal((ResourceState.Online, 0), (r.State, r.Restarts)));
        Assert.All(
            bench.Events.Events.Where(e => e.Kind == EventKinds.ResourceSupervisedAgain),
            e => Assert.Equal("e-died", e.Cause));
        Assert.Equal(2, bench.Monitors.Calls.Count(c => c.StartsWith("Online", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task DatabaseHangs_RestartDoesNotWaitForIt()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        var gate = new TaskCompletionSource();
        bench.Authority.CommitGate = gate.Task;
        bench.Monitors.Fail("g", "a", "exited with 1");
        await bench.UntilAsync("it was restarted", () => bench.Monitors.Calls.Count(c => c == "Online a") == 2);
        gate.SetResult();
        await bench.UntilAsync("it is published", () => bench.Status!.Resources[0].Restarts == 1);
    }

    [Fact]
    public async Task DatabaseOutOfReach_GroupThatIsToStopThenIsOfflineUntilItIsBack()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        BootTime until = Now + TimeSpan.FromMilliseconds(300);
        bench.Authority.RenewedUntil = until;
        await bench.PutAsync(StoredDocuments.Put(
            Keys.Group("g"),
            new GroupConfig { Name = "g", WantedOnline = true, OnDatabaseLoss = DatabaseLossAction.Stop }));
        await bench.UntilAsync("it is offline", () => bench.StateOf("a") == ResourceState.Offline);
        Assert.True(Now >= until, "it stopped too early");
        Assert.Contains("OnDatabaseLoss", bench.Status!.Reason, StringComparison.Ordinal);
        bench.Authority.RenewedUntil = Now + TimeSpan.FromHours(1);
        await bench.UntilAsync("it is online again", () => bench.StateOf("a") == ResourceState.Online);
    }

    [Fact]
    public async Task AuthorityShort_NothingStartsUntilItLasts()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        bench.Authority.IsLasting = false;
        bench.Monitors.Fail("g", "a", "exited");
        await bench.UntilAsync("it is terminated", () => bench.Monitors.Calls.Contains("Terminate a"));
        await bench.UntilAsync("its restart is decided", () => bench.StateOf("a") == ResourceState.OnlinePending);
        Assert.Equal(1, bench.Monitors.Calls.Count(c => c == "Online a"));
        bench.Authority.IsLasting = true;
        await bench.UntilAsync("it is restarted", () => bench.Monitors.Calls.Count(c => c == "Online a") == 2);
    }

    [Fact]
    public async Task EpochEnds_HostsEndAndStartNothing()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        bench.Authority.End();
        await bench.Hosts.EndAsync();
        bench.Monitors.Fail("g", "a", "exited");
        Assert.DoesNotContain("Terminate a", bench.Monitors.Calls);
    }

    [Fact]
    public async Task GuardDies_IsOneEventAndTheResourcesFollowThePolicy()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        bench.Monitors.Answers("Reattach a", new CallResult.Gone("its process is gone"));
        bench.Guards.Started.Single().Die();
        await bench.UntilAsync("it was restarted", () => bench.Monitors.Calls.Count(c => c == "Online a") == 2);
        Assert.Equal(2, bench.Guards.Started.Count);
        Assert.Single(bench.Events.Events, e => e.Kind == EventKinds.GuardDied);
        Assert.Contains(bench.Events.Events, e => e.Kind == EventKinds.ResourceFailed && e.Cause is not null);
    }

    [Fact]
    public async Task ThresholdPassed_FailoverIsAskedFor()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        await bench.PutAsync(StoredDocuments.Put(
            Keys.Resource("a"), new ResourceConfig { Name = "a", Group = "g", Type = "T", RestartThreshold = 0 }));
        await bench.UntilAsync(
            "it is known", () => bench.Hosts.Of("a")!.Runtime.Resources["a"].Config.RestartThreshold == 0);
        bench.Monitors.Fail("g", "a", "broken");
        await bench.UntilAsync("it asks", () => bench.Status!.FailoverWanted is not null);
        Assert.Contains("a failed (broken)", bench.Status!.FailoverWanted);
    }

    [Fact]
    public async Task StatusOfANewerGeneration_IsNotCovered()
    {
        await using HostBench bench = await HostBench.OnlineAsync("a");
        GroupStatus newer = bench.Status! with { Node = "n2", Generation = 9, Phase = GroupPhase.Active };
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupStatus("g"), newer));
        bench.Monitors.Fail("g", "a", "broken");
        await bench.UntilAsync("it was restarted", () => bench.Monitors.Calls.Count(c => c == "Online a") == 2);
        Assert.False(await bench.Statuses.PublishAsync(
            newer with { Node = "n1", Generation = 1 }, null, TestContext.Current.CancellationToken));
        Assert.Equal((9, "n2"), (bench.Status!.Generation, bench.Status.Node));
    }
}
