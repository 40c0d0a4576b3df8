using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Fencing;
using Holdfast.Service.Tests.Groups;
using Holdfast.Service.Tests.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Fencing;

/// <summary>A coordinator, n1, over a database in memory, that carries power-offs of n2 out with real agent processes.
/// </summary>
public abstract class FencingTests : IAsyncLifetime
{
    private readonly MemoryDatabase _database = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterView _view;
    private readonly EventLog _events;
    private Task _running = Task.CompletedTask;
    private Task _loop = Task.CompletedTask;
    private Task _lists = Task.CompletedTask;

    protected FencingTests()
    {
        _view = new ClusterView(_database, TimeProvider.System, NullLogger<ClusterView>.Instance);
        _events = new EventLog("n1", _database, TimeProvider.System, NullLogger<EventLog>.Instance);
    }

    private protected FakeAgent Agent { get; } = new();

    private protected ClusterView View => _view;

    private protected MemoryDatabase Database => _database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected FenceState State => _view.Current.Fences["n2"].Value;

    public async ValueTask InitializeAsync()
    {
        _running = _view.RunAsync(_stop.Token);
        await _view.StartAsync(Token);
        await PutAsync(Keys.Coordinator, new CoordinatorState { Term = 1, Holder = "n1", HolderEpoch = 3 });
        await PutAsync(Keys.Member("n2"), Member(alive: false));
        await PutAsync(Keys.Fence("n2"), new FenceState
        {
            Node = "n2", Epoch = 5, Id = "x", Phase = FencePhase.Intended, Reason = "g is blocked there",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _lists.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running;
        _stop.Dispose();
        Agent.Dispose();
    }

    private protected static MemberState Member(bool alive) => new()
    {
        Node = "n2", Epoch = 5, Alive = alive, Sequence = 9, Authority = LeaseProfile.Fast.Authority / 10,
        Kill = LeaseProfile.Fast.Kill / 10, KillTime = LeaseProfile.Fast.KillTime / 10,
    };

    /// <summary>Whether this node's lease was renewed in time.</summary>
    private protected bool Renewed { get; set; } = true;

    private protected FenceRun Run(TimeSpan? grace = null, TimeProvider? time = null)
    {
        TimeProvider clock = time ?? TimeProvider.System;
        var record = new FenceRecord(
            _view, _database, _events, clock, new CoordinatorIdentity("n1", 3), () => Renewed,
            _view.Current.Fences["n2"]);
        return new FenceRun(Agent.Devices(clock), _view, record, clock, new Random(1))
        {
            Grace = grace ?? TimeSpan.FromSeconds(30),
        };
    }

    private protected void Start(TimeProvider? time = null, string self = "n1", long epoch = 3) =>
        _loop = new FencingLoop(
            _view, _database, _events, new FakeAuthority(_database, epoch, self), Agent.Devices(time),
            time ?? TimeProvider.System, NullLogger<FencingLoop>.Instance).RunAsync(_stop.Token);

    private protected void StartLists(TimeProvider? time = null) => _lists = new DeviceListLoop(
        _view, _database, _events, new FakeAuthority(_database, 3), Agent.Devices(time), time ?? TimeProvider.System,
        NullLogger<DeviceListLoop>.Instance).RunAsync(_stop.Token);

    private protected Task UntilAsync(FencePhase phase) =>
        PackageNodes.UntilAsync(() => State.Phase == phase, $"the power-off {phase}");

    private protected Task DeviceAsync(FenceDeviceConfig device) => PutAsync(Keys.FenceDevice(device.Name), device);

    private protected async Task DeleteAsync(params string[] keys)
    {
        CommitResult result = await _database.CommitAsync(new Transaction { Deletes = [.. keys] }, Token);
        await _view.ReachAsync(Assert.IsType<CommitResult.Committed>(result).Revision, Token);
    }

    private protected async Task PutAsync<T>(string key, T record)
        where T : StoredRecord
    {
        CommitResult result = await _database.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(key, record)] }, Token);
        await _view.ReachAsync(Assert.IsType<CommitResult.Committed>(result).Revision, Token);
    }
}
