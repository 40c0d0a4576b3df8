using System.Text;
using Holdfast.Database.Sqlite;
using Holdfast.Database.Tests.Contract;
using Holdfast.Database.Tests.Processes;

namespace Holdfast.Database.Tests.Sqlite;

/// <summary>
/// A byte that flips anywhere in the file is found and named, or does not matter; it is never served.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FlippedByteAnywhere_IsFoundAndNamedOrHarmless_NeverServed()
    {
        string path = _folder.File("good.db");
        await FillAsync(path);
        byte[] good = await File.ReadAllBytesAsync(path, Cancel);
        string expected = await ContentAsync(path);
        int found = 0;
        var random = new Random(11);
        List<int> offsets =
            [.. Enumerable.Range(0, 100), .. Enumerable.Range(0, 500).Select(_ => random.Next(good.Length))];
        foreach (int offset in offsets)
        {
            string damaged = _folder.File("damaged.db");
            byte[] bytes = [.. good];
            bytes[offset] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(damaged, bytes, Cancel);
            found += await FindsAsync(damaged, expected, bytes, offset) ? 1 : 0;
            File.Delete(damaged);
            File.Delete(damaged + "-wal");
            File.Delete(damaged + "-shm");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{found} of {offsets.Count} flipped bytes found in a file of {good.Length} bytes; the others change "
            + "nothing.");
        Assert.True(found > offsets.Count / 2, $"only {found} of {offsets.Count} found");
    }

    [Fact]
    public async Task FlippedByteInAValue_NamesItsKeyAndLeavesTheRestReadable()
    {
        string path = _folder.File("cluster.db");
        await using (SqliteDatabase database = Open(path))
        {
            await database.CommitAsync(Transactions.Put("config/types/Acme.Ledger", "the registration"), Cancel);
            await database.CommitAsync(Transactions.Put("config/nodes/n1", "a node"), Cancel);
        }

        byte[] bytes = await File.ReadAllBytesAsync(path, Cancel);
        Flip(bytes, "the registration"u8);
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        await using SqliteDatabase again = Open(path);
        var error = await Assert.ThrowsAsync<DatabaseCorruptException>(
            async () => await again.ReadAsync("config/types/", Cancel));
        Assert.Contains("config/types/Acme.Ledger", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Single((await again.ReadAsync("config/nodes/", Cancel)).Items);
        Assert.Throws<DatabaseCorruptException>(again.Verify);

        // Guards on it do not hold, and what is built on it is not committed.
        var refused = Assert.IsType<CommitResult.Unavailable>(
            await again.CommitAsync(Transactions.Put("config/types/Acme.Ledger", "x", guard: 1), Cancel));
        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("config/types/Acme.Ledger", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlippedByteInTheWriteAheadLog_IsFoundAndNamedOrHarmless_NeverServed()
    {
        string path = _folder.File("good.db");
        using (var writer = new TestProcess("write", path, "a"))
        {
            await writer.PrintedAsync(40);
            await writer.KillAsync();
        }

        string[] suffixes = ["", "-wal", ".bell"];
        byte[][] good = [.. suffixes.Select(suffix => File.ReadAllBytes(path + suffix))];
        string copy = _folder.File("copy.db");
        await WriteAsync(copy, suffixes, good);
        string expected = await ContentAsync(copy);
        int found = 0;
        var random = new Random(5);
        for (int i = 0; i < 150; i++)
        {
            byte[][] bytes = [.. good.Select(file => (byte[])file.Clone())];
            bytes[1][random.Next(bytes[1].Length)] ^= 0x10;
            string damaged = _folder.File($"{i}/damaged.db");
            await WriteAsync(damaged, suffixes, bytes);
            found += await FindsAsync(damaged, expected, bytes[0], i, mayLoseRenewals: true) ? 1 : 0;
        }

        Assert.True(found > 75, $"only {found} of 150 found");
    }

    [Fact]
    public async Task OlderCopyPutInPlace_Open_SaysSoUnlessTheBellIsDeleted()
    {
        string path = _folder.File("cluster.db");
        await using (SqliteDatabase database = Open(path))
        {
            await database.CommitAsync(Transactions.Put("k", "old"), Cancel);
        }

        byte[] copy = await File.ReadAllBytesAsync(path, Cancel);
        await using (SqliteDatabase database = Open(path))
        {
            await database.CommitAsync(Transactions.Put("k", "new"), Cancel);
        }

        await File.WriteAllBytesAsync(path, copy, Cancel);

        var error = Assert.Throws<DatabaseCorruptException>(() => Open(path));
        Assert.Contains($"delete {path}.bell", error.Message, StringComparison.Ordinal);
        File.Delete(path + ".bell");
        await using SqliteDatabase meant = Open(path);
        Assert.Equal("old", await meant.ValueAsync("k"));
    }

    [Fact]
    public async Task RowThatVanished_IsFoundByTheSumOverItsFolder()
    {
        string path = _folder.File("cluster.db");
        await using SqliteDatabase database = Open(path);
        await database.CommitAsync(Transactions.Put("config/types/A", "1"), Cancel);
        await database.CommitAsync(Transactions.Put("config/types/B", "1"), Cancel);
        using (SqliteSession vandal = SqliteSession.Open(path, TimeSpan.FromSeconds(5)))
        {
            vandal.Script("DELETE FROM live WHERE key='config/types/B'");
        }

        var error = await Assert.ThrowsAsync<DatabaseCorruptException>(
            async () => await database.ReadAsync("config/", Cancel));
        Assert.Contains("config/types/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HistoryWithAGap_TheWatchSaysSo()
    {
        string path = _folder.File("cluster.db");
        await using SqliteDatabase database = Open(path);
        for (int i = 0; i < 5; i++)
        {
            await database.CommitAsync(Transactions.Put("k", $"{i}"), Cancel);
        }

        using (SqliteSession vandal = SqliteSession.Open(path, TimeSpan.FromSeconds(5)))
        {
            vandal.Script("DELETE FROM history WHERE revision=3");
        }

        await Assert.ThrowsAsync<DatabaseCorruptException>(async () =>
        {
            await foreach (WatchBatch batch in database.WatchAsync("", 0, Cancel))
            {
                Assert.IsType<WatchBatch.Changes>(batch);
            }
        });
        Assert.Equal("4", await database.ValueAsync("k"));
    }

    private static async Task WriteAsync(string path, string[] suffixes, byte[][] files)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        foreach ((string suffix, byte[] bytes) in suffixes.Zip(files))
        {
            await File.WriteAllBytesAsync(path + suffix, bytes, Cancel);
        }
    }

    private static async Task<bool> FindsAsync(
        string path, string expected, byte[] bytes, int offset, bool mayLoseRenewals = false)
    {
        try
        {
            string content = await ContentAsync(path);
            Assert.True(
                content == expected || (mayLoseRenewals && await LosesOnlyTheLastRenewalAsync(path)),
                $"A byte flipped at {offset} was served.");
            return false;
        }
        catch (DatabaseCorruptException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            if (error.Message.Contains("not touched", StringComparison.Ordinal))
            {
                Assert.Equal(bytes, await File.ReadAllBytesAsync(path, Cancel));
            }

            return true;
        }
        catch (DatabaseUnavailableException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            return true;
        }
    }

    /// <summary>
    /// A renewal may be lost by its nature; what <c>write</c> commits every third time is one, and none follows
    /// another.
    /// </summary>
    private static async Task<bool> LosesOnlyTheLastRenewalAsync(string path)
    {
        await using SqliteDatabase database = Open(path);
        return (await database.ReadAsync("w/a/0", Cancel)).Revision >= Bell.ReadMark(path + ".bell");
    }

    /// <summary>Everything that can be read out of the file: every value and the whole history.</summary>
    private static async Task<string> ContentAsync(string path)
    {
        await using SqliteDatabase database = Open(path);
        var text = new StringBuilder();
        ReadResult read = await database.ReadAsync("", Cancel);
        foreach (string prefix in new[] { "", "config/", "status/", "events/" })
        {
            foreach (KeyValue item in (await database.ReadAsync(prefix, Cancel)).Items)
            {
                text.Append($"{item.Key} {item.Revision} {Transactions.Text(item.Value)}\n");
            }
        }

        await foreach (WatchBatch batch in database.WatchAsync("", 10, Cancel))
        {
            if (batch is not WatchBatch.Changes changes)
            {
                return text + "compacted";
            }

            foreach (Change change in changes.Items)
            {
                text.Append($"{change.Revision} {change.Key} {Transactions.Text(change.Value)}\n");
            }

            if (changes.Revision >= read.Revision)
            {
                break;
            }
        }

        return text.ToString();
    }

    private static async Task FillAsync(string path)
    {
        await using SqliteDatabase database = Open(path);
        for (int i = 0; i < 120; i++)
        {
            await database.CommitAsync(
                new Transaction
                {
                    Puts =
                    [
                        Transactions.Of($"config/resources/r{i % 40}", new string((char)('a' + (i % 26)), 100 + i)),
                        Transactions.Of($"status/groups/g{i % 7}", new string('s', i % 13 == 0 ? 6_000 : 50)),
                        Transactions.Of($"events/{i:D16}", $"event {i}"),
                    ],
                    Deletes = i % 10 == 9 ? [$"events/{i - 5:D16}"] : [],
                }, Cancel);
        }

        await database.CompactAsync(10, Cancel);
    }

    private static void Flip(byte[] bytes, ReadOnlySpan<byte> text)
    {
        // The value is stored twice: live and in the history. Both are flipped.
        for (int at = 0; bytes.AsSpan(at).IndexOf(text) is var next and >= 0; at += next + 1)
        {
            bytes[at + next + 2] ^= 1;
        }
    }

    private static SqliteDatabase Open(string path) => SqliteDatabase.Open(new SqliteOptions { Path = path });
}
