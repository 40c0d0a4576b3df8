using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Memory;
using Holdfast.Service.Events;
using Holdfast.Service.Tests.ClusterViews;
using Holdfast.Service.Tests.Packages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Service.Tests.Events;

public sealed class EventLogTests : IAsyncLifetime
{
    private readonly MemoryDatabase _memory = new(historyKept: 100_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly UnsteadyDatabase _database;
    private readonly EventLog _log;
    private Task _running = Task.CompletedTask;

    public EventLogTests()
    {
        _database = new UnsteadyDatabase(_memory);
        _log = new EventLog("n1", _database, TimeProvider.System, NullLogger<EventLog>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public void ManyAtOnce_Prepare_IdsRiseWithTimeNodeAndCounter()
    {
        List<string> ids = [.. Enumerable.Range(0, 1000).Select(i => _log.Prepare(Draft($"{i}")).Event.Id)];

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches(@"^\d{16}-n1-\d{6}$", id));
        Assert.Equal(Enumerable.Range(1, 1000), ids.Select(id => int.Parse(id[^6..])));
    }

    [Fact]
    public void Draft_Prepare_KeepsEveryMember()
    {
        (ClusterEvent made, Transaction.Put put) = _log.Prepare(new EventDraft(EventKinds.MonitorDied, "died")
        {
            Level = "error", Group = "g", Resource = "r", Type = "T", Cause = "cause",
        });

        Assert.Equal(Keys.Event(made.Id), put.Key);
        Assert.Equal(made, StoredDocuments.Decode<ClusterEvent>(put.Key, put.Value.Span));
        Assert.Equal(
            (EventKinds.MonitorDied, "died", "error", "g", "r", "T", "cause", "n1"),
            (made.Kind, made.Message, made.Level, made.Group, made.Resource, made.Type, made.Cause, made.Node));
    }

    [Fact]
    public async Task ManyThreads_Append_AllAreWrittenOnce()
    {
        Run();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(
            () =>
            {
                for (int i = 0; i < 250; i++)
                {
                    _log.Append(Draft($"{thread} {i}"));
                }
            }, Cancel)));

        await PackageNodes.UntilAsync(() => Messages().Count == 1000, "1000 events");
        Assert.Equal(1000, Messages().Distinct().Count());
    }

    [Fact]
    public async Task DatabaseAway_Append_IsWrittenInOrderOnceItIsBack()
    {
        Run();
        _log.Append(Draft("before"));
        await PackageNodes.UntilAsync(() => Messages().Count == 1, "the first event");

        _database.TakeAway();
        _log.Append(Draft("during 1"));
        _log.Append(Draft("during 2"));
        _database.GiveBack();
        _log.Append(Draft("after"));

        await PackageNodes.UntilAsync(() => Messages().Count == 4, "all events");
        Assert.Equal(["before", "during 1", "during 2", "after"], Messages());
    }

    [Fact]
    public async Task MoreThanAreKept_TheOldestAreDropped()
    {
        await _memory.CommitAsync(
            new Transaction { Puts = [StoredDocuments.Put(Keys.Cluster, new ClusterConfig { EventsKept = 100 })] },
                Cancel);
        Run();

        for (int i = 0; i < 1_000; i++)
        {
            _log.Append(Draft($"{i}"));
        }

        await PackageNodes.UntilAsync(() => Messages() is [.., "999"] last && last.Count <= 110, "the oldest dropped");
        Assert.Equal(Enumerable.Range(1_000 - Messages().Count, Messages().Count).Select(i => $"{i}"), Messages());
    }

    [Fact]
    public async Task ServiceThatStops_Flush_WritesTheRest()
    {
        _log.Append(Draft("last words"));

        await _log.FlushAsync(Cancel);

        Assert.Equal(["last words"], Messages());
    }

    [Fact]
    public async Task EventThatIsToBeTracked_Append_CompletesOnceItIsStored_AndTwiceItIsOne()
    {
        (_, Transaction.Put put) = _log.Prepare(Draft("tracked"));
        Task first = _log.Append(put);
        Assert.False(first.IsCompleted);
        await _log.FlushAsync(Cancel);
        await first;

        Task second = _log.Append(put);
        await _log.FlushAsync(Cancel);
        await second;
        Assert.Equal(["tracked"], Messages());
    }

    private static EventDraft Draft(string message) => new(EventKinds.ConfigChanged, message);

    private void Run() => _running = Task.Run(() => _log.RunAsync(_stop.Token), Cancel);

    private List<string> Messages() =>
    [
        .. _memory.ReadAsync(Keys.Events, Cancel).AsTask().GetAwaiter().GetResult().Items
            .Select(item => StoredDocuments.Decode<ClusterEvent>(item).Message),
    ];
}
