using Holdfast.Core.State;
using Holdfast.Service.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Packages;

public sealed class BuiltInTypesTests : IAsyncLifetime
{
    private readonly PackageNodes _nodes = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task EmptyDatabase_Ensure_RegistersThem()
    {
        await EnsureAsync();

        ClusterSnapshot snapshot = await _nodes.SnapshotAsync();
        var row = Assert.Single(snapshot.Types.Values);
        Assert.Equal(
            ("Holdfast.Application", "Holdfast.ClusterResources.dll", "builtin", true),
            (row.Value.Name, row.Value.DllName, row.Value.PackageHash, row.Value.BuiltIn));
    }

    [Fact]
    public async Task RegisteredAlready_Ensure_WritesNothingUntilTheVersionChanges()
    {
        await EnsureAsync();
        long revision = (await _nodes.SnapshotAsync()).Types["Holdfast.Application"].Revision;

        await EnsureAsync();
        Assert.Equal(revision, (await _nodes.SnapshotAsync()).Types["Holdfast.Application"].Revision);

        _nodes.Describer.BuiltInVersion = "2.0.0";
        await EnsureAsync();
        Assert.Equal("2.0.0", (await _nodes.SnapshotAsync()).Types["Holdfast.Application"].Value.Version);
    }

    [Fact]
    public async Task NameRegisteredByAUser_Ensure_LeavesIt()
    {
        Assert.IsType<RegistrationResult.Done>(await _nodes.Registration()
            .RegisterAsync(_nodes.Publish("a", "1", "Holdfast.Application"), Cancel));

        await EnsureAsync();

        Assert.Equal("Acme.dll", (await _nodes.SnapshotAsync()).Types["Holdfast.Application"].Value.DllName);
    }

    private Task EnsureAsync() => new BuiltInTypes(
        _nodes.Describer, _nodes.Database, _nodes.Events, TimeProvider.System, NullLogger<BuiltInTypes>.Instance)
        .EnsureAsync(Cancel);
}
