using System.Text;
using System.Text.Json;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.WhatIf;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Service.Tests.Api;

/// <summary>Every change can be asked for its plan, is checked as always, and changes nothing then.</summary>
public sealed class WhatIfTests
{
    /// <summary>No change of the cluster: readings with a body, what machines tell each other, and page sessions.
    /// </summary>
    private static readonly string[] WithoutPlan =
    [
        "POST /", "POST /api/v1/certificates", "POST /api/v1/configuration/diff", "POST /api/v1/join",
        "POST /api/v1/page-links", "POST /api/v1/page-links/elsewhere", "POST /api/v1/simulate",
        "POST /api/v1/types/inspect",
        "PUT /api/v1/packages/{hash}",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryEndpointThatChanges_HasAWhatIf()
    {
        await using ApiNode node = await ApiNode.StartAsync();

        string[] without =
        [
            .. from endpoint in node.Endpoints
               where endpoint.Metadata.GetMetadata<OnlyForNodes>() is null && !WhatIfMiddleware.CanImagine(endpoint)
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               where method is not ("GET" or "HEAD")
               select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}",
        ];

        Assert.Equal(WithoutPlan, without.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task FailClearAndControl_AreImagined_AndTheOwnerIsLeftAlone()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.OnlineAsync("ledger", Token);
        await Sample.RunAsync(node, "n1");

        PlanDto failed = await PlanAsync(node, client => client.Resources.FailAsync("l", "drill", Token));
        Assert.Contains(failed.Steps, step => step is { Kind: EventKinds.ResourceFailed, Resource: "l", Node: "n1" });
        Assert.Equal(EventKinds.ResourceOnline, failed.Steps.Last(step => step.Resource == "l").Kind);
        Assert.Equal("n1", Assert.Single(failed.Groups).After);

        PlanDto cleared = await PlanAsync(node, client => client.Resources.ClearAsync("l", Token));
        Assert.DoesNotContain(cleared.Steps, step => step.Resource == "l");

        PlanDto asked = await PlanAsync(
            node, client => client.Resources.ControlAsync("l", "snapshot", JsonElement.Parse("1"), Token));
        Assert.Equal("control snapshot is called of l, whose code does the rest", asked.Steps[0].Message);

        Assert.Empty(node.Operations.Calls);
        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Imagining().Resources.ControlAsync("l", "snapshto", JsonElement.Parse("1"), Token));
        Assert.Equal(ErrorCodes.NoControl, refused.Code);
    }

    [Fact]
    public async Task ClearOfAFailedResource_IsPlannedToBringItOnlineAgain()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);
        await node.Client.Groups.OnlineAsync("ledger", Token);
        await Sample.RunAsync(node, "n1", ResourceState.Failed);

        PlanDto plan = await PlanAsync(node, client => client.Resources.ClearAsync("l", Token));

        Assert.Equal(EventKinds.ResourceOnline, plan.Steps.Last(step => step.Resource == "l").Kind);
        Assert.Empty(node.Operations.Calls);
    }

    [Fact]
    public async Task TypeRegisteredUpgradedUnregistered_IsToldAndNothingIsStored()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        PlanDto registered = await PlanAsync(node, client => client.Types.UploadAsync(Zip("content"), Token));
        Assert.StartsWith("Type Acme.Ledger was registered: Acme.Ledger.dll 1.0.0, package ",
            Assert.Single(registered.Steps).Message, StringComparison.Ordinal);
        Assert.Empty(await node.Client.Types.ListAsync(Token));

        await node.Client.Types.UploadAsync(Zip("content"), Token);
        TypeDto before = await node.Client.Types.ShowAsync("Acme.Ledger", Token);
        PlanDto upgraded = await PlanAsync(
            node, client => client.Types.UploadUpgradeAsync("Acme.Ledger", Zip("version 2"), Token));
        Assert.Equal(EventKinds.TypeUpgraded, Assert.Single(upgraded.Steps).Kind);
        PlanDto gone = await PlanAsync(node, client => client.Types.UnregisterAsync("Acme.Ledger", null, Token));
        Assert.Equal("Type Acme.Ledger (Acme.Ledger.dll) was unregistered.", Assert.Single(gone.Steps).Message);
        Assert.Equal(before.Revision, (await node.Client.Types.ShowAsync("Acme.Ledger", Token)).Revision);
    }

    [Fact]
    public async Task TypeInUse_UnregisterImagined_IsRefusedAsItWouldBe()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        await Sample.SeedAsync(node);

        HoldfastException refused = await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Imagining().Types.UnregisterAsync("Acme.Ledger", null, Token));

        Assert.Equal(ErrorCodes.TypeInUse, refused.Code);
    }

    [Fact]
    public async Task Tokens_AreImaginedWithTheirChecks()
    {
        await using ApiNode node = await ApiNode.StartAsync();
        var wanted = new ApiTokenRequest { Name = "reader", Role = "Viewer" };

        PlanDto made = await PlanAsync(node, client => client.Tokens.CreateAsync(wanted, Token));
        Assert.Equal("token \"reader\" with role Viewer made", Assert.Single(made.Steps).Message);
        Assert.Empty(await node.Client.Tokens.ListAsync(Token));

        await node.Client.Tokens.CreateAsync(wanted, Token);
        Assert.Equal(ErrorCodes.TokenExists, (await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Imagining().Tokens.CreateAsync(wanted, Token))).Code);
        PlanDto deleted = await PlanAsync(node, client => client.Tokens.DeleteAsync("reader", Token));
        Assert.Equal("token \"reader\" deleted", Assert.Single(deleted.Steps).Message);
        Assert.Single(await node.Client.Tokens.ListAsync(Token));
        Assert.Equal(ErrorCodes.NoToken, (await Assert.ThrowsAsync<HoldfastException>(
            () => node.Client.Imagining().Tokens.DeleteAsync("raeder", Token))).Code);
    }

    private static MemoryStream Zip(string content) => new(Encoding.UTF8.GetBytes(content));

    private static async Task<PlanDto> PlanAsync(ApiNode node, Func<HoldfastClient, Task> call)
    {
        long before = (await node.Client.StatusAsync(Token)).Revision;
        PlanDto plan = (await Assert.ThrowsAsync<PlanAnswer>(() => call(node.Client.Imagining()))).Plan;
        Assert.Equal(before, (await node.Client.StatusAsync(Token)).Revision);
        return plan;
    }
}
