using System.Collections.Concurrent;

namespace Holdfast.Database.Tests.Contract;

/// <content>What every engine promises of watches and compaction.</content>
public abstract partial class DatabaseContract
{
    [Fact]
    public async Task ChangesBeforeAndAfterItBegan_Watch_GivesAllInOrder()
    {
        await Database.CommitAsync(Transactions.Put("a/1", "x"), Cancel);
        await Database.CommitAsync(Transactions.Put("b/1", "other"), Cancel);
        IClusterDatabase writer = OpenAnother();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentQueue<string> seen = [];
        Task watching = FollowAsync("a/", Start, seen, stop.Token);
        await Wait.UntilAsync(() => seen.Count == 1, "the change made before");

        await writer.CommitAsync(
            new Transaction { Puts = [Transactions.Of("a/2", "y")], Deletes = ["a/1"] }, Cancel);
        await writer.CommitAsync(Transactions.Put("a/1", "z"), Cancel);

        await Wait.UntilAsync(() => seen.Count == 4, "the changes made after");
        Assert.Equal(
            [
                $"{Start + 1} a/1 x", $"{Start + 3} a/2 y", $"{Start + 3} a/1 (deleted)", $"{Start + 4} a/1 z",
            ], seen);
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task TenThousandChangesByFourWriters_Watch_MissesNone()
    {
        const int Writers = 4;
        const int Commits = 1_250;
        IClusterDatabase watched = OpenAnother();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentQueue<string> seen = [];
        Task watching = FollowAsync("n/", Start, seen, stop.Token);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(OpenAnother(), writer, Commits)));

