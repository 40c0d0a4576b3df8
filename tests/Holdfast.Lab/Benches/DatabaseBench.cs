using System.Diagnostics;
using System.Globalization;
using System.Text;
using Holdfast.Database;
using Holdfast.Database.Sqlite;
using Holdfast.Linux;

namespace Holdfast.Lab.Benches;

/// <summary>
/// One process commits to a SQLite database (each commit fully synchronised), another watches: how long a commit
/// takes, and how
/// long after it the watcher has the change. Both read the machine's safety clock.
/// </summary>
public static class DatabaseBench
{
    /// <summary>The verb under which this program runs itself as the writer.</summary>
    public const string WriterVerb = "database-writer";
    private const int CommitsPerRun = 20;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(int runs)
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-bench-").FullName;
        try
        {
            return await MeasureAsync(Path.Combine(folder, "bench.db"), runs * CommitsPerRun);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Commits and prints, for each, its number, how long it took and when it was done; nanoseconds.</summary>
    public static async Task<int> WriteAsync(string path, int count)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions { Path = path });
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (int index = 0; index < count; index++)
        {
            await pause.WaitForNextTickAsync();
            long before = BootClock.Now;
            await database.CommitAsync(
                new Transaction { Puts = [new Transaction.Put($"bench/{index}", Encoding.UTF8.GetBytes("{}"))] },
                CancellationToken.None);
            long after = BootClock.Now;
            await Console.Out.WriteLineAsync($"{index} {after - before} {after}");
        }

        return 0;
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(string path, int count)
    {
        await using SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions { Path = path });
        var seen = new Dictionary<int, long>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task watching = Task.Run(async () =>
        {
            await foreach (WatchBatch batch in database.WatchAsync("bench/", 0, limit.Token))
            {
                long now = BootClock.Now;
                foreach (Change change in ((WatchBatch.Changes)batch).Items)
                {
                    seen[int.Parse(change.Key["bench/".Length..], CultureInfo.InvariantCulture)] = now;
                }

                if (seen.Count == count)
                {
                    return;
                }
            }
        });
        using Process writer = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [WriterVerb, path, $"{count}"]) { RedirectStandardOutput = true })!;
        string[] lines = (await writer.StandardOutput.ReadToEndAsync(limit.Token))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await watching;
        long[][] commits = [.. lines.Select(line => line.Split(' ').Select(long.Parse).ToArray())];
        return
        [
            new Measurement("watch-latency", "ms",
                [.. commits.Select(item => Math.Max(0, seen[(int)item[0]] - item[2]) / 1e6)]),
            new Measurement("commit", "ms", [.. commits.Select(item => item[1] / 1e6)]),
        ];
    }
}
