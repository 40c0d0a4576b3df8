using System.Diagnostics;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Coordination;
using Holdfast.Service.Decisions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Holdfast.Service.Tests.Membership;

/// <summary>Membership and coordination of three nodes in one process, on one database and the real clock.</summary>
public sealed class ThreeNodesTests : IAsyncDisposable
{
    private readonly MemoryDatabase _database = new();
    private readonly List<NodeRig> _nodes = [];

    public ThreeNodesTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            _nodes.Add(new NodeRig($"n{i}", _database));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NodeRig node in _nodes)
        {
            await node.StopAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task NodeProvenDead_IsFencedAndItsGroupGoesElsewhere_InOneCommit()
    {
        await StartAsync();
        string owner = await PlaceAsync("g");
        NodeRig dead = _nodes.Single(node => node.Name == owner);
        await dead.StopAsync();
        NodeRig[] rest = [.. _nodes.Where(node => node != dead)];
        var watch = Stopwatch.StartNew();
        foreach (NodeRig node in rest)
        {
            node.Coordinator.Proven(owner, 1);
        }

        await MembershipRig.UntilAsync(() => Owner("g") is { } now && now != owner, "another node owns it");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        ClusterSnapshot snapshot = rest[0].View.Current;
        await MembershipRig.UntilAsync(
            () => !(snapshot = rest[0].View.Current).Members[owner].Value.Alive, "it is fenced");
        Assert.Equal(snapshot.Members[owner].Revision, snapshot.GroupStates["g"].Revision);
        Assert.Contains(rest.SelectMany(node => node.Rig.Events.All), draft =>
            draft.Kind == EventKinds.NodeDown && draft.Message.Contains("alive lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SilentNode_IsTakenOverAfterW()
    {
        await StartAsync();
        string owner = await PlaceAsync("g");
        var watch = Stopwatch.StartNew();
        await _nodes.Single(node => node.Name == owner).StopAsync();
        await MembershipRig.UntilAsync(() => Owner("g") is { } now && now != owner, "another node owns it");
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.7), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task CoordinatorWhoseServiceStops_IsReplacedWithoutWaitingForSilence()
    {
        await StartAsync();
        (string holder, long term) = (Snapshot.Coordinator!.Value.Holder, Snapshot.Coordinator.Value.Term);
        _nodes.Single(node => node.Name == holder).Rig.Authority.Detach(TimeSpan.FromSeconds(60));
        await MembershipRig.UntilAsync(
            () => Snapshot.Coordinator!.Value is var now && now.Term > term && now.Holder != holder,
            "another takes the term");
        Assert.Contains(_nodes.SelectMany(node => node.Rig.Events.All), draft =>
            draft.Kind == EventKinds.CoordinatorChanged
            && draft.Message.Contains($"{holder} was stopped", StringComparison.Ordinal));
    }

    private ClusterSnapshot Snapshot => _nodes.First(node => node.Runs).View.Current;

    private string? Owner(string group) =>
        Snapshot.GroupStates.TryGetValue(group, out Row<GroupState>? row) ? row.Value.Owner : null;

    private async Task StartAsync()
    {
        foreach (NodeRig node in _nodes)
        {
            await node.Rig.PutAsync(
                Keys.Node(node.Name), new NodeConfig { Name = node.Name, Id = _nodes.IndexOf(node) + 1 });
            node.Start();
        }

        await MembershipRig.UntilAsync(
            () => Snapshot.Members.Count == 3 && Snapshot.Coordinator is not null,
            "all have joined and one coordinates");
    }

    private async Task<string> PlaceAsync(string group)
    {
        await _nodes[0].Rig.PutAsync(Keys.Group(group), new GroupConfig { Name = group, WantedOnline = true });
        await MembershipRig.UntilAsync(() => Owner(group) is not null, "it has an owner");
        return Owner(group)!;
    }
}
