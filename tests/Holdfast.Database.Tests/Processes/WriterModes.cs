using System.Diagnostics;
using System.Globalization;
using Holdfast.Database.Sqlite;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Processes;

/// <summary>
/// What this program does when a test starts it again as another process: <c>HOLDFAST_TEST_MODE</c> names it.
/// </summary>
internal static class WriterModes
{
    public const string Mode = "HOLDFAST_TEST_MODE";
    public const string Path = "HOLDFAST_TEST_DATABASE";
    public const string Name = "HOLDFAST_TEST_NAME";

    /// <summary>How many keys one commit of <c>write</c> sets to the same number.</summary>
    public const int KeysInOneCommit = 10;

    /// <summary>Does what the mode says; false if none is given.</summary>
    public static async Task<bool> RunIfAskedAsync()
    {
        string path = Environment.GetEnvironmentVariable(Path) ?? "";
        string name = Environment.GetEnvironmentVariable(Name) ?? "";
        switch (Environment.GetEnvironmentVariable(Mode))
        {
            case "write":
                await WriteAsync(path, name);
                return true;
            case "fill":
                await FillAsync(path);
                return true;
            case "watch":
                await WatchAsync(path, name);
                return true;
            case "hold":
                await HoldAsync(path);
                return true;
            case "open":
                await OpenAsync(path, name);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Commits until it is killed; prints the number of each commit that was acknowledged.</summary>
    private static async Task WriteAsync(string path, string name)
    {
        await using SqliteDatabase database = Open(path);
        ReadResult before = await database.ReadAsync($"w/{name}/", default);
        int next = before.Items.Count == 0 ? 0 : int.Parse(
            Transactions.Text(before.Items[0].Value), CultureInfo.InvariantCulture) + 1;
        for (int i = next; ; i++)
        {
            CommitResult result = await database.CommitAsync(
                new Transaction
                {
                    Puts = [.. Enumerable.Range(0, KeysInOneCommit)
                        .Select(k => Transactions.Of($"w/{name}/{k}", $"{i}"))],
                    Renewal = i % 3 == 0,
                }, default);
            if (result is CommitResult.Committed)
            {
                Console.WriteLine(i);
            }
        }
    }

    /// <summary>
    /// Commits more and more until it is refused; prints each answer, and at last what it can still read.
    /// </summary>
    private static async Task FillAsync(string path)
    {
        await using SqliteDatabase database = Open(path);
        CommitResult result = new CommitResult.Committed(0);
        for (int i = 0; result is CommitResult.Committed; i++)
        {
            result = await database.CommitAsync(
                new Transaction { Puts = [new($"f/{i}", new byte[20_000]), Transactions.Of("f/last", $"{i}")] },
                    default);
            Console.WriteLine(result);
        }

        Console.WriteLine(await database.ValueAsync("f/last"));
    }

    /// <summary>
    /// Prints key and time of each change it notices, in ticks of the clock that all processes share.
    /// </summary>
    private static async Task WatchAsync(string path, string prefix)
    {
        await using SqliteDatabase database = Open(path);
        long revision = (await database.ReadAsync(prefix, default)).Revision;
        Console.WriteLine("ready");
        await foreach (WatchBatch batch in database.WatchAsync(prefix, revision, default))
        {
            long now = Stopwatch.GetTimestamp();
            foreach (Change change in ((WatchBatch.Changes)batch).Items)
            {
                Console.WriteLine($"{change.Key} {now}");
            }
        }
    }

    /// <summary>Takes the write lock and never lets go.</summary>
    private static async Task HoldAsync(string path)
    {
        using SqliteSession session = SqliteSession.Open(path, TimeSpan.FromSeconds(10));
        session.Run("BEGIN IMMEDIATE");
        session.Script("DELETE FROM live");
        Console.WriteLine("held");
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Opens the database, at the same time as others do, and writes one key.</summary>
    private static async Task OpenAsync(string path, string name)
    {
        Console.WriteLine("ready");
        Console.ReadLine();
        await using SqliteDatabase database = Open(path);
        CommitResult result = await database.CommitAsync(Transactions.Put($"opened/{name}", "1"), default);
        Console.WriteLine(result);
    }

    private static SqliteDatabase Open(string path) =>
        SqliteDatabase.Open(new SqliteOptions { Path = path, BusyTimeout = TimeSpan.FromSeconds(10), HistoryKept =
            100_000 });
}
