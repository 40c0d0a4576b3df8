using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Service.Tests.Api;

/// <summary>The cluster as one document: exported, compared and applied.</summary>
public sealed class ConfigurationTests
{
    /// <summary>Every setting there is, none at its default.</summary>
    private const string Whole =
        """
        {"cluster":{"name":"other","eventsKept":500,"placementPolicy":"Packed","enforcedAntiAffinity":true,
            "groupWaitDelay":"1min","ignorePersistentStateOnStartup":true,"groupDependencyTimeout":"1min",
            "quarantineThreshold":5,"quarantinePeriod":"10min","quarantineDuration":"20min"},
         "nodes":{"n1":{"description":"first","attributes":{"rack":"a"},"offers":{"cpu":8}}},
         "types":{"Acme.Ledger":{"dllName":"Acme.Ledger.dll","version":"1.0.0"}},
         "groups":{
          "web":{"description":"front","preferredOwners":["n2"],"possibleOwners":["n1","n2"],"failoverThreshold":4,
            "failoverPeriod":"2h","autoFailback":true,"failbackWindow":"22-6","priority":3000,"antiAffinity":["x"],
            "affinity":["y"],"dependsOn":[{"group":"zoo","scope":"Local"}],"groupStartDelay":"3s","needs":{"cpu":2},
            "requires":["rack=a"],"prefers":["ssd"],"onStopFailure":"FenceNode","onDatabaseLoss":"Stop",
            "instanceCount":"2","instancesPerNode":2,"promoted":1,"online":true,
            "resources":{
              "b":{"type":"Acme.Ledger","description":"one","properties":{"Port":81,"Password":"hush"},
                "dependsOn":[["a","c"]],"wantedOnline":false,
                "policy":{"restartAction":"Restart","embeddedFailureAction":"Recover","restartThreshold":7,
                  "restartPeriod":"1min","restartDelay":"2s","retryPeriodOnFailure":"never","separateMonitor":true,
                  "looksAlivePollInterval":"1s","isAlivePollInterval":"2s","pendingTimeout":"3s",
                  "deadlockTimeout":"4s"}},
              "a":{"type":"Acme.Ledger"},"c":{"type":"Acme.Ledger"}}},
          "zoo":{"online":true,"resources":{}}}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EverySetting_Applied_IsExportedAgain_AndAppliedAgainChangesNothing()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Configuration.ApplyAsync(JsonElement.Parse(Whole), prune: true, null, Token);

        JsonElement exported = await node.Client.Configuration.ExportAsync(Token);
        long revision = node.View.Current.Revision;
        ConfigurationChangesDto again = await node.Client.Configuration.ApplyAsync(exported, true, null, Token);

        JsonElement expected = JsonElement.Parse(Whole.Replace("hush", "(secret)", StringComparison.Ordinal));
        foreach (string part in (string[])["cluster", "groups"])
        {
            Assert.True(
                Sorted(expected.GetProperty(part)) == Sorted(exported.GetProperty(part)),
                exported.GetProperty(part).GetRawText());
        }

        Assert.Equal(
            expected.GetProperty("nodes").GetProperty("n1").GetRawText(),
            exported.GetProperty("nodes").GetProperty("n1").GetRawText());
        Assert.Empty(again.Differences);
        Assert.Equal(revision, node.View.Current.Revision);
        Assert.Contains("hush", node.View.Current.Resources["b"].Value.Properties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsLeftOut_GoBackToTheirDefault_AndWhatIsNotNamedStays()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Configuration.ApplyAsync(JsonElement.Parse(Whole), prune: false, null, Token);
        ConfigurationChangesDto changes = await ApplyAsync(node, """{"groups":{"zoo":{"priority":1000}}}""");
        await ApplyAsync(node, """{"groups":{"zoo":{}}}""");

        Assert.Equal("groups.zoo.priority", Assert.Single(changes.Differences).Path);
        Assert.Equal(2000, node.View.Current.Groups["zoo"].Value.Priority);
        Assert.True(node.View.Current.Groups["zoo"].Value.WantedOnline);
        Assert.Equal(3000, node.View.Current.Groups["web"].Value.Priority);
        Assert.True(node.View.Current.Resources.ContainsKey("l"));
    }

    [Fact]
    public async Task WrongInSeveralPlaces_TellsAll_AndStoresNothing()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        long revision = node.View.Current.Revision;
        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(() => ApplyAsync(node,
            """
            {"types":{"Acme.Ledgr":{}},"nodes":{"n3":{}},
             "groups":{"good":{"priorty":1},"bad":{"preferredOwners":["n9"],"resources":{
               "r":{"type":"Acme.Ledger","properties":{"Port":0,"Password":"(secret)"}},
               "s":{"type":"Acme.Ledger","dependsOn":[["nobody"],["r"]]},
               "t":{"dependsOn":[["s"]]}}}}}
            """));

        Assert.Equal(
            ["groups.bad.preferredOwners[0]", "groups.bad.resources.r.properties.Password",
                "groups.bad.resources.r.properties.Port", "groups.bad.resources.s.dependsOn[0][0]",
                "groups.bad.resources.t.type", "groups.good.priorty", "nodes.n3", "types.Acme.Ledgr"],
            refused.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
        HoldfastException inside = await Assert.ThrowsAsync<HoldfastException>(() => ApplyAsync(node,
            """
            {"groups":{"good":{"resources":{
               "r":{"type":"Acme.Ledger","properties":{"Port":0,"Password":"(secret)"}},
               "s":{"type":"Acme.Ledger","dependsOn":[["nobody"]]}}}}}
            """));
        Assert.Equal(
            ["groups.good.resources.r.properties.Password", "groups.good.resources.r.properties.Port",
                "groups.good.resources.s.dependsOn[0][0]"],
            inside.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
        Assert.Equal(revision, node.View.Current.Revision);
    }

    [Theory]
    [InlineData("""{"groups":{"web":{"priorty":1}}}""", "groups.web.priorty", ErrorCodes.UnknownMember)]
    [InlineData("""{"groups":{"web":{"resources":{"a b":{"type":"x"}}}}}""", "groups.web.resources.a b",
        ErrorCodes.BadName)]
    [InlineData("""{"groups":{"a/b":{"online":true,"resources":{"r":{"type":"Acme.Ledger"}}}}}""", "groups.a/b",
        ErrorCodes.BadName)]
    [InlineData("""{"groups":{"web":{"resources":{"r":{}}}}}""", "groups.web.resources.r.type",
        ErrorCodes.MissingMember)]
    [InlineData("""{"groups":[]}""", "groups", ErrorCodes.WrongValue)]
    [InlineData("""{"groups":{"a":{"dependsOn":[{"group":"b"}]},"b":{"dependsOn":[{"group":"a"}]}}}""",
        "groups.b.dependsOn[0].group", ErrorCodes.NoGroup)]
    [InlineData("""{"groups":{"ledger":{"resources":{"l":{"type":"Other"}}}}}""", "groups.ledger.resources.l",
        ErrorCodes.ResourceExists)]
    [InlineData("""{"types":{"Acme.Ledger":{"version":"2.0.0"}}}""", "types.Acme.Ledger.version",
        ErrorCodes.WrongValue)]
    public async Task WrongDocument_IsToldWithItsPath(string document, string path, string code)
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(() => ApplyAsync(node, document));
        Assert.Contains((path, code), refused.Errors.Select(error => (error.Path, error.Code)));
    }

    [Fact]
    public async Task Prune_DeletesWhatIsNotNamed_ButNothingThatRuns()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await Sample.RunAsync(node, "n1");
        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
            () => ApplyAsync(node, """{"groups":{}}""", prune: true));
        Assert.Contains(ErrorCodes.ResourceNotOffline, refused.Errors.Select(error => error.Code));

        await Sample.RunAsync(node, "n1", ResourceState.Offline);
        await ApplyAsync(
            node, """{"groups":{"ledger":{"resources":{"m":{"type":"Acme.Ledger","dependsOn":[["l"]]}}}}}""");
        ConfigurationChangesDto pruned = await ApplyAsync(node, "{}", prune: true);
        Assert.Equal("groups.ledger", Assert.Single(pruned.Differences).Path);
        Assert.Empty(node.View.Current.Groups);
        Assert.Empty(node.View.Current.Resources);
    }

    [Fact]
    public async Task ChangedSinceItWasSeen_IsRefused()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        const string Document = """{"groups":{"ledger":{"priority":1000}}}""";
        ConfigurationChangesDto seen = await node.Client.Configuration.DiffAsync(
            JsonElement.Parse(Document), false, Token);
        await node.Client.Groups.UpdateAsync("ledger", new UpdateGroupRequest { Priority = 10 }, null, Token);

        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(() =>
            node.Client.Configuration.ApplyAsync(JsonElement.Parse(Document), false, seen.Revision, Token));
        Assert.Equal(ErrorCodes.ChangedMeanwhile, refused.Code);
        Assert.Equal(10, node.View.Current.Groups["ledger"].Value.Priority);
    }

    [Fact]
    public async Task WhatIf_AndSimulate_ShowWhatTheDocumentBrings_AndStoreNothing()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        long revision = node.View.Current.Revision;
        JsonElement document = JsonElement.Parse("""{"groups":{"fresh":{"online":true}}}""");
        PlanAnswer plan = await Assert.ThrowsAsync<PlanAnswer>(() =>
            node.Client.Imagining().Configuration.ApplyAsync(document, false, null, Token));
        PlanDto simulated = await node.Client.Decisions.SimulateAsync(
            new SimulateRequest { Apply = document, Move = ["fresh=n2"] }, Token);

        Assert.Contains(plan.Plan.Groups, group => group is { Group: "fresh", Before: null, After: not null });
        Assert.Contains(simulated.Groups, group => group is { Group: "fresh", After: "n2" });
        Assert.Equal(revision, node.View.Current.Revision);
    }

    private static Task<ConfigurationChangesDto> ApplyAsync(ApiNode node, string document, bool prune = false) =>
        node.Client.Configuration.ApplyAsync(JsonElement.Parse(document), prune, null, Token);

    /// <summary>JSON with the members of every object in order, to compare.</summary>
    private static string Sorted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject()
            .OrderBy(each => each.Name, StringComparer.Ordinal)
            .Select(each => $"\"{each.Name}\":{Sorted(each.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(Sorted)) + "]",
        _ => value.GetRawText(),
    };
}
