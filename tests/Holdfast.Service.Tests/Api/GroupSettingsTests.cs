using System.Net;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;

namespace Holdfast.Service.Tests.Api;

/// <summary>Where a group goes, what it waits for, and what it needs: set, checked and shown.</summary>
public sealed class GroupSettingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EverySetting_SetAndTakenBack_IsShown()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        GroupDto made = await node.Client.Groups.CreateAsync(
            new CreateGroupRequest
            {
                Name = "web", AutoFailback = true, FailbackWindow = "22-6", AntiAffinity = ["front"],
                Affinity = ["near"], DependsOn = [new() { Group = "ledger", Scope = "Local" }],
                GroupStartDelay = "30s", Needs = new Dictionary<string, long?> { ["cpu"] = 4, ["ram"] = 8 },
                Requires = ["rack=a", "!old"], Prefers = ["ssd"], OnStopFailure = "FenceNode",
                OnDatabaseLoss = "Stop",
            },
            Token);
        GroupDto changed = await node.Client.Groups.UpdateAsync(
            "web",
            new UpdateGroupRequest
            {
                FailbackWindow = "any", Needs = new Dictionary<string, long?> { ["cpu"] = null, ["ram"] = 9 },
                DependsOn = [], Requires = [],
            },
            made.Revision,
            Token);

        Assert.Equal(("22-6", "30s", "FenceNode"), (made.FailbackWindow, made.GroupStartDelay, made.OnStopFailure));
        Assert.Equal("Stop", made.OnDatabaseLoss);
        Assert.Equal(["front"], made.AntiAffinity);
        Assert.Equal(["near"], made.Affinity);
        Assert.Equal(("ledger", "Local"), (made.DependsOn[0].Group, made.DependsOn[0].Scope));
        Assert.Equal((4, 8), (made.Needs["cpu"], made.Needs["ram"]));
        Assert.Equal(["rack=a", "!old"], made.Requires);
        Assert.Equal(["ssd"], made.Prefers);
        Assert.Equal("any", changed.FailbackWindow);
        Assert.Equal(9, Assert.Single(changed.Needs).Value);
        Assert.Empty(changed.DependsOn);
        Assert.Empty(changed.Requires);
        Assert.Equal(["ssd"], changed.Prefers);
    }

    [Theory]
    [InlineData("""{"failbackWindow":"25-6"}""", "failbackWindow", ErrorCodes.WrongValue)]
    [InlineData("""{"failbackWindow":"6"}""", "failbackWindow", ErrorCodes.WrongValue)]
    [InlineData("""{"groupStartDelay":"31min"}""", "groupStartDelay", ErrorCodes.WrongValue)]
    [InlineData("""{"onStopFailure":"Fence"}""", "onStopFailure", ErrorCodes.WrongValue)]
    [InlineData("""{"onDatabaseLoss":"stop it"}""", "onDatabaseLoss", ErrorCodes.WrongValue)]
    [InlineData("""{"instanceCount":1001}""", "instanceCount", ErrorCodes.WrongValue)]
    [InlineData("""{"instanceCount":"every"}""", "instanceCount", ErrorCodes.WrongValue)]
    [InlineData("""{"instancesPerNode":0}""", "instancesPerNode", ErrorCodes.WrongValue)]
    [InlineData("""{"promoted":1}""", "promoted", ErrorCodes.PromotedTooMany)]
    [InlineData("""{"instanceCount":"2","promoted":3}""", "promoted", ErrorCodes.PromotedTooMany)]
    [InlineData("""{"requires":["rack=a","="]}""", "requires[1]", ErrorCodes.BadCondition)]
    [InlineData("""{"prefers":["a!"]}""", "prefers[0]", ErrorCodes.BadCondition)]
    [InlineData("""{"needs":{"cpu":-1}}""", "needs.cpu", ErrorCodes.WrongValue)]
    [InlineData("""{"needs":{"c p":1}}""", "needs.c p", ErrorCodes.BadName)]
    [InlineData("""{"antiAffinity":["a,b"]}""", "antiAffinity[0]", ErrorCodes.BadName)]
    [InlineData("""{"dependsOn":[{"group":"ledgr"}]}""", "dependsOn[0].group", ErrorCodes.NoGroup)]
    [InlineData("""{"dependsOn":[{"group":"web"}]}""", "dependsOn[0].group", ErrorCodes.GroupDependencyOnItself)]
    [InlineData("""{"dependsOn":[{"group":"ledger","scope":"Here"}]}""", "dependsOn[0].scope", ErrorCodes.WrongValue)]
    [InlineData("""{"dependsOn":[{"group":"ledger","scope":"Local"},{"group":"ledger","scope":"Elsewhere"}]}""",
        "dependsOn[1].group", ErrorCodes.GroupDependencyTwice)]
    [InlineData("""{"dependsOn":["ledger"]}""", "dependsOn[0]", ErrorCodes.WrongValue)]
    public async Task WrongSetting_Patch_IsNamedWithPathAndCode(string body, string path, string code)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "web" }, Token);
        using HttpClient http = node.Unix();

        ProblemDto problem = await Http.RefusedAsync(
            HttpStatusCode.BadRequest, ErrorCodes.Invalid,
            http.PatchAsync("/api/v1/groups/web", Http.Json(body), Token));

        Assert.Contains((path, code), problem.Errors!.Select(error => (error.Path, error.Code)));
    }

    [Fact]
    public async Task ManyWrongSettings_Patch_AreAllNamed()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        HoldfastException refused = await Refused(() => node.Client.Groups.CreateAsync(
            new CreateGroupRequest
            {
                Name = "web", PreferredOwners = ["n9"], Requires = ["="], Promoted = 2,
                DependsOn = [new() { Group = "ledgr" }],
            },
            Token));

        Assert.Equal(
            ["dependsOn[0].group", "preferredOwners[0]", "promoted", "requires[0]"],
            refused.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
        ErrorDto unknown = refused.Errors.Single(error => error.Code == ErrorCodes.NoGroup);
        Assert.Contains("did you mean \"ledger\"?", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circle_Patch_IsRefusedWithTheWay()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await ChainAsync(node);

        HoldfastException refused = await Refused(() => DependAsync(node, "c", "a"));

        ErrorDto error = Assert.Single(refused.Errors);
        Assert.Equal((ErrorCodes.GroupDependencyCycle, "dependsOn[0].group"), (error.Code, error.Path));
        Assert.StartsWith("c → a → b → c is a circle", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OppositeDependencies_SetAtTheSameTime_NeverMakeACircle()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await ChainAsync(node);
        await node.Client.Groups.UpdateAsync("a", new UpdateGroupRequest { DependsOn = [] }, null, Token);

        string[] outcomes = await Task.WhenAll(TryAsync("a", "b"), TryAsync("c", "a"));

        Assert.Equal(["", ErrorCodes.Invalid], outcomes.Order(StringComparer.Ordinal));

        async Task<string> TryAsync(string name, string on)
        {
            try
            {
                await DependAsync(node, name, on);
                return "";
            }
            catch (HoldfastException refused)
            {
                return refused.Code;
            }
        }
    }

    [Fact]
    public async Task DependentAndDeletion_AtTheSameTime_NeverLeaveADependencyOnNothing()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "a" }, Token);
        await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = "b" }, Token);

        Task[] both = [DependAsync(node, "a", "b"), node.Client.Groups.DeleteAsync("b", null, Token)];
        await Task.WhenAll(both.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, both.Count(task => task.IsFaulted));
        IReadOnlyList<GroupDto> groups = await node.Client.Groups.ListAsync(Token);
        Assert.Equal(
            groups.Single(group => group.Name == "a").DependsOn.Count, groups.Count(group => group.Name == "b"));
    }

    [Fact]
    public async Task OthersDependOnIt_Delete_IsRefusedWithTheirNames()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await ChainAsync(node);

        HoldfastException refused = await Refused(() => node.Client.Groups.DeleteAsync("b", null, Token));

        Assert.Equal((ErrorCodes.GroupHasDependents, 409), (refused.Code, refused.Status));
        Assert.StartsWith("a depend on group \"b\"", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Online_AskedAgain_CountsTheWishes_SoThatAHeldGroupStarts()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.OnlineAsync("ledger", Token);
        await node.PutAsync(Keys.GroupState("ledger"),
            new GroupState { Group = "ledger", Owner = "n1", OwnerEpoch = 1, Generation = 7, HeldAt = 1 });
        GroupDto held = await node.Client.Groups.ShowAsync("ledger", Token);

        GroupDto asked = await node.Client.Groups.OnlineAsync("ledger", Token);

        Assert.Equal((true, false), (held.Held, asked.Held));
        Assert.Equal(2, node.View.Current.Groups["ledger"].Value.OnlineAsked);
    }

    [Fact]
    public async Task Lock_Move_IsRefusedWithTheRemedy_UntilUnlock()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");

        GroupDto locked = await node.Client.Groups.LockAsync("ledger", Token);
        HoldfastException refused = await Refused(() => node.Client.Groups.MoveAsync("ledger", "n2", Token));
        GroupDto unlocked = await node.Client.Groups.UnlockAsync("ledger", Token);

        Assert.Equal((true, false), (locked.Locked, unlocked.Locked));
        Assert.Equal(ErrorCodes.MoveRefused, refused.Code);
        Assert.Contains("holdfast group unlock ledger", refused.Detail, StringComparison.Ordinal);
        await node.Client.Groups.MoveAsync("ledger", "n2", Token);
    }

    [Fact]
    public async Task Clear_ForgetsFailovers_AndClearsResourcesWhereTheyRun()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");
        Row<GroupState> state = node.View.Current.GroupStates["ledger"];
        await node.PutAsync(Keys.GroupState("ledger"), state.Value with
        {
            Failovers = [new FailoverRecord("n2", DateTimeOffset.UtcNow, "it failed")],
        });

        GroupDto before = await node.Client.Groups.ShowAsync("ledger", Token);
        GroupDto after = await node.Client.Groups.ClearAsync("ledger", Token);

        Assert.Single(before.Failovers);
        Assert.Empty(after.Failovers);
        Assert.Equal("clear l", Assert.Single(node.Operations.Calls));
        Assert.NotNull(node.View.Current.Groups["ledger"].Value.ClearedAt);
    }

    [Fact]
    public async Task Clear_OnlyImagined_LeavesEverythingAlone()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");
        await Assert.ThrowsAsync<PlanAnswer>(() => node.Client.Imagining().Groups.ClearAsync("ledger", Token));
        Assert.Empty(node.Operations.Calls);
        Assert.Null(node.View.Current.Groups["ledger"].Value.ClearedAt);
    }

    [Fact]
    public async Task Clear_WithoutAnOwner_IsDoneAllTheSame()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.ClearAsync("ledger", Token);
        Assert.Empty(node.Operations.Calls);
    }

    [Fact]
    public async Task EmbeddedFailureActionAndLock_OfAResource_AreSetAndShown()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        ResourceDto set = await node.Client.Resources.UpdateAsync("l",
            new UpdateResourceRequest { Policy = new() { EmbeddedFailureAction = "Recover" } }, null, Token);
        ResourceDto locked = await node.Client.Resources.LockAsync("l", Token);
        ResourceDto unlocked = await node.Client.Resources.UnlockAsync("l", Token);

        Assert.Equal("Recover", set.Policy.EmbeddedFailureAction);
        Assert.Equal((true, false), (locked.Locked, unlocked.Locked));
        Assert.Equal(EmbeddedFailureAction.Recover, node.View.Current.Resources["l"].Value.EmbeddedFailureAction);
        Assert.Equal(ErrorCodes.NoResource, (await Refused(() => node.Client.Resources.LockAsync("k", Token))).Code);
    }

    /// <summary>Groups a, b and c; a depends on b, and b on c.</summary>
    private static async Task ChainAsync(ApiNode node)
    {
        await Sample.SeedAsync(node);
        foreach (string name in new[] { "c", "b", "a" })
        {
            await node.Client.Groups.CreateAsync(new CreateGroupRequest { Name = name }, Token);
        }

        await DependAsync(node, "b", "c");
        await DependAsync(node, "a", "b");
    }

    private static Task<GroupDto> DependAsync(ApiNode node, string name, string on) => node.Client.Groups.UpdateAsync(
        name, new UpdateGroupRequest { DependsOn = [new() { Group = on }] }, null, Token);

    private static Task<HoldfastException> Refused(Func<Task> act) => Assert.ThrowsAsync<HoldfastException>(act);
}
