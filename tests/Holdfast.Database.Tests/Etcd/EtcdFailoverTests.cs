using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Database.Etcd;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Etcd;

/// <summary>Members that die or freeze: reads and watches go on at another, without a gap and without a repetition.
/// </summary>
[Collection(EtcdCollection.Name)]
public sealed class EtcdFailoverTests : IAsyncLifetime
{
    private EtcdServers _servers = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        EtcdProgram.Require();
        _servers = await EtcdServers.StartAsync(3);
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    [Fact]
    public async Task MembersKilledInTurn_Watch_GivesEveryChangeOnceInOrder()
    {
        const int Changes = 1_200;
        EtcdOptions options = _servers.Options with { TryTimeout = TimeSpan.FromSeconds(2) };
        await using EtcdDatabase watched = EtcdDatabase.Open(options);
        await using EtcdDatabase written = EtcdDatabase.Open(options);
        long start = (await written.ReadAsync("", Cancel)).Revision;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentQueue<Change> seen = [];
        Task watching = FollowAsync(watched, "n/", start, seen, stop.Token);

        await WriteAsync(written, 0, Changes / 3);
        _servers.Kill(0);
        await WriteAsync(written, Changes / 3, Changes / 3);
        _servers.Start(0);
        await _servers.ReadyAsync();
        _servers.Kill(1);
        await WriteAsync(written, Changes / 3 * 2, Changes / 3);

        await Wait.UntilAsync(() => seen.Count >= Changes || watching.IsCompleted, $"{Changes} changes", seconds: 60);
        await stop.CancelAsync();
        await watching;
        Assert.Equal(Enumerable.Range(0, Changes).Select(i => $"n/{i}"), seen.Select(change => change.Key));
        Assert.Equal(Changes, seen.Select(change => change.Revision).Distinct().Count());
    }

    [Fact]
    public async Task FollowerKilled_Reads_GoOnAtOnceAndMissNothing()
    {
        int leader = await _servers.LeaderAsync();
        int follower = (leader + 1) % 3;
        EtcdOptions options = _servers.Options with
        {
            Endpoints = [.. Enumerable.Range(0, 3).Select(i => _servers.Endpoints[(follower + i) % 3])],
        };
        await using EtcdDatabase read = EtcdDatabase.Open(options);
        await using EtcdDatabase written = EtcdDatabase.Open(
            options with { Endpoints = [_servers.Endpoints[leader]] });
        Assert.Empty((await read.ReadAsync("", Cancel)).Items);

        for (int i = 0; i < 200; i++)
        {
            if (i == 100)
            {
                _servers.Kill(follower);
            }

            long revision = (await written.CommitAsync(Contract.Transactions.Put("k", $"{i}"), Cancel)).Revision();
            KeyValue item = Assert.Single((await read.ReadAsync("k", Cancel)).Items);
            Assert.Equal(revision, item.Revision);
        }
    }

    [Fact]
    public async Task WatchedMemberFrozen_Watch_GoesOnAtAnother()
    {
        EtcdOptions options = _servers.Options with { TryTimeout = TimeSpan.FromMilliseconds(500) };
        await using EtcdDatabase database = EtcdDatabase.Open(options);
        int frozen = (await _servers.LeaderAsync() + 1) % 3;
        await using EtcdDatabase watched = EtcdDatabase.Open(options with
        {
            Endpoints = [_servers.Endpoints[frozen], _servers.Endpoints[(frozen + 1) % 3]],
        });
        long start = (await watched.ReadAsync("", Cancel)).Revision;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentQueue<Change> seen = [];
        Task watching = FollowAsync(watched, "", start, seen, stop.Token);
        await CommitUntilAsync(watched, "before");
        await Wait.UntilAsync(() => seen.Count == 1, "the change before");

        await _servers.SignalAsync(frozen, "STOP");
        await CommitUntilAsync(watched, "after");

        await Wait.UntilAsync(() => seen.Count == 2 || watching.IsCompleted, "the change after");
        await _servers.SignalAsync(frozen, "CONT");
        await stop.CancelAsync();
        await watching;
        Assert.Equal(["before", "after"], seen.Select(change => change.Key));
    }

    [Fact]
    public async Task MostMembersGone_CommitReadAndWatch_SaySo()
    {
        await using EtcdDatabase database = EtcdDatabase.Open(
            _servers.Options with { TryTimeout = TimeSpan.FromSeconds(1) });
        long start = (await database.ReadAsync("", Cancel)).Revision;
        Task watching = FollowAsync(database, "", start, [], Cancel);
        _servers.Kill(1);
        _servers.Kill(2);

        CommitResult result = await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        Assert.True(Assert.IsType<CommitResult.Unavailable>(result).OutcomeUnknown);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () => await database.ReadAsync("", Cancel));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => watching.WaitAsync(TimeSpan.FromSeconds(20), Cancel));

        // What was given up commits when there is a majority again; that is why the outcome is unknown.
        _servers.Start(1);
        await Wait.UntilAsync(() => Task.Run(() => CommittedAsync(database), Cancel).GetAwaiter().GetResult(),
            "a majority");
    }

    [Fact]
    public async Task AllMembersGone_Commit_SaysThatNothingWasSent()
    {
        EtcdOptions options = _servers.Options;
        for (int member = 0; member < 3; member++)
        {
            _servers.Kill(member);
        }

        await using EtcdDatabase database = EtcdDatabase.Open(options);
        CommitResult result = await database.CommitAsync(Contract.Transactions.Put("k", "1"), Cancel);

        var unavailable = Assert.IsType<CommitResult.Unavailable>(result);
        Assert.False(unavailable.OutcomeUnknown);
        Assert.All(options.Endpoints, endpoint => Assert.Contains($"{endpoint.Port}", unavailable.Reason));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.ConnectAsync(Cancel));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () =>
        {
            await foreach (WatchBatch batch in database.WatchAsync("", 0, Cancel))
            {
                Assert.Fail($"{batch}");
            }
        });
    }

    private static async Task<bool> CommittedAsync(EtcdDatabase database) =>
        await database.CommitAsync(Contract.Transactions.Put("again", "1"), Cancel) is CommitResult.Committed;

    private static async Task CommitUntilAsync(EtcdDatabase database, string key)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (await database.CommitAsync(Contract.Transactions.Put(key, "", guard: 0), Cancel)
            is CommitResult.Unavailable)
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not within 20 s: {key} is committed");
        }
    }

    /// <summary>Each number is written once, also where a commit's outcome is unknown: it must not exist yet.</summary>
    private static async Task WriteAsync(EtcdDatabase database, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            await CommitUntilAsync(database, string.Create(CultureInfo.InvariantCulture, $"n/{i}"));
        }
    }

    private static async Task FollowAsync(
        EtcdDatabase database, string prefix, long after, ConcurrentQueue<Change> seen, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            await foreach (WatchBatch batch in database.WatchAsync(prefix, after, stop))
            {
                foreach (Change change in Assert.IsType<WatchBatch.Changes>(batch).Items)
                {
                    seen.Enqueue(change);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The watch's way to end.
        }
    }
}