        await Wait.UntilAsync(() => seen.Count >= Writers * Commits * 2, "10,000 changes", seconds: 60);
        await stop.CancelAsync();
        await watching;
        AssertWithoutGaps(seen, Writers, Commits);
    }

    [Fact]
    public async Task WatcherFarBehind_GetsAll_AlsoIfNobodyCommitsAnyMore()
    {
        const int Commits = 1_200;
        for (int i = 0; i < Commits; i++)
        {
            await Database.CommitAsync(Transactions.Put("a/1", $"{i}") with { Renewal = true }, Cancel);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentQueue<string> seen = [];
        Task watching = FollowAsync("a/", Start, seen, stop.Token);

        await Wait.UntilAsync(() => seen.Count == Commits, "all changes made before");
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task QuietCommits_Watch_GivesThemToo_InOrder()
    {
        IClusterDatabase writer = OpenAnother();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentQueue<string> seen = [];
        Task watching = FollowAsync("a/", Start, seen, stop.Token);

        await writer.CommitAsync(Transactions.Put("a/1", "x") with { Quiet = true }, Cancel);
        await Wait.UntilAsync(() => seen.Count == 1, "a quiet commit that nothing follows");
        await writer.CommitAsync(Transactions.Put("a/1", "y") with { Quiet = true }, Cancel);
        await writer.CommitAsync(Transactions.Put("a/2", "z"), Cancel);

        await Wait.UntilAsync(() => seen.Count == 3, "a quiet commit and another after it");
        Assert.Equal([$"{Start + 1} a/1 x", $"{Start + 2} a/1 y", $"{Start + 3} a/2 z"], seen);
        await stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task WatchCancelled_WhileItWaits_Ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task watching = FollowAsync("", Start, [], stop.Token);

        await stop.CancelAsync();

        await watching.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task HistoryCompacted_WatchFromBefore_SaysSoAndEnds()
    {
        for (int i = 1; i <= 5; i++)
        {
            await Database.CommitAsync(Transactions.Put("k", $"{i}"), Cancel);
        }

        await Database.CompactAsync(Start + 3, Cancel);

        Assert.Equal([new WatchBatch.Compacted(Start + 3)], await BatchesAsync(Start + 2, 1));
        var rest = Assert.IsType<WatchBatch.Changes>(Assert.Single(await BatchesAsync(Start + 3, 1)));
        Assert.Equal(["4", "5"], rest.Items.Select(change => Transactions.Text(change.Value)));
        Assert.Equal("5", await Database.ValueAsync("k"));
    }

    [Fact]
    public async Task LimitOfHistory_ManyCommits_OldRevisionsAreForgotten()
    {
        IClusterDatabase forgetful = OpenAnother(historyKept: 100);
        for (int i = 0; i < 300; i++)
        {
            await forgetful.CommitAsync(Transactions.Put("k", $"{i}"), Cancel);
        }

        await ForgottenAsync(Start + 1);
        Assert.IsType<WatchBatch.Changes>(Assert.Single(await BatchesAsync(Start + 200, 1)));
    }

    [Fact]
    public async Task RevisionOfTheFuture_Watch_SendsTheWatcherBackToReading()
    {
        await Database.CommitAsync(Transactions.Put("k", "1"), Cancel);

        Assert.IsType<WatchBatch.Compacted>(Assert.Single(await BatchesAsync(Start + 99, 1)));
    }

    [Fact]
    public async Task ChangesElsewhere_Watch_StillRaisesTheKnownRevision()
    {
        await Database.CommitAsync(Transactions.Put("elsewhere", "1"), Cancel);

        List<WatchBatch> batches = [];
        await foreach (WatchBatch batch in Database.WatchAsync("a/", Start, Cancel))
        {
            batches.Add(batch);
            break;
        }

        var changes = Assert.IsType<WatchBatch.Changes>(Assert.Single(batches));
        Assert.Equal(Start + 1, changes.Revision);
        Assert.Empty(changes.Items);
    }

    private static async Task FollowAsync(
        string prefix, long after, ConcurrentQueue<string> seen, IClusterDatabase database, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            await foreach (WatchBatch batch in database.WatchAsync(prefix, after, stop))
            {
                foreach (Change change in Assert.IsType<WatchBatch.Changes>(batch).Items)
                {
                    seen.Enqueue($"{change.Revision} {change.Key} {Transactions.Text(change.Value)}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The watch's way to end.
        }
    }

    private static async Task WriteAsync(IClusterDatabase database, int writer, int commits)
    {
        await Task.Yield();
        for (int i = 0; i < commits; i++)
        {
            CommitResult result;
            do
            {
                result = await database.CommitAsync(
                    new Transaction
                    {
                        Puts = [Transactions.Of($"n/{writer}/a", $"{i}"), Transactions.Of($"n/{writer}/b", $"{i}")],
                        Renewal = true,
                    }, Cancel);
            }
            while (result is CommitResult.Unavailable { OutcomeUnknown: false });
            result.Revision();
        }
    }

    private void AssertWithoutGaps(IEnumerable<string> seen, int writers, int commits)
    {
        string[][] changes = [.. seen.Select(line => line.Split(' '))];
        Assert.Equal(writers * commits * 2, changes.Length);
        Assert.Equal(
            Enumerable.Range(0, changes.Length).Select(i => $"{Start + (i / 2) + 1}"),
            changes.Select(change => change[0]));
        foreach (IGrouping<string, string[]> key in changes.GroupBy(change => change[1]))
        {
            Assert.Equal(Enumerable.Range(0, commits).Select(i => $"{i}"), key.Select(change => change[2]));
        }
    }

    /// <summary>An engine may forget a moment after the commit that made it due.</summary>
    private async Task ForgottenAsync(long revision)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (Assert.Single(await BatchesAsync(revision, 1)) is not WatchBatch.Compacted)
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not within 20 s: history of revision {revision} is forgotten");
        }
    }

    private Task FollowAsync(string prefix, long after, ConcurrentQueue<string> seen, CancellationToken stop) =>
        FollowAsync(prefix, after, seen, Database, stop);

    private async Task<List<WatchBatch>> BatchesAsync(long after, int count)
    {
        List<WatchBatch> batches = [];
        await foreach (WatchBatch batch in Database.WatchAsync("", after, Cancel))
        {
            batches.Add(batch);
            if (batches.Count == count)
            {
                break;
            }
        }

        return batches;
    }
}
