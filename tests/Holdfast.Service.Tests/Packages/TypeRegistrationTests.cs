using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Tests.Packages;

public sealed class TypeRegistrationTests : IAsyncLifetime
{
    private readonly PackageNodes _nodes = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task PackageWithTwoTypes_Register_StoresBothAtOneRevisionOnAllNodes()
    {
        RegistrationResult.Done done = await RegisterAsync("1", "Acme.A", "Acme.B");

        ClusterSnapshot snapshot = await _nodes.SnapshotAsync();
        Assert.Equal(["Acme.A", "Acme.B"], snapshot.Types.Keys);
        Assert.All(snapshot.Types.Values, row => Assert.Equal(
            (done.Revision, "Acme.dll", done.PackageHash, "1", false),
            (row.Revision, row.Value.DllName, row.Value.PackageHash, row.Value.Version, row.Value.BuiltIn)));
        Assert.Equal(["n1", "n2", "n3"], done.StoredOn);
        Assert.All(_nodes.Network.Stores.Values, store => Assert.Equal([done.PackageHash], store.Held));
        Assert.Equal([EventKinds.TypeRegistered, EventKinds.TypeRegistered], await _nodes.EventKindsAsync());
    }

    [Fact]
    public async Task SamePackageAgain_Register_IsDoneAlready()
    {
        RegistrationResult.Done first = await RegisterAsync("1", "Acme.A");
        RegistrationResult.Done second = await RegisterAsync("1", "Acme.A");

        Assert.Equal(first.PackageHash, second.PackageHash);
        Assert.Equal(first.Revision, (await _nodes.SnapshotAsync()).Types["Acme.A"].Revision);
    }

    [Theory]
    [InlineData("Acme.A")]
    [InlineData("ACME.a")]
    public async Task NameOfAnotherPackage_Register_IsRefused(string name)
    {
        await RegisterAsync("1", "Acme.A");

        Assert.Equal(ErrorCodes.TypeExists, (await RefusedAsync("2", name, "Acme.New")).Code);
        Assert.Equal(["Acme.A"], (await _nodes.SnapshotAsync()).Types.Keys);
    }

