using Holdfast.Core.Failover;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Linux;
using Holdfast.Service.Backups;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Coordination;
using Holdfast.Service.Decisions;
using Holdfast.Service.Events;
using Holdfast.Service.Fencing;
using Holdfast.Service.Groups;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Membership;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Hosting;

/// <summary>The background loops of a node, each under <see cref="ServiceLoop"/>.</summary>
internal sealed class NodeLoops(IServiceProvider services, NodeOptions options) : IDisposable
{
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a loop cannot go on: the database is damaged.</summary>
    public Task Broken => _broken.Task;

    /// <summary>What an earlier run of this service left goes on only if its lease is renewed: that alone.</summary>
    public void StartMembership()
    {
        Add("membership", services.GetRequiredService<MembershipLoop>().KeepTimeAsync);
        if (services.GetService<WatchdogFeeder>() is { } watchdog)
        {
            var authority = services.GetRequiredService<Authority>();
            Add("watchdog", token => watchdog.RunAsync(() => authority.MayFeedWatchdog, token));
        }
    }

    public void StartRest()
    {
        var membership = services.GetRequiredService<MembershipLoop>();
        var coordinator = services.GetRequiredService<CoordinatorLoop>();
        DeathWatch? deaths = options.ProveDeath ? new DeathWatch(options.Node, BootClock.BootId, coordinator.Proven)
            : null;
        Add("view", services.GetRequiredService<ClusterView>().RunAsync);
        Add("events", services.GetRequiredService<EventLog>().RunAsync);
        Add("membership view", membership.WatchAsync);
        Add("coordinator", token => coordinator.RunAsync(deaths, token));
        Add("fencing", services.GetRequiredService<FencingLoop>().RunAsync);
        Add("fence devices", services.GetRequiredService<DeviceListLoop>().RunAsync);
        Add("decisions", services.GetRequiredService<DecisionLog>().RunAsync);
        Add("groups", services.GetRequiredService<GroupsService>().RunAsync);
        Add("packages", PackagesAsync);
        if (services.GetRequiredService<LocalMachine>() is { Options: { } machine, Certificates: { } certificates })
        {
            var upkeep = new MemberUpkeep(
                machine, certificates, services.GetRequiredService<TimeProvider>(), NodeDatabase.Warn);
            var etcd = services.GetRequiredService<IClusterDatabase>() as EtcdDatabase;
            Add("machine", token => upkeep.RunAsync(etcd, _ => Task.FromResult<IReadOnlyList<Uri>>([]), token));
        }

        Add("seen revision", NoteRevisionAsync);
        Add("node report", services.GetRequiredService<NodeReport>().RunAsync);
    }

    public void ApiListens(string url)
    {
        var report = services.GetRequiredService<NodeReport>();
        report.ApiUrl = url;
        report.Changed();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(_running), Task.Delay(TimeSpan.FromSeconds(3), CancellationToken.None))
            .ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();

    private async Task NoteRevisionAsync(CancellationToken cancellationToken)
    {
        var view = services.GetRequiredService<IClusterView>();
        var seen = new SeenRevision(options.DataFolder);
        using var timer = new PeriodicTimer(NoteEvery, services.GetRequiredService<TimeProvider>());
        do
        {
            ClusterSnapshot snapshot = view.Current;
            long lasting = SeenRevision.Lasting(snapshot);
            seen.Note(
                snapshot.Cluster?.Value.Id ?? "", lasting, Generations.Highest(snapshot, snapshot.Revision));
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task PackagesAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<BuiltInTypes>().EnsureAsync(cancellationToken).ConfigureAwait(false);
        var packages = services.GetRequiredService<PackageLoop>();
        Action<string> found = services.GetRequiredService<GroupsService>().PackageFound;
        packages.Found += found;
        try
        {
            await packages.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            packages.Found -= found;
        }
    }

    private void Add(string name, Func<CancellationToken, Task> body)
    {
        var loop = new ServiceLoop(
            name, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ServiceLoop>>());
        _running.Add(Task.Run(async () =>
        {
            try
            {
                await loop.RunAsync(body, _stop.Token).ConfigureAwait(false);
            }
            catch (Database.DatabaseCorruptException)
            {
                _broken.TrySetResult();
            }
        }, CancellationToken.None));
    }
}
