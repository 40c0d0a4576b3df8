using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Groups;
using Holdfast.Service.Groups.Hosts;
using Holdfast.Service.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Holdfast.Service.Tests.Groups;

/// <summary>
/// The hosts of node n1 in epoch 1, on a database in memory, with monitors and guards that obey the test.
/// </summary>
internal sealed class HostBench : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public HostBench()
    {
        View = new(Database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        Authority = new(Database, 1);
        Statuses = new(Authority, View, TimeProvider.System, NullLogger<GroupStatusWriter>.Instance);
        Monitors = new(Mailboxes);
        Hosts = new(
            new(Authority, Monitors, Guards, Events, Statuses, TimeProvider.System, NullLogger<GroupHost>.Instance),
            Mailboxes, NullLogger<ServiceLoop>.Instance);
        _running = Task.WhenAll(
            View.RunAsync(_stop.Token), Statuses.RunAsync(_stop.Token), Task.Run(() => FollowAsync(_stop.Token)));
    }

    public MemoryDatabase Database { get; } = new();

    public ClusterView View { get; }

    public FakeAuthority Authority { get; }

    public GroupMailboxes Mailboxes { get; } = new();

    public FakeMonitors Monitors { get; }

    public FakeGuards Guards { get; } = new();

    public FakeEventLog Events { get; } = new();

    public GroupStatusWriter Statuses { get; }

    public GroupHosts Hosts { get; }

    public GroupStatus? Status => View.Current.GroupStatuses.TryGetValue("g", out Row<GroupStatus>? row) ? row.Value
        : null;

    public ResourceState? StateOf(string resource) => Status?.Resources.FirstOrDefault(r => r.Name == resource)?.State;

    /// <summary>A group g of these resources, wanted online and assigned to n1.</summary>
    public static async Task<HostBench> OnlineAsync(params string[] resources)
    {
        var bench = new HostBench();
        await bench.PutAsync(
            [
                StoredDocuments.Put(Keys.Type("T"), Type),
                StoredDocuments.Put(Keys.Group("g"), new GroupConfig { Name = "g", WantedOnline = true }),
                StoredDocuments.Put(Keys.GroupState("g"), State(1)),
                .. resources.Select(r => StoredDocuments.Put(
                    Keys.Resource(r), new ResourceConfig { Name = r, Group = "g", Type = "T" })),
            ]);
        await bench.UntilAsync(
            "all are online", () => resources.All(r => bench.StateOf(r) == ResourceState.Online));
        return bench;
    }

    public static ResourceTypeConfig Type { get; } = new()
    {
        Name = "T", DisplayName = "T", DllName = "T.dll", PackageHash = "h1", EntryType = "T", Version = "1",
        PropertySchema = "{}",
    };

    public static GroupState State(long generation, bool stop = false) => new()
    {
        Group = "g", Owner = "n1", OwnerEpoch = 1, Generation = generation, WantedStop = stop, Reason =
            "the test wants it",
    };

    public async Task PutAsync(params Transaction.Put[] puts) => Assert.IsType<CommitResult.Committed>(
        await Database.CommitAsync(new() { Puts = puts }, TestContext.Current.CancellationToken));

    public async Task UntilAsync(string what, Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            try
            {
                await Task.Delay(2, limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"waited for: {what}; calls: {string.Join(", ", Monitors.Calls)}; "
                    + $"status: {Status}; events: {string.Join(" / ", Events.Events.Select(e => e.Message))}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Hosts.EndAsync();
        _stop.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Authority.EpochEnded);
        ClusterSnapshot snapshot = View.Current;
        while (!ended.IsCancellationRequested)
        {
            Hosts.Follow(snapshot, 1, new Dictionary<string, Adoption>(), ended.Token);
            snapshot = await View.NextAsync(snapshot.Revision, ended.Token);
        }
    }
}
