using Holdfast.Database.Sqlite;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Sqlite;

/// <summary>What is not ours, or newer than we are, is refused by name and left exactly as it was.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string DatabasePath => _folder.File("cluster.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TextFile_Open_IsRefusedUntouched()
    {
        File.WriteAllText(DatabasePath, "Dear diary, " + new string('x', 5_000));

        AssertRefused("is not a cluster database");
    }

    [Fact]
    public void EmptyFile_Open_IsRefusedUntouched()
    {
        File.WriteAllText(DatabasePath, "");

        AssertRefused("is empty");
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public void DatabaseOfAnotherProgram_Open_IsRefusedUntouched(string journal)
    {
        using (SqliteSession other = SqliteSession.Create(DatabasePath))
        {
            other.Script($"PRAGMA journal_mode={journal}; CREATE TABLE bookmarks(url TEXT); INSERT INTO bookmarks "
                + "VALUES('x')");
        }

        AssertRefused("another program");
    }

    [Fact]
    public async Task NewerVersion_Open_IsRefusedUntouched()
    {
        await SqliteDatabase.Open(Options).DisposeAsync();
        using (SqliteSession newer = SqliteSession.Open(DatabasePath, TimeSpan.FromSeconds(1)))
        {
            newer.Script("PRAGMA user_version=2");
        }

        AssertRefused("schema 2; this one knows 1");
    }

    [Fact]
    public async Task NewerVersionOnlyInTheWriteAheadLog_Open_IsRefused()
    {
        await SqliteDatabase.Open(Options).DisposeAsync();
        using SqliteSession newer = SqliteSession.Open(DatabasePath, TimeSpan.FromSeconds(1));
        newer.Script("PRAGMA user_version=2");

        Assert.Contains(
            "schema 2", Assert.Throws<DatabaseCorruptException>(() => SqliteDatabase.Open(Options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FolderInItsPlace_Open_SaysThatItCannotBeOpened()
    {
        Directory.CreateDirectory(DatabasePath);

        Exception? error = Record.Exception(() => SqliteDatabase.Open(Options));

        Assert.IsType<DatabaseUnavailableException>(error);
        Assert.Contains(DatabasePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderThatDoesNotExist_Open_IsMade()
    {
        var options = new SqliteOptions { Path = _folder.File("deep/er/cluster.db") };
        await using SqliteDatabase database = SqliteDatabase.Open(options);

        Assert.Equal(1, (await database.CommitAsync(Transactions.Put("k", "1"), Cancel)).Revision());
    }

    [Fact]
    public async Task FileDeletedOrReplacedWhileOpen_IsNotUsedAnyMore()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Options);
        await database.CommitAsync(Transactions.Put("k", "1"), Cancel);
        File.Move(DatabasePath, _folder.File("moved.db"));

        var refused = Assert.IsType<CommitResult.Unavailable>(
            await database.CommitAsync(Transactions.Put("k", "2"), Cancel));
        Assert.False(refused.OutcomeUnknown);
        Assert.Contains("deleted or replaced", refused.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(async () => await database.ReadAsync("", Cancel));

        File.Move(_folder.File("moved.db"), DatabasePath);
        Assert.Equal("1", await database.ValueAsync("k"));
    }

    [Fact]
    public async Task BellDeleted_WatchersStillNoticeByTheSafetyPoll()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(Options);
        await using SqliteDatabase writer = SqliteDatabase.Open(Options);
        File.Delete(DatabasePath + ".bell");
        int seen = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task watching = Task.Run(
            async () =>
            {
                await foreach (WatchBatch batch in database.WatchAsync("", 0, stop.Token))
                {
                    Volatile.Write(ref seen, (int)((WatchBatch.Changes)batch).Revision);
                }
            }, Cancel);

        for (int i = 1; i <= 3; i++)
        {
            await writer.CommitAsync(Transactions.Put("k", $"{i}"), Cancel);
            await Wait.UntilAsync(() => Volatile.Read(ref seen) == i, $"change {i} noticed");
        }

        await stop.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private SqliteOptions Options => new() { Path = DatabasePath };

    private void AssertRefused(string reason)
    {
        string[] files = Directory.GetFiles(_folder.Path);
        byte[] before = File.ReadAllBytes(DatabasePath);

        var error = Assert.Throws<DatabaseCorruptException>(() => SqliteDatabase.Open(Options));

        Assert.Contains(DatabasePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(DatabasePath));
        Assert.Equal(files, Directory.GetFiles(_folder.Path));
    }
}
