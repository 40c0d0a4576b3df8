using Holdfast.Core.Authority;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Linux;
using Holdfast.Service.Events;
using Holdfast.Service.Hosting;
using Holdfast.Service.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using MemberAuthority = Holdfast.Service.Membership.Authority;

namespace Holdfast.Service.Tests.Membership;

/// <summary>A node's membership on a database that fails as told, with a clock that the test turns.</summary>
internal sealed class MembershipRig : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-member").FullName;
    private readonly IClusterDatabase _used;

    private readonly IOtherMembers? _others;

    public MembershipRig(string node, IClusterDatabase inner, bool failing = true, IOtherMembers? others = null)
    {
        Node = node;
        _others = others;
        Database = new(inner);
        _used = failing ? Database : inner;
        Page = AuthorityPage.Create(Path.Combine(_folder, "authority"));
        News = new(Events, TimeProvider.System, NullLogger<ServiceLoop>.Instance);
        Authority = NewAuthority();
    }

    public string Node { get; }

    public FailingDatabase Database { get; }

    public AuthorityPage Page { get; }

    public TurnedClock Clock { get; } = new();

    public FakeResources Resources { get; } = new();

    public HeardEvents Events { get; } = new();

    public MembershipNews News { get; }

    public MemberAuthority Authority { get; private set; }

    public MemberAuthority NewAuthority()
    {
        var start = new MemberAgentState
        {
            Identity = new(Node, "boot", $"/{Node}/alive", ["guard-timer"]) { AsksOthers = _others is not null },
            Profile = LeaseProfile.Fast,
        };
        return Authority = new(
            start,
            new MemberDatabase(_used, Events, Node, _others),
            new Enforcement(Page),
            Resources,
            Clock,
            News,
            NullLogger<MemberAuthority>.Instance);
    }

    public async Task JoinAsync()
    {
        await Authority.StartAsync(TestContext.Current.CancellationToken);
        await Authority.JoinedAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Turns the clock to when membership wants to be woken, and wakes it.</summary>
    public void Wake()
    {
        Clock.Now = Authority.WakeAt!.Value;
        Authority.Tick();
    }

    public async Task<MemberState?> RowAsync()
    {
        ReadResult read = await Database.Inner.ReadAsync(Keys.Member(Node), TestContext.Current.CancellationToken);
        return read.Items.Count == 0 ? null : StoredDocuments.Decode<MemberState>(read.Items[0]);
    }

    public async Task<long> RevisionAsync()
    {
        ReadResult read = await Database.Inner.ReadAsync(Keys.Member(Node), TestContext.Current.CancellationToken);
        return read.Items[0].Revision;
    }

    public async Task PutAsync(string key, Core.Configuration.StoredRecord record) =>
        await Database.Inner.CommitAsync(
            new() { Puts = [StoredDocuments.PutRecord(key, record)] }, TestContext.Current.CancellationToken);

    /// <summary>Waits for what the membership's own threads bring about.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"it did not come about that {what}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        Authority.Dispose();
        News.Dispose();
        Page.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A safety clock that only a test turns.</summary>
internal sealed class TurnedClock : IBootClock
{
    private long _now = 1_000_000_000_000;

    /// <summary>Goes with the machine's clock instead.</summary>
    public bool Follow { get; set; }

    public BootTime Now
    {
        get => Follow ? new(BootClock.Now) : new(Interlocked.Read(ref _now));
        set => Interlocked.Exchange(ref _now, value.Nanoseconds);
    }

    public void Advance(TimeSpan span) => Now += span;
}

/// <summary>Stands for the groups of a node.</summary>
internal sealed class FakeResources : ILocalResources
{
    public SurvivingEpoch? Survivors { get; set; }

    /// <summary>Completes the next stop; null lets it complete by itself.</summary>
    public TaskCompletionSource? Stop { get; set; }

    public TaskCompletionSource? Confirm { get; set; }

    public List<(long Epoch, string Reason)> Stops { get; } = [];

    public List<long> Confirmed { get; } = [];

    public ValueTask<SurvivingEpoch?> FindSurvivorsAsync(long pageEpoch, CancellationToken cancellationToken) =>
        new(Survivors);

    public Task StopAllAsync(long epoch, string reason, CancellationToken cancellationToken)
    {
        Stops.Add((epoch, reason));
        return Stop?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public Task ConfirmGuardsAsync(Func<long> killAt, CancellationToken cancellationToken)
    {
        Confirmed.Add(killAt());
        return Confirm?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }
}

/// <summary>Keeps what was told.</summary>
internal sealed class HeardEvents : IEventLog
{
    private int _count;

    public System.Collections.Concurrent.ConcurrentQueue<EventDraft> All { get; } = new();

    public (ClusterEvent Event, Transaction.Put Put) Prepare(EventDraft draft)
    {
        All.Enqueue(draft);
        var made = new ClusterEvent
        {
            Id = $"{Interlocked.Increment(ref _count):000000}",
            At = DateTimeOffset.UnixEpoch,
            Node = "n",
            Kind = draft.Kind,
            Message = draft.Message,
        };
        return (made, StoredDocuments.PutRecord(Keys.Event(made.Id), made));
    }

    public string Append(EventDraft draft) => Prepare(draft).Event.Id;

    public Task Append(Transaction.Put made) => throw new NotSupportedException();
}
