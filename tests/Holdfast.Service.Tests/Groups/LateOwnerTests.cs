using Holdfast.Core.Configuration;
using Holdfast.Core.Groups;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Documents;
using Holdfast.Service.Groups.Hosts;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

/// <summary>An owner that acts, writes or hears later than it wanted to.</summary>
public sealed class LateOwnerTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task StartWaitedForAuthority_IsMadeOnlyIfItIsStillTheCallInProgress(bool awaited, int made)
    {
        await using var bench = new HostBench();
        bench.Authority.IsLasting = false;
        bool awaits = true;
        var services = new HostServices(
            bench.Authority, bench.Monitors, bench.Guards, bench.Events, bench.Statuses, TimeProvider.System,
            NullLogger<GroupHost>.Instance);
        var actions = new HostActions(new("g", "n1", 1, 1), services, _ => { }, _ => Volatile.Read(ref awaits));
        var online = new GroupAction.Call { Reason = "", Resource = "a", Id = 7, Kind = CallKind.Online };
        Task done = actions.DoAsync(online, null, TestContext.Current.CancellationToken);
        await Task.Delay(30, TestContext.Current.CancellationToken);
        Assert.Empty(bench.Monitors.Calls);

        Volatile.Write(ref awaits, awaited);
        bench.Authority.IsLasting = true;
        await done;
        Assert.Equal(made, bench.Monitors.Calls.Count(call => call == "Online a"));
    }

    [Fact]
    public async Task StatusWaitedForTheDatabase_DoesNotCoverTheNextOwners()
    {
        await using var bench = new HostBench();
        var gate = new TaskCompletionSource();
        bench.Authority.CommitGate = gate.Task;
        bench.Statuses.Publish(Status("f", "n1", 1));
        await Task.Delay(30, TestContext.Current.CancellationToken);
        Task<bool> late = bench.Statuses.PublishAsync(
            Status("g", "n1", 1), null, TestContext.Current.CancellationToken);
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupStatus("g"), Status("g", "n2", 2)));
        await bench.UntilAsync("the next owner's is known", () => bench.Status is { Node: "n2" });

        gate.SetResult();
        Assert.False(await late);
        await bench.UntilAsync("the first was written", () => bench.View.Current.GroupStatuses.ContainsKey("f"));
        Assert.Equal(("n2", 2), (bench.Status!.Node, bench.Status.Generation));
    }

    /// <summary>The status of another group is all that changes; the hosts must hear of it.</summary>
    [Fact]
    public async Task GroupWaitsForAnother_StartsWhenThatIsSaidToBeOnline()
    {
        await using var bench = new HostBench();
        GroupConfig waiting = new() { Name = "g", WantedOnline = true, DependsOn = [new("h")] };
        await bench.PutAsync(
            StoredDocuments.Put(Keys.Type("T"), HostBench.Type),
            StoredDocuments.Put(Keys.Group("h"), new GroupConfig { Name = "h", WantedOnline = true }),
            StoredDocuments.Put(Keys.Group("g"), waiting),
            StoredDocuments.Put(Keys.Resource("b"), new ResourceConfig { Name = "b", Group = "h", Type = "T" }),
            StoredDocuments.Put(Keys.Resource("a"), new ResourceConfig { Name = "a", Group = "g", Type = "T" }),
            StoredDocuments.Put(
                Keys.GroupState("h"), HostBench.State(3) with { Group = "h", Owner = "n2", OwnerEpoch = 1 }),
            StoredDocuments.Put(Keys.GroupState("g"), HostBench.State(1)));
        await bench.UntilAsync("it is announced", () => bench.Status is { Phase: GroupPhase.Active });
        await Task.Delay(30, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Online a", bench.Monitors.Calls);

        GroupStatus up = Status("h", "n2", 3) with
        {
            Resources = [new() { Name = "b", Type = "T", State = ResourceState.Online }],
        };
        await bench.PutAsync(StoredDocuments.Put(Keys.GroupStatus("h"), up));
        await bench.UntilAsync("it is online", () => bench.StateOf("a") == ResourceState.Online);
    }

    private static GroupStatus Status(string group, string node, long generation) => new()
    {
        Group = group, Node = node, Epoch = 1, Generation = generation, Phase = GroupPhase.Active,
    };
}
