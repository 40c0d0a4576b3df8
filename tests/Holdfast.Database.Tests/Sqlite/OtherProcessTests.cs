using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Holdfast.Database.Sqlite;
using Holdfast.Database.Tests.Contract;
using Holdfast.Database.Tests.Processes;

namespace Holdfast.Database.Tests.Sqlite;

/// <summary>Several processes on one file, as the nodes of a machine are.</summary>
public sealed class OtherProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string DatabasePath => _folder.File("cluster.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WritersKilledInTheMiddleOfCommits_NothingIsHalfWrittenAndNothingAcknowledgedIsLost()
    {
        const int Rounds = 6;
        const int Writers = 3;
        await using SqliteDatabase database = Open();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<long> watching = CheckedWatchAsync(database, stop.Token);
        var random = new Random(7);
        for (int round = 0; round < Rounds; round++)
        {
            TestProcess[] writers =
                [.. Enumerable.Range(0, Writers).Select(i => new TestProcess("write", DatabasePath, $"{i}"))];
            foreach (TestProcess writer in writers)
            {
                await writer.PrintedAsync(10 + random.Next(40));
                await writer.KillAsync();
            }

            foreach ((int i, TestProcess writer) in writers.Index())
            {
                await AssertWholeAsync(database, i, int.Parse(writer.Lines.Last(), CultureInfo.InvariantCulture));
                writer.Dispose();
            }

            database.Verify();
        }

        // After all of that the file is still good for writing, and the watch has missed nothing.
        long last = (await database.CommitAsync(Transactions.Put("last", "1"), Cancel)).Revision();
        stop.CancelAfter(TimeSpan.FromSeconds(20));
        Assert.Equal(last, await watching);
    }

    [Fact]
    public async Task WatcherInAnotherProcess_NoticesEveryCommitSoon()
    {
        const int Commits = 200;
        await using SqliteDatabase database = Open();
        using var watcher = new TestProcess("watch", DatabasePath, "n/");
        await watcher.PrintedAsync(1);
        var times = new Dictionary<string, long>(StringComparer.Ordinal);
        var commits = new List<double>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (int i = 0; i < Commits; i++)
        {
            times[$"n/{i}"] = Stopwatch.GetTimestamp();
            (await database.CommitAsync(Transactions.Put($"n/{i}", "x"), Cancel)).Revision();
            commits.Add(Stopwatch.GetElapsedTime(times[$"n/{i}"]).TotalMilliseconds);
            await pace.WaitForNextTickAsync(Cancel);
        }

        await watcher.PrintedAsync(1 + Commits);
        List<double> latencies = [.. watcher.Lines.Skip(1).Select(line => line.Split(' '))
            .Select(words => Stopwatch.GetElapsedTime(
                times[words[0]], long.Parse(words[1], CultureInfo.InvariantCulture)).TotalMilliseconds).Order()];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"from before a commit to its notice in another process: median {latencies[Commits / 2]:0.00} ms, "
            + $"p95 {latencies[Commits * 95 / 100]:0.00} ms, max {latencies[^1]:0.00} ms; "
            + $"the commit itself: median {commits.Order().ElementAt(Commits / 2):0.00} ms"));

        // Without the bell it would be half of the safety poll of 250 ms.
        Assert.True(latencies[Commits / 2] < 60, $"median {latencies[Commits / 2]} ms");
    }

    [Fact]
    public async Task WriterStoppedInsideATransaction_OthersAreAnsweredAndReadOnAndItsDeathFreesThem()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(
            new SqliteOptions { Path = DatabasePath, BusyTimeout = TimeSpan.FromMilliseconds(200) });
        await database.CommitAsync(Transactions.Put("k", "1"), Cancel);
        using var holder = new TestProcess("hold", DatabasePath);
        await holder.PrintedAsync(1);
        await holder.StopAsync();

        var refused = Assert.IsType<CommitResult.Unavailable>(
            await database.CommitAsync(Transactions.Put("k", "2"), Cancel));
        Assert.False(refused.OutcomeUnknown);
        Assert.Contains($"Process {holder.Id} holds its write lock", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("1", await database.ValueAsync("k"));

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.False(Assert.IsType<CommitResult.Unavailable>(
            await database.CommitAsync(Transactions.Put("k", "3"), patience.Token)).OutcomeUnknown);

        await holder.KillAsync();
        Assert.Equal(2, (await database.CommitAsync(Transactions.Put("k", "4"), Cancel)).Revision());
        Assert.Equal("4", await database.ValueAsync("k"));
        database.Verify();
    }

    /// <summary>Whoever is told can end it, and then the commit goes through within its own time.</summary>
    [Fact]
    public async Task WriterStoppedInsideATransaction_IsTold_AndItsEndFreesTheCommitThatWaits()
    {
        using var holder = new TestProcess("hold", DatabasePath);
        var told = new TaskCompletionSource<int>();
        await using SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions
        {
            Path = DatabasePath, BusyTimeout = TimeSpan.FromSeconds(30), HeldUp = pid => told.TrySetResult(pid),
        });
        await holder.PrintedAsync(1);
        await holder.StopAsync();
        ValueTask<CommitResult> waiting = database.CommitAsync(Transactions.Put("k", "2"), Cancel);
        Assert.Equal(holder.Id, await told.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        await holder.KillAsync();
        Assert.IsType<CommitResult.Committed>(await waiting);
    }

    /// <summary>
    /// A checkpoint writes the header, with the new size, before the pages that it counts.
    /// </summary>
    [Theory]
    [InlineData("running")]
    [InlineData("killed")]
    [InlineData("killed, and the -shm lost")]
    public async Task FileInTheMiddleOfACheckpointOfAnother_IsOpenedAsWhatItIs(string writerIs)
    {
        using var writer = new TestProcess("write", DatabasePath, "0");
        await writer.PrintedAsync(60);
        await (writerIs == "running" ? writer.StopAsync() : writer.KillAsync());
        CountMorePages(10);
        if (writerIs.EndsWith("lost", StringComparison.Ordinal))
        {
            File.Delete(DatabasePath + "-shm");
        }

        await using (SqliteDatabase database = Open())
        {
            ReadResult read = await database.ReadAsync("w/0/", Cancel);
            // Only with its end has all been read that it printed.
            await writer.KillAsync();
            AssertWhole(read, int.Parse(writer.Lines.Last(), CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task FileThatIsShorterThanItsHeaderSays_IsRefusedUntouched()
    {
        await using (SqliteDatabase database = Open())
        {
            await database.CommitAsync(Transactions.Put("k", "1"), Cancel);
        }

        CountMorePages(10);
        byte[] before = await File.ReadAllBytesAsync(DatabasePath, Cancel);
        string[] files = Directory.GetFiles(_folder.Path);

        var error = Assert.Throws<DatabaseCorruptException>(Open);

        Assert.Contains(DatabasePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath, Cancel));
        Assert.Equal(files, Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task DiskFull_CommitsAreRefusedAndEverythingAcknowledgedStays()
    {
        await using SqliteDatabase database = Open();
        using var filler = new TestProcess("fill", DatabasePath, largestFile: 600);
        await filler.ExitedAsync();

        string[] lines = [.. filler.Lines];
        int acknowledged = lines.Length - 3;
        TestContext.Current.TestOutputHelper?.WriteLine(lines[^2]);
        Assert.StartsWith("Unavailable", lines[^2], StringComparison.Ordinal);
        Assert.Equal($"{acknowledged}", lines[^1]);
        Assert.Equal($"{acknowledged}", await database.ValueAsync("f/last"));
        database.Verify();
        await database.CommitAsync(Transactions.Put("f/after", "1"), Cancel);
        Assert.Equal($"{acknowledged}", await database.ValueAsync("f/last"));
    }

    [Fact]
    public async Task ManyProcessesMakeTheFileAtTheSameTime_ItIsMadeOnce()
    {
        TestProcess[] processes =
            [.. Enumerable.Range(0, 4).Select(i => new TestProcess("open", DatabasePath, $"{i}"))];
        foreach (TestProcess process in processes)
        {
            await process.PrintedAsync(1);
        }

        Array.ForEach(processes, process => process.Say("go"));
        foreach (TestProcess process in processes)
        {
            await process.PrintedAsync(2);
            Assert.StartsWith("Committed", process.Lines.Last(), StringComparison.Ordinal);
            await process.ExitedAsync();
            process.Dispose();
        }

        await using SqliteDatabase database = Open();
        ReadResult read = await database.ReadAsync("opened/", Cancel);
        Assert.Equal(4, read.Items.Count);
        Assert.Equal(4, read.Revision);
        Assert.Empty(Directory.GetFiles(_folder.Path, ".*"));
    }

    /// <summary>
    /// All keys of a writer have one number, and it is not before the last that the writer was told of.
    /// </summary>
    private static async Task AssertWholeAsync(SqliteDatabase database, int writer, int acknowledged) =>
        AssertWhole(await database.ReadAsync($"w/{writer}/", Cancel), acknowledged);

    private static void AssertWhole(ReadResult read, int acknowledged)
    {
        string[] values = [.. read.Items.Select(item => Transactions.Text(item.Value)).Distinct()];
        Assert.Equal(WriterModes.KeysInOneCommit, read.Items.Count);
        Assert.InRange(int.Parse(Assert.Single(values), CultureInfo.InvariantCulture), acknowledged, acknowledged + 1);
        Assert.Single(read.Items.Select(item => item.Revision).Distinct());
    }

    /// <summary>
    /// Follows the watch until the key <c>last</c>, and checks that every revision comes whole and in turn.
    /// </summary>
    private static async Task<long> CheckedWatchAsync(SqliteDatabase database, CancellationToken stop)
    {
        await Task.Yield();
        long revision = 0;
        await foreach (WatchBatch batch in database.WatchAsync("", 0, stop))
        {
            foreach (IGrouping<long, Change> commit in
                Assert.IsType<WatchBatch.Changes>(batch).Items.GroupBy(change => change.Revision))
            {
                Assert.Equal(++revision, commit.Key);
                if (commit.Any(change => change.Key == "last"))
                {
                    return revision;
                }

                Assert.Equal(WriterModes.KeysInOneCommit, commit.Count());
            }
        }

        return revision;
    }

    /// <summary>
    /// Only while this process has the file not open: closing it drops all locks that the process has on it.
    /// </summary>
    private void CountMorePages(uint more)
    {
        const int SizeInPages = 28;
        using FileStream file = File.Open(DatabasePath, FileMode.Open);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        file.Position = SizeInPages;
        file.ReadExactly(number);
        BinaryPrimitives.WriteUInt32BigEndian(number, BinaryPrimitives.ReadUInt32BigEndian(number) + more);
        file.Position = SizeInPages;
        file.Write(number);
    }

    private SqliteDatabase Open() =>
        SqliteDatabase.Open(new SqliteOptions { Path = DatabasePath, HistoryKept = 100_000 });
}
