using Holdfast.Core.Authority;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Etcd;
using Holdfast.Database.Sqlite;
using Holdfast.Linux;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Membership;
using Xunit;

namespace Holdfast.Service.Tests.Membership;

/// <summary>On the real clock: what matters here is that nothing else keeps a renewal waiting.</summary>
public sealed class MembershipLoopTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hf-loop");
    private readonly SqliteDatabase _database;
    private readonly MembershipRig _rig;
    private readonly CancellationTokenSource _stop =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public MembershipLoopTests()
    {
        _database = SqliteDatabase.Open(new() { Path = Path.Combine(_folder.FullName, "cluster.db") });
        _rig = new("n1", _database, failing: false);
    }

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        _stop.Dispose();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task BusyThreadPool_KeepsNoRenewalWaiting()
    {
        Task keeping = Start();
        await _rig.Authority.JoinedAsync(TestContext.Current.CancellationToken);
        using var release = new ManualResetEventSlim();
        Task[] hogs = [.. Enumerable.Range(0, 200).Select(_ => Task.Run(() => release.Wait(_stop.Token)))];
        long end = BootClock.Now + (3 * 1_000_000_000L);
        bool lasted = true;
        while (BootClock.Now < end)
        {
            lasted &= _rig.Authority.Lasts(TimeSpan.Zero) && _rig.Page.Read().AuthorityUntil > BootClock.Now;
            release.Wait(TimeSpan.FromMilliseconds(5));
        }

        release.Set();
        await Task.WhenAll(hogs);
        Assert.True(lasted, "authority lapsed while the thread pool was busy");
        Assert.Equal(1, _rig.Authority.Epoch);
        await EndAsync(keeping);
    }

    [Fact]
    public async Task Idle_RenewsFourTimesASecond_AndNoMore()
    {
        Task keeping = Start();
        await _rig.Authority.JoinedAsync(TestContext.Current.CancellationToken);
        long before = await _rig.RevisionAsync();
        long end = BootClock.Now + (2 * 1_000_000_000L);
        await MembershipRig.UntilAsync(() => BootClock.Now >= end, "two seconds pass");
        Assert.InRange(await _rig.RevisionAsync() - before, 6, 9);
        await EndAsync(keeping);
    }

    [Fact]
    public async Task ProfileThatIsChanged_IsWhatTheDatabasesTimeOutsGoBy()
    {
        await using EtcdDatabase etcd = EtcdDatabase.Open(
            new EtcdOptions { Endpoints = [new Uri("http://127.0.0.1:1")] });
        var view = new NoView
        {
            Current = new() { Cluster = new(new ClusterConfig { Id = "c", Name = "c", Profile = "fast" }, 1) },
        };
        Task watching = new MembershipLoop(_rig.Authority, view, etcd, _rig.Clock, _rig.News).WatchAsync(_stop.Token);
        await MembershipRig.UntilAsync(
            () => etcd.TryTimeout == LeaseProfile.Fast.Authority / 4, "a try may take a quarter of the new lease");
        await EndAsync(watching);
    }

    private Task Start()
    {
        _rig.Clock.Follow = true;
        var loop = new MembershipLoop(_rig.Authority, new NoView(), _database, _rig.Clock, _rig.News);
        return loop.KeepTimeAsync(_stop.Token);
    }

    private async Task EndAsync(Task keeping)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    private sealed class NoView : IClusterView
    {
        public event Action<ClusterSnapshot>? Advanced
        {
            add { }
            remove { }
        }

        public ClusterSnapshot Current { get; init; } = new();

        public Task<ClusterSnapshot> NewsAsync(long revision, CancellationToken cancellationToken) =>
            NextAsync(revision, cancellationToken);

        public Task<ClusterSnapshot> NextAsync(long revision, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => Current, cancellationToken);

        public Task<ClusterSnapshot> ReachAsync(long revision, CancellationToken cancellationToken) =>
            NextAsync(revision, cancellationToken);
    }
}