    [Fact]
    public async Task BadNamesInThePackage_Register_RefusesWithEveryError()
    {
        RegistrationResult.Refused refused = await RefusedAsync("1", "1bad", "good", "GOOD", "has space");

        Assert.Equal(ErrorCodes.PackageRefused, refused.Code);
        Assert.Contains("1bad:", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("has space:", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("2 types named", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoAtTheSameTime_Register_OnlyOneWins()
    {
        var database = new InterleavedDatabase(_nodes.Database);
        string mine = _nodes.Publish("mine", "1", "Acme.A");
        string theirs = _nodes.Publish("theirs", "2", "Acme.A");
        database.BeforeCommit = async _ =>
        {
            database.BeforeCommit = _ => Task.CompletedTask;
            Assert.IsType<RegistrationResult.Done>(await _nodes.Registration().RegisterAsync(theirs, Cancel));
        };

        RegistrationResult result = await _nodes.Registration(database).RegisterAsync(mine, Cancel);

        Assert.Equal(ErrorCodes.ChangedMeanwhile, Assert.IsType<RegistrationResult.Refused>(result).Code);
        Assert.Equal("2", (await _nodes.SnapshotAsync()).Types["Acme.A"].Value.Version);
    }

    [Fact]
    public async Task OthersAreUpButNoneTakesThePackage_Register_RefusesAndChangesNothing()
    {
        _nodes.Network.Deaf.UnionWith(["n2", "n3"]);

        Assert.Equal(ErrorCodes.NotReachable, (await RefusedAsync("1", "Acme.A")).Code);
        Assert.Empty((await _nodes.SnapshotAsync()).Types);

        _nodes.Network.Deaf.Remove("n3");
        Assert.Equal(["n1", "n3"], (await RegisterAsync("1", "Acme.A")).StoredOn);
    }

    [Fact]
    public async Task OneNodeHangs_Register_DoesNotWaitForIt()
    {
        _nodes.Network.Hanging.Add("n2");

        Assert.Equal(["n1", "n3"], (await RegisterAsync("1", "Acme.A")).StoredOn);
    }

    [Fact]
    public async Task NoOtherNodeUp_Register_IsEnough()
    {
        _nodes.Network.Down.UnionWith(["n2", "n3"]);

        Assert.Equal(["n1"], (await RegisterAsync("1", "Acme.A")).StoredOn);
    }

    [Fact]
    public async Task AnswerOfTheCommitLost_Register_FindsOutThatItTookEffect()
    {
        var database = new InterleavedDatabase(_nodes.Database) { AnswersAreLost = true };

        RegistrationResult result = await _nodes.Registration(database)
            .RegisterAsync(_nodes.Publish("a", "1", "Acme.A"), Cancel);

        Assert.IsType<RegistrationResult.Done>(result);
    }

    [Fact]
    public async Task NewVersion_Upgrade_ReplacesTheTypesOfTheDllAndAddsNewOnes()
    {
        RegistrationResult.Done first = await RegisterAsync("1", "Acme.A", "Acme.B");

        RegistrationResult result = await _nodes.Registration()
            .UpgradeAsync("Acme.A", _nodes.Publish("v2", "2", "Acme.A", "Acme.B", "Acme.C"), Cancel);

        var done = Assert.IsType<RegistrationResult.Done>(result);
        ClusterSnapshot snapshot = await _nodes.SnapshotAsync();
        Assert.Equal(["Acme.A", "Acme.B", "Acme.C"], snapshot.Types.Keys);
        Assert.All(snapshot.Types.Values, row =>
            Assert.Equal(("2", done.PackageHash), (row.Value.Version, row.Value.PackageHash)));
        Assert.Equal(2, _nodes.Store.Held.Count);
        Assert.Contains(first.PackageHash, _nodes.Store.Held);
    }

    [Fact]
    public async Task NewVersionWithoutAUsedType_Upgrade_IsRefused()
    {
        await RegisterAsync("1", "Acme.A", "Acme.B");
        await AddResourceAsync("b1", "Acme.B");

        RegistrationResult result = await _nodes.Registration()
            .UpgradeAsync("Acme.A", _nodes.Publish("v2", "2", "Acme.A"), Cancel);

        Assert.Equal(ErrorCodes.TypeNotInPackage, Assert.IsType<RegistrationResult.Refused>(result).Code);
        Assert.All((await _nodes.SnapshotAsync()).Types.Values, row => Assert.Equal("1", row.Value.Version));
    }

    [Fact]
    public async Task UnknownOrBuiltInType_UpgradeAndUnregister_AreRefused()
    {
        var builtIn = new BuiltInTypes(
            _nodes.Describer, _nodes.Database, _nodes.Events, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<BuiltInTypes>.Instance);
        await builtIn.EnsureAsync(Cancel);
        await SettleAsync();
        string path = _nodes.Publish("v2", "2", "Holdfast.Application");
        TypeRegistration registration = _nodes.Registration();

        Assert.Equal(ErrorCodes.NoType, CodeOf(await registration.UpgradeAsync("Acme.A", path, Cancel)));
        Assert.Equal(ErrorCodes.NoType, CodeOf(await registration.UnregisterAsync("no such", null, Cancel)));
        Assert.Equal(ErrorCodes.TypeBuiltIn,
            CodeOf(await registration.UpgradeAsync("Holdfast.Application", path, Cancel)));
        Assert.Equal(ErrorCodes.TypeBuiltIn,
            CodeOf(await registration.UnregisterAsync("Holdfast.Application", null, Cancel)));
    }

    [Fact]
    public async Task UnusedType_Unregister_ForgetsItAndLeavesNoRequestBehind()
    {
        await RegisterAsync("1", "Acme.A", "Acme.B");

        Assert.IsType<RegistrationResult.Done>(await _nodes.Registration().UnregisterAsync("Acme.A", null, Cancel));

        Assert.Equal(["Acme.B"], (await _nodes.SnapshotAsync()).Types.Keys);
        Assert.Empty((await _nodes.Database.ReadAsync("requests/", Cancel)).Items);
        Assert.Contains(EventKinds.TypeUnregistered, await _nodes.EventKindsAsync());
    }

    [Fact]
    public async Task UsedType_Unregister_IsRefusedWithItsUsersAndCreationsWorkAgain()
    {
        await RegisterAsync("1", "Acme.A");
        await AddResourceAsync("r1", "Acme.A");

        RegistrationResult result = await _nodes.Registration().UnregisterAsync("Acme.A", null, Cancel);

        var refused = Assert.IsType<RegistrationResult.Refused>(result);
        Assert.Equal(ErrorCodes.TypeInUse, refused.Code);
        Assert.Contains("r1", refused.Reason, StringComparison.Ordinal);
        Assert.IsType<CommitResult.Committed>(await CreateResourceAsync("r2", await TypeAsync("Acme.A")));
    }

    [Fact]
    public async Task ResourceCreatedJustBeforeTheRequest_Unregister_IsRefused()
    {
        await RegisterAsync("1", "Acme.A");
        Row<ResourceTypeConfig> type = await TypeAsync("Acme.A");
        var database = new InterleavedDatabase(_nodes.Database);
        database.BeforeCommit = async _ =>
        {
            database.BeforeCommit = _ => Task.CompletedTask;
            Assert.IsType<CommitResult.Committed>(await CreateResourceAsync("r1", type));
        };

        RegistrationResult result = await _nodes.Registration(database).UnregisterAsync("Acme.A", null, Cancel);

        Assert.Equal(ErrorCodes.TypeInUse, CodeOf(result));
        Assert.Equal(["Acme.A"], (await _nodes.SnapshotAsync()).Types.Keys);
    }

    [Fact]
    public async Task ResourceCreatedAfterTheLook_Unregister_MakesTheCreationFail()
    {
        await RegisterAsync("1", "Acme.A");
        Row<ResourceTypeConfig> type = await TypeAsync("Acme.A");
        CommitResult? creation = null;
        var database = new InterleavedDatabase(_nodes.Database);
        database.BeforeCommit = async transaction =>
        {
            if (transaction.Deletes.Count > 0)
            {
                creation = await CreateResourceAsync("r1", type);
            }
        };

        RegistrationResult result = await _nodes.Registration(database).UnregisterAsync("Acme.A", null, Cancel);

        Assert.IsType<RegistrationResult.Done>(result);
        Assert.IsType<CommitResult.Conflict>(creation);
        Assert.Empty((await _nodes.SnapshotAsync()).Resources);
    }

    private static string CodeOf(RegistrationResult result) => Assert.IsType<RegistrationResult.Refused>(result).Code;

    private async Task<RegistrationResult.Done> RegisterAsync(string content, params string[] types)
    {
        RegistrationResult result = await _nodes.Registration()
            .RegisterAsync(_nodes.Publish(content, content, types), Cancel);
        var done = Assert.IsType<RegistrationResult.Done>(result);
        await SettleAsync();
        return done;
    }

    private async Task<RegistrationResult.Refused> RefusedAsync(string content, params string[] types) =>
        Assert.IsType<RegistrationResult.Refused>(
            await _nodes.Registration().RegisterAsync(_nodes.Publish(content, content, types), Cancel));

    private async Task<Row<ResourceTypeConfig>> TypeAsync(string name) => (await _nodes.SnapshotAsync()).Types[name];

    private async Task AddResourceAsync(string name, string type)
    {
        await _nodes.AddResourceAsync(name, type);
        await SettleAsync();
    }

    /// <summary>Creates a resource as the API does.</summary>
    private ValueTask<CommitResult> CreateResourceAsync(string name, Row<ResourceTypeConfig> type) =>
        _nodes.Database.CommitAsync(
            new Transaction
            {
                Guards = TypeUse.Guards(type),
                Puts =
                [
                    StoredDocuments.Put(
                        Keys.Resource(name), new ResourceConfig { Name = name, Group = "g", Type = type.Value.Name }),
                ],
            }, Cancel);

    private async Task SettleAsync() =>
        await _nodes.View.ReachAsync((await _nodes.Database.ReadAsync("", Cancel)).Revision, Cancel);
}
