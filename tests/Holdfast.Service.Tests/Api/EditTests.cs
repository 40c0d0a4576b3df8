using System.Net;
using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Events;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Service.Tests.Api;

/// <summary>Changing what is wanted.</summary>
public sealed class EditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Group_CreateChangeWantDelete_ShowsEachStepAndTellsWhoDidIt()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        GroupDto made = await node.Client.Groups.CreateAsync(
            new CreateGroupRequest { Name = "web", PreferredOwners = ["n2", "n1"], FailoverPeriod = "2h" }, Token);
        GroupDto changed = await node.Client.Groups.UpdateAsync(
            "web", new UpdateGroupRequest { FailoverThreshold = "3" }, made.Revision, Token);
        GroupDto online = await node.Client.Groups.OnlineAsync("web", Token);
        HoldfastException refused = await Refused(() => node.Client.Groups.DeleteAsync("web", null, Token));
        GroupDto offline = await node.Client.Groups.OfflineAsync("web", Token);
        await node.Client.Groups.DeleteAsync("web", offline.Revision, Token);

        Assert.Equal(["n2", "n1"], made.PreferredOwners);
        Assert.Equal((3, "2h", "Online"), (changed.FailoverThreshold, changed.FailoverPeriod, online.Wanted));
        Assert.Equal(ErrorCodes.GroupNotOffline, refused.Code);
        Assert.Equal(ErrorCodes.NoGroup, (await Refused(() => node.Client.Groups.ShowAsync("web", Token))).Code);
        EventListDto events = await node.Client.Events.ListAsync(new EventFilter { Group = "web" }, Token);
        Assert.Equal(5, events.Events.Count);
        Assert.All(events.Events, told => Assert.Contains("by user ", told.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task FailoverThreshold_GoesBackToItsDefault_ByThatWord_AndIsRefusedElse()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        Assert.Equal(3, (await Set("3")).FailoverThreshold);
        HoldfastException refused = await Refused(() => Set("many"));
        Assert.Equal("\"many\" is not a number from 0 to 1000000, or \"default\"",
            Assert.Single(refused.Errors, error => error.Path == "failoverThreshold").Message);
        Assert.Equal(3, (await Set(null)).FailoverThreshold);
        Assert.Null((await Set("default")).FailoverThreshold);

        Task<GroupDto> Set(string? threshold) => node.Client.Groups.UpdateAsync(
            "ledger", new UpdateGroupRequest { FailoverThreshold = threshold }, null, Token);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(null, false)]
    public async Task Promoted_WhereNoTypeHasRoles_IsRefused(bool? hasRoles, bool isRefused)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.CreateAsync(
            new CreateGroupRequest { Name = "p", InstanceCount = "2", Promoted = 1 }, Token);
        await node.PutAsync(Keys.Type("Acme.Ledger"), Sample.Ledger with { HasRoles = hasRoles });
        await node.Client.Resources.CreateAsync(
            new CreateResourceRequest { Name = "m", Group = "p", Type = "Acme.Ledger" }, Token);

        string online = await CodeOf(node.Client.Groups.OnlineAsync("p", Token));
        string more = await CodeOf(
            node.Client.Groups.UpdateAsync("p", new UpdateGroupRequest { Promoted = 2 }, null, Token));
        await node.Client.Groups.UpdateAsync("p", new UpdateGroupRequest { Promoted = 0 }, null, Token);

        Assert.Equal(isRefused ? ErrorCodes.PromotedWithoutRoles : "", online);
        Assert.Equal(isRefused ? ErrorCodes.PromotedWithoutRoles : "", more);
        Assert.Equal("", await CodeOf(node.Client.Groups.OnlineAsync("p", Token)));

        static async Task<string> CodeOf(Task<GroupDto> call)
        {
            try
            {
                await call;
                return "";
            }
            catch (HoldfastException refused)
            {
                return refused.Errors.FirstOrDefault()?.Code ?? refused.Code;
            }
        }
    }

    [Fact]
    public async Task UnknownNames_AnyVerb_AreNotFoundWithTheNearest()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        HoldfastException group = await Refused(() => node.Client.Groups.OnlineAsync("ledgr", Token));
        Assert.Equal(("HF1203", 404, "ledger"), (group.Code, group.Status, group.DidYouMean));
        Assert.Equal("no group \"ledgr\"; did you mean \"ledger\"?", group.Detail);
        Assert.Equal(ErrorCodes.NoNode, (await Refused(() => node.Client.Nodes.PauseAsync("n9", false, Token))).Code);
        Assert.Equal(ErrorCodes.NoResource, (await Refused(() => node.Client.Resources.ClearAsync("k", Token))).Code);
        HoldfastException type = await Refused(() => node.Client.Types.ShowAsync("acme.ledger", Token));
        Assert.Equal("Acme.Ledger", type.DidYouMean);
        HoldfastException create = await Refused(() => node.Client.Resources.CreateAsync(
            new CreateResourceRequest { Name = "x", Group = "ledger", Type = "Acme.Leger" }, Token));
        Assert.Equal((ErrorCodes.NoType, 404, "Acme.Ledger"), (create.Code, create.Status, create.DidYouMean));
    }

    [Fact]
    public async Task SameRevision_ManyEditors_OneWins()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        long revision = (await node.Client.Resources.ShowAsync("l", Token)).Revision;

        Task<string>[] edits = [.. Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                await node.Client.Resources.UpdateAsync(
                    "l", new UpdateResourceRequest { Description = $"editor {i}" }, revision, Token);
                return "";
            }
            catch (HoldfastException refused)
            {
                return refused.Code;
            }
        })];
        string[] outcomes = await Task.WhenAll(edits);

        Assert.Single(outcomes, "");
        Assert.Equal(9, outcomes.Count(code => code == ErrorCodes.ChangedMeanwhile));
    }

    [Fact]
    public async Task WithoutRevision_ManyEditorsOfDifferentMembers_AllTakeEffect()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        await Task.WhenAll(
            Set(new UpdateResourceRequest { Description = "words" }),
            Set(new UpdateResourceRequest { Policy = new PolicyRequest { RestartThreshold = 9 } }),
            Set(new UpdateResourceRequest { Policy = new PolicyRequest { IsAlivePollInterval = "3s" } }),
            Set(new UpdateResourceRequest { Properties = Properties("""{"Port":7001}""") }),
            Set(new UpdateResourceRequest { Properties = Properties("""{"Mode":"Safe"}""") }));

        ResourceDto now = await node.Client.Resources.ShowAsync("l", Token);
        Assert.Equal(
            ("words", 9, "3s"), (now.Description, now.Policy.RestartThreshold, now.Policy.IsAlivePollInterval));
        Assert.Equal("""{"Mode":"Safe","Port":7001}""", now.Properties.GetRawText());

        Task Set(UpdateResourceRequest request) => node.Client.Resources.UpdateAsync("l", request, null, Token);
    }

    [Fact]
    public async Task SameName_ManyCreators_OneWins()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "same" }, Token);
                return true;
            }
            catch (HoldfastException refused)
            {
                Assert.Equal(ErrorCodes.GroupExists, refused.Code);
                return false;
            }
        }));
        Assert.Single(won, true);
    }

    [Fact]
    public async Task OppositeDependencies_SetAtTheSameTime_NeverMakeACycle()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Resources.CreateAsync(
            new CreateResourceRequest { Name = "m", Group = "ledger", Type = "Acme.Ledger" }, Token);

        string[] outcomes = await Task.WhenAll(Depend("l", "m"), Depend("m", "l"));

        Assert.Equal(["", ErrorCodes.Invalid], outcomes.Order(StringComparer.Ordinal));

        async Task<string> Depend(string name, string on)
        {
            try
            {
                await node.Client.Resources.UpdateAsync(
                    name, new UpdateResourceRequest { DependsOn = [[on]] }, null, Token);
                return "";
            }
            catch (HoldfastException refused)
            {
                return refused.Code;
            }
        }
    }

    [Fact]
    public async Task GroupDeletedWhileAResourceIsCreated_Ends_WithNoResourceWithoutAGroup()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        for (int i = 0; i < 20; i++)
        {
            string name = $"g{i}";
            await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = name }, Token);
            await Task.WhenAll(
                Quiet(() => node.Client.Groups.DeleteAsync(name, null, Token)),
                Quiet(() => node.Client.Resources.CreateAsync(
                    new CreateResourceRequest { Name = $"r{i}", Group = name, Type = "Acme.Ledger" }, Token)));
        }

        ClusterSnapshot end = node.View.Current;
        Assert.All(end.Resources.Values, row => Assert.True(end.Groups.ContainsKey(row.Value.Group)));

        static async Task Quiet(Func<Task> edit)
        {
            try
            {
                await edit();
            }
            catch (HoldfastException refused)
            {
                Assert.Contains(refused.Code, new[] { ErrorCodes.NoGroup, ErrorCodes.GroupHasResources });
            }
        }
    }

    [Fact]
    public async Task Resource_Delete_IsRefusedWhileOnlineOrNeededAndWorksWithItsDllGone()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Resources.CreateAsync(
            new CreateResourceRequest { Name = "m", Group = "ledger", Type = "Acme.Ledger", DependsOn = [["l"]] },
                Token);
        await Sample.RunAsync(node, "n1");

        Assert.Equal(ErrorCodes.ResourceHasDependents,
            (await Refused(() => node.Client.Resources.DeleteAsync("l", null, Token))).Code);
        await node.Client.Resources.DeleteAsync("m", null, Token);
        Assert.Equal(ErrorCodes.ResourceNotOffline,
            (await Refused(() => node.Client.Resources.DeleteAsync("l", null, Token))).Code);
        await Sample.RunAsync(node, "n1", ResourceState.Failed);
        await node.Client.Resources.DeleteAsync("l", null, Token);
        await node.Client.Groups.DeleteAsync("ledger", null, Token);
    }

    [Fact]
    public async Task ResourceOnline_GroupWantedOffline_IsRefusedElseBringsWhatItNeeds()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Resources.CreateAsync(
            new CreateResourceRequest { Name = "m", Group = "ledger", Type = "Acme.Ledger", DependsOn = [["l"]] },
                Token);
        Assert.Equal(ErrorCodes.GroupWantedOffline,
            (await Refused(() => node.Client.Resources.OnlineAsync("m", Token))).Code);

        await node.Client.Groups.OnlineAsync("ledger", Token);
        await node.Client.Resources.OfflineAsync("l", Token);
        Assert.Equal("Offline", (await node.Client.Resources.OfflineAsync("m", Token)).Wanted);
        Assert.Equal("Online", (await node.Client.Resources.OnlineAsync("m", Token)).Wanted);
        Assert.Equal("Online", (await node.Client.Resources.ShowAsync("l", Token)).Wanted);
    }

    [Fact]
    public async Task Move_ToANodeThatCannotTakeIt_IsRefusedWithTheReason()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");

        Assert.Equal(
            ErrorCodes.NoNode, (await Refused(() => node.Client.Groups.MoveAsync("ledger", "n7", Token))).Code);
        await node.Client.Nodes.PauseAsync("n2", drain: false, Token);
        HoldfastException paused = await Refused(() => node.Client.Groups.MoveAsync("ledger", "n2", Token));
        Assert.Equal((ErrorCodes.MoveRefused, 409), (paused.Code, paused.Status));
        Assert.Contains("paused", paused.Detail, StringComparison.Ordinal);
        await node.Client.Nodes.ResumeAsync("n2", Token);
        Assert.Contains("already",
            (await Refused(() => node.Client.Groups.MoveAsync("ledger", "n1", Token))).Detail,
                StringComparison.Ordinal);

        MoveDto move = await node.Client.Groups.MoveAsync("ledger", "n2", Token);
        MoveRequest stored = node.View.Current.Moves["ledger"].Value;
        Assert.Equal((move.Id, "n2"), (stored.Id, stored.Target));
        Assert.Equal("n2", (await node.Client.Groups.ShowAsync("ledger", Token)).MovingTo);
    }

    [Fact]
    public async Task Secret_Set_IsNeverShown()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        ResourceDto changed = await node.Client.Resources.UpdateAsync(
            "l", new UpdateResourceRequest { Properties = Properties("""{"Password":"hunter2"}""") }, null, Token);
        Assert.DoesNotContain("hunter2", changed.Properties.GetRawText(), StringComparison.Ordinal);
        using HttpClient http = node.Unix();
        foreach (string path in new[] { "/api/v1/cluster/status", "/api/v1/events", "/status" })
        {
            Assert.DoesNotContain("hunter2", await http.GetStringAsync(path, Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Node_PauseDrainResume_ShowsWantedBesideState()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        NodeDto drained = await node.Client.Nodes.PauseAsync("n2", drain: true, Token);
        Assert.Equal(("Drained", "Paused"), (drained.Wanted, drained.State));
        NodeDto resumed = await node.Client.Nodes.ResumeAsync("n2", Token);
        Assert.Equal(("Active", "Up"), (resumed.Wanted, resumed.State));
    }

    private static Dictionary<string, JsonElement> Properties(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(each => each.Name, each => each.Value);

    private static Task<HoldfastException> Refused(Func<Task> call) => Assert.ThrowsAsync<HoldfastException>(call);
}
