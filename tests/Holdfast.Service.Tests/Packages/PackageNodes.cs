using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Packages;

/// <summary>Three nodes with package stores of their own, on one database in memory, for tests.</summary>
internal sealed class PackageNodes : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("holdfast-packages-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];

    public PackageNodes()
    {
        View = new ClusterView(Database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        Events = new EventLog("n1", Database, TimeProvider.System, NullLogger<EventLog>.Instance);
        foreach (string node in new[] { "n1", "n2", "n3" })
        {
            Network.Stores[node] = NewStore(node);
        }

        Run(View.RunAsync);
        Run(Events.RunAsync);
    }

    public MemoryDatabase Database { get; } = new();

    public ClusterView View { get; }

    public EventLog Events { get; }

    public FakeDescriber Describer { get; } = new();

    public FakeNetwork Network { get; } = new();

    public PackageStore Store => Network.Stores["n1"];

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A node's store as a service that starts opens it.</summary>
    public PackageStore NewStore(string node) => new(
        FolderOf(node), Describer, Network.Of(node), View, NullLogger<PackageStore>.Instance);

    public TypeRegistration Registration(IClusterDatabase? database = null) =>
        new("n1", database ?? Database, View, Store, Network.Of("n1"), Events);

    public string FolderOf(string node) => Path.Combine(_root, node);

    public string PathOf(string name) => Path.Combine(_root, name);

    /// <summary>A publish folder with a DLL and what it is to be described as.</summary>
    public string Publish(string name, string content, params string[] types)
    {
        string folder = Path.Combine(_root, "publish", name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Acme.dll"), content);
        File.WriteAllText(Path.Combine(folder, "version.txt"), content);
        File.WriteAllLines(Path.Combine(folder, "types.txt"), types);
        return folder;
    }

    public void Run(Func<CancellationToken, Task> loop) => _loops.Add(Task.Run(() => loop(_stop.Token), Cancel));

    /// <summary>Stores a resource of a type, without any of the guards that creating one needs.</summary>
    public ValueTask<CommitResult> AddResourceAsync(string name, string type) => Database.CommitAsync(
        new Transaction
        {
            Puts =
            [
                StoredDocuments.Put(
                    Keys.Resource(name), new ResourceConfig { Name = name, Group = "g", Type = type }),
            ],
        }, Cancel);

    public async Task<ClusterSnapshot> SnapshotAsync()
    {
        ReadResult read = await Database.ReadAsync("", Cancel);
        return ClusterSnapshotReader.Read(read.Revision, read.Items);
    }

    public async Task<List<string>> EventKindsAsync()
    {
        ReadResult read = await Database.ReadAsync(Keys.Events, Cancel);
        return [.. read.Items.Select(item => StoredDocuments.Decode<Core.Events.ClusterEvent>(item).Kind)];
    }

    public static Task UntilAsync(Func<bool> condition, string what) =>
        UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not within 20 s: {what}");
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (PackageStore store in Network.Stores.Values)
        {
            store.Dispose();
        }

        _stop.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
