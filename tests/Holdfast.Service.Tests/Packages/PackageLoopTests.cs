using System.Collections.Concurrent;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Tests.Packages;

public sealed class PackageLoopTests : IAsyncLifetime
{
    private readonly PackageNodes _nodes = new();
    private readonly Report _report = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task NodeThatWasDownDuringTheRegistration_Runs_FetchesThePackage()
    {
        _nodes.Network.Down.Add("n3");
        string hash = await RegisterAsync();
        Assert.Empty(_nodes.Network.Stores["n3"].Held);

        Start("n3");

        await PackageNodes.UntilAsync(() => _report.Last?.Held.Contains(hash) == true, "the package reported");
        Assert.Empty(_report.Last!.Value.Unavailable);
        Assert.Equal([hash], _nodes.Network.Stores["n3"].Held);
    }

    [Fact]
    public async Task PackageNobodyHas_Runs_SaysSoOnceAndTakesItWhenAPeerComesBack()
    {
        string hash = await RegisterAsync();
        _nodes.Network.Down.UnionWith(["n2", "n3"]);
        Directory.Delete(Path.Combine(_nodes.FolderOf("n1"), hash), recursive: true);

        Start("n1");
        await PackageNodes.UntilAsync(
            () => _report.Last?.Unavailable.GetValueOrDefault("Acme.A")?.StartsWith("DLL missing",
                StringComparison.Ordinal) == true,
            "the type reported as unavailable");
        _nodes.Network.Down.Remove("n3");

        await AdvanceUntilAsync(() => _report.Last?.Unavailable.Count == 0, TimeSpan.FromSeconds(1));
        await _nodes.Events.FlushAsync(Cancel);
        List<string> kinds = await _nodes.EventKindsAsync();
        Assert.Equal(1, kinds.Count(kind => kind == EventKinds.PackageMissing));
        Assert.Equal(1, kinds.Count(kind => kind == EventKinds.PackageHealed));
    }

    /// <summary>Nobody told the groups, which looked again only after five seconds.</summary>
    [Fact]
    public async Task MissingPackage_NodeReportsIt_IsFetchedAndToldWithoutWaiting()
    {
        string hash = await RegisterAsync();
        _nodes.Network.Down.UnionWith(["n2", "n3"]);
        Directory.Delete(Path.Combine(_nodes.FolderOf("n1"), hash), recursive: true);
        var found = new ConcurrentQueue<string>();
        Start("n1").Found += found.Enqueue;
        await PackageNodes.UntilAsync(() => _report.Last?.Unavailable.Count > 0, "the type reported as unavailable");

        // The clock stands still: only the report can have woken the loop.
        _nodes.Network.Down.Remove("n3");
        await _nodes.Database.CommitAsync(
            new Transaction
            {
                Puts =
                [
                    StoredDocuments.Put(
                        Keys.NodeStatus("n3"), new NodeStatus { Node = "n3", Epoch = 1, Packages = [hash] }),
                ],
            },
            Cancel);

        await PackageNodes.UntilAsync(() => !found.IsEmpty, "the package found");
        Assert.Equal([hash], found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FileTouchedWhileItRuns_IsNoticedWithoutWaitingAndHealed(bool deleted)
    {
        string hash = await RegisterAsync();
        Start("n1");
        await PackageNodes.UntilAsync(() => _report.Last is not null, "the first round");
        string dll = Path.Combine(_nodes.FolderOf("n1"), hash, "Acme.dll");

        if (deleted)
        {
            File.Delete(dll);
        }
        else
        {
            File.SetUnixFileMode(dll, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllText(dll, "evil");
        }

        // The clock stands still: only the notice of the change can have woken the loop.
        await PackageNodes.UntilAsync(() => File.Exists(dll) && File.ReadAllText(dll) == "1", "the file healed");
    }

    [Fact]
    public async Task PackageWithoutTypes_AnHourLater_IsDeleted()
    {
        string hash = await RegisterAsync();
        Assert.IsType<RegistrationResult.Done>(await _nodes.Registration().UnregisterAsync("Acme.A", null, Cancel));
        Start("n1");
        await PackageNodes.UntilAsync(() => _report.Last?.Held.Contains(hash) == true, "the first round");

        await AdvanceUntilAsync(() => _report.Last?.Held.Count == 0, TimeSpan.FromMinutes(20));

        Assert.False(Directory.Exists(Path.Combine(_nodes.FolderOf("n1"), hash)));
    }

    [Fact]
    public async Task RequestLeftByACrash_Runs_IsTakenAway()
    {
        await RegisterAsync();
        await _nodes.Database.CommitAsync(
            new Transaction { Puts = [new("requests/unregister/Acme.A", "\"n9\""u8.ToArray())] }, Cancel);
        Start("n1");

        await AdvanceUntilAsync(
            () => _nodes.Database.ReadAsync("requests/", Cancel).AsTask().GetAwaiter().GetResult().Items.Count == 0,
            TimeSpan.FromSeconds(6));
    }

    private PackageLoop Start(string node)
    {
        var loop = new PackageLoop(
            _nodes.View, _nodes.Database, _nodes.Network.Stores[node], _report, _nodes.Events, _time);
        _nodes.Run(loop.RunAsync);
        return loop;
    }

    private async Task<string> RegisterAsync()
    {
        RegistrationResult result = await _nodes.Registration()
            .RegisterAsync(_nodes.Publish("a", "1", "Acme.A"), Cancel);
        var done = Assert.IsType<RegistrationResult.Done>(result);
        await _nodes.View.ReachAsync(done.Revision, Cancel);
        return done.PackageHash;
    }

    private Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => PackageNodes.UntilAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            _time.Advance(step);
            return false;
        }, "the condition while the clock advances");

    private sealed class Report : INodeReport
    {
        private readonly ConcurrentQueue<(IReadOnlyList<string>, IReadOnlyDictionary<string, string>)> _all = [];

        public (IReadOnlyList<string> Held, IReadOnlyDictionary<string, string> Unavailable)? Last =>
            _all.IsEmpty ? null : _all.Last();

        public void ReportPackages(IReadOnlyList<string> held, IReadOnlyDictionary<string, string> unavailableTypes) =>
            _all.Enqueue((held, unavailableTypes));
    }
}
