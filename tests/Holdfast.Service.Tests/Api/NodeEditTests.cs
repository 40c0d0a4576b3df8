using System.Net;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Events;
using Holdfast.Client.Requests;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Service.Tests.Api;

/// <summary>What people want of nodes and of the whole cluster.</summary>
public sealed class NodeEditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AttributesAndOffers_SetAndRemoved_AreShownWithWhatIsUsed()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");
        await node.Client.Groups.UpdateAsync("ledger",
            new UpdateGroupRequest { Needs = new Dictionary<string, long?> { ["cpu"] = 4 } }, null, Token);

        NodeDto set = await node.Client.Nodes.UpdateAsync("n1", new UpdateNodeRequest
        {
            Attributes = new Dictionary<string, string?> { ["rack"] = "a", ["ssd"] = "yes" },
            Offers = new Dictionary<string, long?> { ["cpu"] = 16, ["ram"] = 64 },
        }, null, Token);
        NodeDto removed = await node.Client.Nodes.UpdateAsync("n1", new UpdateNodeRequest
        {
            Attributes = new Dictionary<string, string?> { ["rack"] = null },
            Offers = new Dictionary<string, long?> { ["ram"] = null },
        }, set.Revision, Token);

        Assert.Equal(("a", "yes"), (set.Attributes["rack"], set.Attributes["ssd"]));
        Assert.Equal((16, 64, 4, 0), (set.Offers["cpu"], set.Offers["ram"], set.Used["cpu"], set.Used["ram"]));
        Assert.Equal("ssd", Assert.Single(removed.Attributes).Key);
        Assert.Equal("cpu", Assert.Single(removed.Offers).Key);
    }

    [Theory]
    [InlineData("""{"attributes":{"a b":"x"}}""", "attributes.a b", ErrorCodes.BadName)]
    [InlineData("""{"attributes":{"rack":1}}""", "attributes.rack", ErrorCodes.WrongValue)]
    [InlineData("""{"offers":{"cpu":"x"}}""", "offers.cpu", ErrorCodes.WrongValue)]
    [InlineData("""{"offers":{"cpu":-1}}""", "offers.cpu", ErrorCodes.WrongValue)]
    [InlineData("""{"offer":{}}""", "offer", ErrorCodes.UnknownMember)]
    public async Task WrongSetting_Patch_IsNamedWithPathAndCode(string body, string path, string code)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        using HttpClient http = node.Unix();
        ProblemDto problem = await Http.RefusedAsync(
            HttpStatusCode.BadRequest, ErrorCodes.Invalid, http.PatchAsync("/api/v1/nodes/n1", Http.Json(body), Token));
        Assert.Contains((path, code), problem.Errors!.Select(error => (error.Path, error.Code)));
    }

    [Fact]
    public async Task OldRevision_Patch_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        NodeDto seen = await node.Client.Nodes.ShowAsync("n1", Token);
        await node.Client.Nodes.LockAsync("n1", Token);
        var request = new UpdateNodeRequest { Description = "words" };
        HoldfastException refused =
            await Refused(() => node.Client.Nodes.UpdateAsync("n1", request, seen.Revision, Token));
        Assert.Equal(ErrorCodes.ChangedMeanwhile, refused.Code);
    }

    [Fact]
    public async Task Failback_AskedByResume_IsTakenBackByTheNextPause()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Nodes.PauseAsync("n1", drain: true, Token);
        NodeDto resumed = await node.Client.Nodes.ResumeAsync("n1", failback: true, Token);
        NodeDto paused = await node.Client.Nodes.PauseAsync("n1", drain: false, Token);
        NodeDto plain = await node.Client.Nodes.ResumeAsync("n1", Token);
        Assert.Equal(
            (true, false, false), (resumed.FailbackAsked, paused.FailbackAsked, plain.FailbackAsked));
        Assert.Equal(("Up", "Paused", "Up"), (resumed.State, paused.State, plain.State));
    }

    [Fact]
    public async Task LostTooOften_Show_IsQuarantined_UntilCleared()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        DateTimeOffset until = DateTimeOffset.UtcNow.AddHours(2);
        await node.PutAsync(Keys.NodeState("n2"), new NodeState
        {
            Node = "n2", Losses = [DateTimeOffset.UtcNow.AddMinutes(-2)], QuarantinedUntil = until,
        });

        NodeDto shown = await node.Client.Nodes.ShowAsync("n2", Token);
        NodeDto cleared = await node.Client.Nodes.ClearAsync("n2", Token);

        Assert.Equal(("Quarantined", until), (shown.State, shown.QuarantinedUntil));
        Assert.Single(shown.Losses);
        Assert.Contains("it was lost too often: until", shown.Reason, StringComparison.Ordinal);
        Assert.Equal(("Up", null), (cleared.State, cleared.QuarantinedUntil));
        Assert.Empty(cleared.Losses);
    }

    [Fact]
    public async Task ResourceSaysUnfit_Show_NodeAndResourceSaySo()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");
        GroupStatus status = node.View.Current.GroupStatuses["ledger"].Value;
        await node.PutAsync(Keys.GroupStatus("ledger"), status with
        {
            Resources = [status.Resources[0] with { NodeUnfit = "the disk is full" }],
        });

        Assert.Equal("l says the disk is full", (await node.Client.Nodes.ShowAsync("n1", Token)).Unfit);
        Assert.Equal("the disk is full", (await node.Client.Resources.ShowAsync("l", Token)).NodeUnfit);
    }

    [Fact]
    public async Task Evict_WhileUpOrOwning_IsRefusedWithTheRemedy_ThenTheMembershipAloneStays()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n2");

        HoldfastException up = await Refused(() => node.Client.Nodes.EvictAsync("n2", null, Token));
        await DieAsync(node, "n2");
        HoldfastException owns = await Refused(() => node.Client.Nodes.EvictAsync("n2", null, Token));
        await node.PutAsync(Keys.GroupState("ledger"), new GroupState { Group = "ledger", Generation = 8 });
        await node.PutAsync(Keys.NodeState("n2"), new NodeState { Node = "n2" });
        await node.Client.Nodes.EvictAsync("n2", null, Token);

        Assert.Equal((ErrorCodes.NodeNotDown, 409), (up.Code, up.Status));
        Assert.Contains("holdfast node pause n2 --drain --wait", up.Detail, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.NodeOwnsGroups, owns.Code);
        Assert.Contains("ledger", owns.Detail, StringComparison.Ordinal);
        ClusterSnapshot now = node.View.Current;
        Assert.False(now.Nodes.ContainsKey("n2") || now.NodeStates.ContainsKey("n2"));
        Assert.False(now.NodeStatuses.ContainsKey("n2"));
        Assert.Equal(1, now.Members["n2"].Value.Epoch);
        Assert.Equal("n1", Assert.Single(await node.Client.Nodes.ListAsync(Token)).Name);
        Assert.Equal(ErrorCodes.NoNode, (await Refused(() => node.Client.Nodes.ShowAsync("n2", Token))).Code);
    }

    [Fact]
    public async Task Evict_TakesTheNodeFromTheOwnersOfGroups_AndRefusesToLeaveOneWithoutAny()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.CreateAsync(
            new CreateGroupRequest { Name = "a", PreferredOwners = ["n2", "n1"], PossibleOwners = ["n1", "n2"] },
            Token);
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "b", PossibleOwners = ["n2"] }, Token);
        await DieAsync(node, "n2");

        HoldfastException refused = await Refused(() => node.Client.Nodes.EvictAsync("n2", null, Token));
        Assert.Equal(ErrorCodes.LastPossibleOwner, refused.Code);
        Assert.Contains("only possible owner of b;", refused.Detail, StringComparison.Ordinal);
        await node.Client.Groups.UpdateAsync("b", new UpdateGroupRequest { PossibleOwners = ["n1"] }, null, Token);
        await node.Client.Nodes.EvictAsync("n2", null, Token);

        GroupDto a = await node.Client.Groups.ShowAsync("a", Token);
        Assert.Equal(["n1"], a.PreferredOwners);
        Assert.Equal(["n1"], a.PossibleOwners);
        EventListDto events = await node.Client.Events.ListAsync(new EventFilter(), Token);
        Assert.Contains(events.Events, told => told.Message.StartsWith(
            "node n2 evicted and taken from the owners of a, by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConfirmDead_OnlyOfANodeThatIsDown_AndInTheEpochThatWasLookedAt()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        HoldfastException up = await Refused(() => node.Client.Nodes.ConfirmDeadAsync("n2", 1, Token));
        await DieAsync(node, "n2");
        HoldfastException other = await Refused(() => node.Client.Nodes.ConfirmDeadAsync("n2", 2, Token));
        NodeDto confirmed = await node.Client.Nodes.ConfirmDeadAsync("n2", 1, Token);

        Assert.Equal(ErrorCodes.NodeNotDown, up.Code);
        Assert.Equal((ErrorCodes.WrongEpoch, 409), (other.Code, other.Status));
        Assert.Equal(("Down", 1L), (confirmed.State, confirmed.ConfirmedDead));
        Assert.Contains("confirmed", confirmed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClusterSettings_SetLockedAndShown()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        ClusterDto before = await node.Client.Cluster.ShowAsync(Token);
        ClusterDto set = await node.Client.Cluster.UpdateAsync(
            new UpdateClusterRequest
            {
                PlacementPolicy = "Balanced", EnforcedAntiAffinity = true, GroupWaitDelay = "0s",
                IgnorePersistentStateOnStartup = true, GroupDependencyTimeout = "1min", QuarantineThreshold = 0,
                QuarantinePeriod = "2h", QuarantineDuration = "3h", EventsKept = 500, DecisionsKept = 7,
                Profile = "patient",
            },
            before.Revision,
            Token);
        ClusterDto locked = await node.Client.Cluster.LockAsync(Token);
        bool shown = (await node.Client.StatusAsync(Token)).Locked;
        ClusterDto unlocked = await node.Client.Cluster.UnlockAsync(Token);

        Assert.Equal(("Preferred", "2min", 3),
            (before.PlacementPolicy, before.GroupWaitDelay, before.QuarantineThreshold));
        Assert.Equal(("Balanced", true, "0s", true), (set.PlacementPolicy, set.EnforcedAntiAffinity,
            set.GroupWaitDelay, set.IgnorePersistentStateOnStartup));
        Assert.Equal(("1min", 0, "2h", "3h", 500), (set.GroupDependencyTimeout, set.QuarantineThreshold,
            set.QuarantinePeriod, set.QuarantineDuration, set.EventsKept));
        Assert.Equal(("fast", 200, "patient", 7),
            (before.Profile, before.DecisionsKept, set.Profile, set.DecisionsKept));
        Assert.Equal((true, true, false), (locked.Locked, shown, unlocked.Locked));
        HoldfastException outdated = await Refused(() => node.Client.Cluster.UpdateAsync(
            new UpdateClusterRequest { Name = "x" }, before.Revision, Token));
        Assert.Equal(ErrorCodes.ChangedMeanwhile, outdated.Code);
    }

    [Fact]
    public async Task WrongClusterSettings_Patch_AreAllNamed()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        HoldfastException refused = await Refused(() => node.Client.Cluster.UpdateAsync(
            new UpdateClusterRequest
            {
                PlacementPolicy = "Balanced2", QuarantineThreshold = -1, QuarantinePeriod = "0s", Name = "a b",
                Profile = "quick", DecisionsKept = 0,
            },
            null,
            Token));
        Assert.Equal(
            ["decisionsKept", "name", "placementPolicy", "profile", "quarantinePeriod", "quarantineThreshold"],
            refused.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
    }

    private static Task DieAsync(ApiNode node, string name) => node.PutAsync(
        Keys.Member(name), new MemberState { Node = name, Epoch = 1, Alive = false, Sequence = 2 });

    private static Task<HoldfastException> Refused(Func<Task> act) => Assert.ThrowsAsync<HoldfastException>(act);
}
