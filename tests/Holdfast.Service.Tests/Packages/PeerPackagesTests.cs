using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Machines.Peers;
using Holdfast.Service.Packages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Service.Tests.Packages;

/// <summary>Packages over real Unix sockets, with the two addresses of the API that peers use.</summary>
public sealed class PeerPackagesTests : IAsyncLifetime
{
    private readonly PackageNodes _nodes = new();
    private WebApplication? _api;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        await _nodes.DisposeAsync();
    }

    [Fact]
    public async Task PeersUp_For_NamesThemWithHoldersFirstAndWithoutThisNode()
    {
        await JoinAsync("n1", "/run/1");
        await JoinAsync("n2", "/run/2");
        await JoinAsync("n3", "/run/3", "abc");
        await JoinAsync("n4", "/run/4", alive: false);
        await JoinAsync("n5", "");

        Assert.Equal(["n3", "n2", "n5"], Peers().For("abc"));
        Assert.Equal(["n2", "n3", "n5"], Peers().For("other"));
    }

    /// <summary>It counts as up, so that no registration is committed that only one of two nodes holds.</summary>
    [Fact]
    public async Task PeerThatHasNotYetSaidWhereItListens_PushWaitsForThat()
    {
        await JoinAsync("n2", "");
        var package = Assert.IsType<ImportResult.Imported>(
            await _nodes.Network.Stores["n1"].ImportAsync(_nodes.Publish("a", "1", "Acme.A"), Cancel));
        using var zip = new MemoryStream();
        await _nodes.Network.Stores["n1"].WriteZipAsync(package.Hash, zip, Cancel);
        zip.Position = 0;
        Task<bool> pushed = Peers().PushAsync("n2", package.Hash, zip, Cancel);
        Assert.False(pushed.IsCompleted);
        await ServeAsync("n2");
        Assert.True(await pushed);
        Assert.Equal([package.Hash], _nodes.Network.Stores["n2"].Held);
    }

    [Fact]
    public async Task PeerWithThePackage_FetchAndPush_CopyIt()
    {
        await ServeAsync("n2");
        var package = Assert.IsType<ImportResult.Imported>(
            await _nodes.Network.Stores["n1"].ImportAsync(_nodes.Publish("a", "1", "Acme.A"), Cancel));
        using var zip = new MemoryStream();
        await _nodes.Network.Stores["n1"].WriteZipAsync(package.Hash, zip, Cancel);
        zip.Position = 0;

        Assert.True(await Peers().PushAsync("n2", package.Hash, zip, Cancel));
        using var back = new MemoryStream();
        Assert.True(await Peers().FetchAsync("n2", package.Hash, back, Cancel));

        Assert.Equal([package.Hash], _nodes.Network.Stores["n2"].Held);
        back.Position = 0;
        Assert.Null(await _nodes.Network.Stores["n3"].StoreZipAsync(package.Hash, back, Cancel));
    }

    [Fact]
    public async Task PeerThatLacksItRefusesItOrIsGone_AnswerIsNo()
    {
        await ServeAsync("n2");
        await JoinAsync("n3", _nodes.PathOf("nobody.sock"));
        string hash = new('a', 64);
        using var nothing = new MemoryStream();

        Assert.False(await Peers().FetchAsync("n2", hash, nothing, Cancel));
        Assert.False(await Peers().PushAsync("n2", hash, new MemoryStream([1]), Cancel));
        Assert.False(await Peers().FetchAsync("n3", hash, nothing, Cancel));
        Assert.False(await Peers().FetchAsync("unknown", hash, nothing, Cancel));
        Assert.Equal(0, nothing.Length);
    }

    private PeerPackages Peers() => new("n1", _nodes.View, new PeerNodes(_nodes.View, null));

    private async Task ServeAsync(string node)
    {
        string socket = _nodes.PathOf(node + ".sock");
        PackageStore store = _nodes.Network.Stores[node];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        _api = builder.Build();
        _api.MapGet("/api/v1/packages/{hash}", async (string hash, HttpContext context) =>
        {
            using var zip = new MemoryStream();
            if (!await store.WriteZipAsync(hash, zip, context.RequestAborted))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await context.Response.Body.WriteAsync(zip.ToArray(), context.RequestAborted);
        });
        _api.MapPut("/api/v1/packages/{hash}", async (string hash, HttpContext context) =>
            await store.StoreZipAsync(hash, context.Request.Body, context.RequestAborted) is null
                ? Results.NoContent()
                : Results.BadRequest());
        await _api.StartAsync(Cancel);
        await JoinAsync(node, socket);
    }

    private async Task JoinAsync(string node, string socket, string? package = null, bool alive = true)
    {
        var member = new MemberState { Node = node, Epoch = 1, Alive = alive, Sequence = 1 };
        var status = new NodeStatus
        {
            Node = node, Epoch = 1, ApiSocket = socket, Packages = package is null ? [] : [package],
        };
        CommitResult result = await _nodes.Database.CommitAsync(
            new Transaction
            {
                Puts = [StoredDocuments.Put(Keys.Member(node), member),
                    StoredDocuments.Put(Keys.NodeStatus(node), status)],
            }, Cancel);
        await _nodes.View.ReachAsync(Assert.IsType<CommitResult.Committed>(result).Revision, Cancel);
    }
}
