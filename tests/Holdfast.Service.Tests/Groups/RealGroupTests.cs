using System.Diagnostics;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Linux;
using Holdfast.Service.Groups;
using Holdfast.Service.Membership;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

/// <summary>The owner's side on real processes: monitors, guards and what they run.</summary>
public sealed class RealGroupTests(ITestOutputHelper output)
{
    private const string Sleep = "sleep 1000";

    [Fact]
    public async Task MonitorKilled_ResourceRunsOnAndIsSupervisedAgain()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep), ("b", Sleep));
        int process = node.PidOf("resource", "a");
        for (int i = 0; i < 5; i++)
        {
            await node.UntilAsync("a spare is ready",
                () => node.Operations.Processes.Any(p => p.Role == "monitor" && p.Hosts.Count == 0));
            int seen = Count(node, EventKinds.ResourceSupervisedAgain);
            int monitor = node.PidOf("monitor", "a");
            var clock = Stopwatch.StartNew();
            Signals.Send(monitor, Signals.Kill);
            await node.UntilAsync("both are supervised again",
                () => Count(node, EventKinds.ResourceSupervisedAgain) == seen + 2);
            output.WriteLine($"supervised again after {clock.Elapsed.TotalMilliseconds:0} ms");
        }

        Assert.Equal(process, node.PidOf("resource", "a"));
        Assert.Equal(5, Count(node, EventKinds.MonitorDied));
        Assert.Equal(2, Count(node, EventKinds.ResourceOnline));
        Assert.Contains(node.Events.Events, e => e.Kind == EventKinds.MonitorDied
            && e.Message.Contains("Holdfast.ClusterResources.dll) died (SIGKILL)", StringComparison.Ordinal));
        long polls = node.StatusOf("a")!.Polls;
        await node.UntilAsync("polls go on", () => node.StatusOf("a")!.Polls != polls);
    }

    /// <summary>
    /// Just after a change it is asked twice a second, so that a question to it is on its way when it is looked at.
    /// </summary>
    [Fact]
    public async Task MonitorStopped_WhileItsAnswerIsAwaited_IsReplacedAllTheSame()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep));
        int process = node.PidOf("resource", "a");
        Signals.Send(node.PidOf("monitor", "a"), Signals.Stop);
        await node.UntilAsync("another supervises it", () => Count(node, EventKinds.ResourceSupervisedAgain) == 1);
        Assert.Equal(process, node.PidOf("resource", "a"));
        Assert.Contains("was stopped (SIGSTOP)", Assert.Single(
            node.Events.Events, e => e.Kind == EventKinds.MonitorHung).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProcessKilled_IsRestartedAtOnce()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep));
        for (int i = 0; i < 10; i++)
        {
            int process = node.PidOf("resource", "a");
            await node.UntilAsync("it is settled", () => node.PidOf("resource", "a") > 0
                && node.StatusOf("a") is { State: ResourceState.Online });
            process = node.PidOf("resource", "a");
            int seen = Count(node, EventKinds.ResourceOnline);
            var clock = Stopwatch.StartNew();
            Signals.Send(process, Signals.Kill);
            await node.UntilAsync("it runs again", () => Count(node, EventKinds.ResourceOnline) > seen);
            output.WriteLine($"running again after {clock.Elapsed.TotalMilliseconds:0.0} ms");
            await node.UntilAsync("its process is known", () => node.PidOf("resource", "a") is > 0 and var pid
                && pid != process);
        }

        Assert.Equal(10, Count(node, EventKinds.ResourceRestarting));
    }

    [Fact]
    public async Task ServiceComesBack_TakesUpWhatRunsWithoutTouchingIt()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep), ("b", Sleep));
        (int process, int monitor, int guard) =
            (node.PidOf("resource", "a"), node.PidOf("monitor", "a"), node.PidOf("guard", "a"));
        await node.DetachAsync();
        await node.StartAsync();
        await node.UntilAsync("it is taken up", () => node.PidOf("monitor", "a") == monitor
            && node.PidOf("guard", "a") == guard);
        Assert.Equal(process, node.PidOf("resource", "a"));
        Signals.Send(process, Signals.Kill);
        await node.UntilAsync("it is supervised", () => Count(node, EventKinds.ResourceOnline) == 1);
        Assert.DoesNotContain(node.Events.Events, e => e.Resource == "b");
    }

    [Fact]
    public async Task MonitorDiedWithTheService_IsToldOnceAndTheResourceIsReattached()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep));
        (int process, int monitor) = (node.PidOf("resource", "a"), node.PidOf("monitor", "a"));
        await node.DetachAsync();
        Signals.Send(monitor, Signals.Kill);
        await node.StartAsync();
        await node.UntilAsync("it is supervised again", () => Count(node, EventKinds.ResourceSupervisedAgain) == 1);
        Assert.Equal(1, Count(node, EventKinds.MonitorDied));
        await node.UntilAsync("its process is known", () => node.PidOf("resource", "a") == process);
        Assert.Equal(0, Count(node, EventKinds.ResourceOnline));
    }

    [Fact]
    public async Task ServiceGoneBeforeADeathIsStored_TheNextOneStoresThatEventAndNoOther()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep));
        node.Events.Storing = new TaskCompletionSource().Task;
        Signals.Send(node.PidOf("monitor", "a"), Signals.Kill);
        await node.UntilAsync("its death is told", () => !node.Events.Stored.IsEmpty);
        string told = Assert.Single(node.Events.Stored);
        await node.DetachAsync();
        await node.StartAsync();
        await node.UntilAsync("it is told again", () => !node.Events.Stored.IsEmpty);
        Assert.Equal([told], node.Events.Stored);
        Assert.Equal(1, Count(node, EventKinds.MonitorDied));

        await node.DetachAsync();
        await node.StartAsync();
        await node.UntilAsync("it is supervised", () => node.PidOf("monitor", "a") > 0);
        Assert.Empty(node.Events.Stored);
    }

    /// <summary>Else it would run beside the one that is made anew under its name.</summary>
    [Fact]
    public async Task DeletedWhileTheServiceWasAway_IsTakenUpAndStopped()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep), ("b", Sleep));
        (int a, int b) = (node.PidOf("resource", "a"), node.PidOf("resource", "b"));
        await node.DetachAsync();
        Assert.IsType<CommitResult.Committed>(await node.Database.CommitAsync(
            new() { Deletes = [Keys.Resource("b")] }, TestContext.Current.CancellationToken));
        await node.StartAsync();
        await node.UntilAsync("it is stopped", () => PidFd.TryOpen(b) is null && node.StatusOf("b") is null);
        Assert.Equal(a, node.PidOf("resource", "a"));
    }

    [Fact]
    public async Task GuardKilled_ItsResourcesAreStartedUnderTheNext()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep));
        Signals.Send(node.PidOf("guard", "a"), Signals.Kill);
        await node.UntilAsync("it runs again", () => Count(node, EventKinds.ResourceOnline) == 2);
        Assert.Equal(1, Count(node, EventKinds.GuardDied));
    }

    /// <summary>Beside what an earlier guard left running, its group would run twice.</summary>
    [Fact]
    public async Task SomethingOfAnEarlierGuardLives_IsKilledBeforeTheGroupRuns()
    {
        Assert.SkipUnless(RealNode.IsBuilt, "holdfast-monitor and holdfast-guard are not built");
        await using var node = new RealNode();
        await node.StartAsync();
        var taken = ExclusiveLock.TryTake(node.Services.GetRequiredService<RunPaths>().GroupLock("g"));
        using SpawnedProcess left = ProcessSpawner.Start(new()
        {
            FileName = "sleep", Arguments = ["1000"], InheritedFds = [taken!.Fd],
        });
        taken.Dispose();
        await node.PutGroupAsync("g", ("a", Sleep));
        await node.UntilAsync("it runs", () => Count(node, EventKinds.ResourceOnline) == 1);
        Assert.True(left.Handle.HasExited);
        Assert.Equal(9, (await left.WaitForExitAsync(TestContext.Current.CancellationToken)).Signal);
    }

    [Fact]
    public async Task StopWanted_NothingIsLeft()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep));
        (int process, int guard) = (node.PidOf("resource", "a"), node.PidOf("guard", "a"));
        var clock = Stopwatch.StartNew();
        await node.PutAsync(StoredDocuments.Put(Keys.GroupState("g"), RealNode.State("g", 1, stop: true)));
        await node.UntilAsync("it is stopped",
            () => node.View.Current.GroupStatuses["g"].Value.Phase == GroupPhase.Stopped);
        output.WriteLine($"stopped after {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.Null(PidFd.TryOpen(process));
        Assert.Null(PidFd.TryOpen(guard));
    }

    [Fact]
    public async Task EverythingIsToStop_NothingHoldsTheAliveFileAfterwards()
    {
        await using RealNode node = await OnlineAsync(("a", Sleep), ("b", "bash -c 'trap \\\"\\\" TERM; sleep 1000'"));
        var clock = Stopwatch.StartNew();
        node.Authority.End();
        await node.Services.GetRequiredService<ILocalResources>()
            .StopAllAsync(1, "the test wants it", TestContext.Current.CancellationToken);
        output.WriteLine($"all stopped after {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.DoesNotContain(node.Operations.Processes, p => p.Role != "monitor" || p.Hosts.Count > 0);
    }

    [Fact]
    public async Task ThreeHundredResources_ComeOnlineQuickly()
    {
        await using var node = new RealNode();
        await node.StartAsync();
        await node.PutAsync(StoredDocuments.Put(
            Keys.Member("n1"), new MemberState { Node = "n1", Epoch = 1, Alive = true, Sequence = 1 }));
        await node.UntilAsync("a spare is ready", () => node.Operations.Processes.Count > 0);
        var clock = Stopwatch.StartNew();
        await node.PutGroupAsync("g", [.. Enumerable.Range(0, 300).Select(i => ($"r{i:000}", Sleep))]);
        await node.UntilAsync("all are online", () => Count(node, EventKinds.ResourceOnline) == 300);
        output.WriteLine($"300 online after {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    private static int Count(RealNode node, string kind) => node.Events.Events.Count(e => e.Kind == kind);

    private static async Task<RealNode> OnlineAsync(params (string Name, string Command)[] resources)
    {
        Assert.SkipUnless(RealNode.IsBuilt, "holdfast-monitor and holdfast-guard are not built");
        var node = new RealNode();
        await node.StartAsync();
        await node.PutGroupAsync("g", resources);
        await node.UntilAsync("all are online and known", () => resources.All(r =>
            node.StatusOf(r.Name)?.State == ResourceState.Online && node.PidOf("resource", r.Name) > 0));
        return node;
    }
}
