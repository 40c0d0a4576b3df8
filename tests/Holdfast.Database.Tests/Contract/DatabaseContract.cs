namespace Holdfast.Database.Tests.Contract;

/// <summary>What every engine promises. An engine's test class inherits these facts and says how to open it.</summary>
public abstract partial class DatabaseContract : IAsyncLifetime
{
    private readonly List<IClusterDatabase> _opened = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The database the facts use.</summary>
    protected IClusterDatabase Database { get; private set; } = null!;

    /// <summary>The revision the database had when it was empty: 0, except where others share the engine.</summary>
    protected long Start { get; private set; }

    /// <summary>Another instance on the same stored content, as another process would open it.</summary>
    protected abstract IClusterDatabase Open(int historyKept);

    protected IClusterDatabase OpenAnother(int historyKept = 100_000)
    {
        IClusterDatabase database = Open(historyKept);
        _opened.Add(database);
        return database;
    }

    public virtual async ValueTask InitializeAsync()
    {
        Database = OpenAnother();
        Start = (await Database.ReadAsync("", Cancel)).Revision;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (IClusterDatabase database in _opened)
        {
            await database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task NewDatabase_Read_IsEmptyAndStaysAtItsRevision()
    {
        ReadResult read = await Database.ReadAsync("", Cancel);

        Assert.Equal(Start, read.Revision);
        Assert.Empty(read.Items);
    }

    [Fact]
    public async Task PutsAndDeletes_Commit_TakeEffectTogetherAtOneRevision()
    {
        await Database.CommitAsync(Transactions.Put("a/old", "1"), Cancel);

        CommitResult result = await Database.CommitAsync(
            new Transaction
            {
                Puts = [Transactions.Of("a/x", "2"), Transactions.Of("b/y", "3")],
                Deletes = ["a/old"],
            }, Cancel);

        ReadResult read = await Database.ReadAsync("", Cancel);
        Assert.Equal(Start + 2, result.Revision());
        Assert.Equal(Start + 2, read.Revision);
        Assert.Equal(
            [("a/x", "2", Start + 2), ("b/y", "3", Start + 2)],
            read.Items.Select(item => (item.Key, Transactions.Text(item.Value), item.Revision)));
    }

    [Fact]
    public async Task KeysOfSeveralFolders_ReadPrefix_GivesThoseUnderItInOrder()
    {
        await Database.CommitAsync(
            new Transaction
            {
                Puts = [.. new[] { "a/c", "a/b/2", "a/b/10", "a", "ab", "b" }.Select(key => Transactions.Of(key, key))],
            }, Cancel);

        Assert.Equal(["a", "a/b/10", "a/b/2", "a/c", "ab", "b"], await KeysAsync(""));
        Assert.Equal(["a/b/10", "a/b/2", "a/c"], await KeysAsync("a/"));
        Assert.Equal(["a/b/10", "a/b/2"], await KeysAsync("a/b"));
        Assert.Equal(["a/c"], await KeysAsync("a/c"));
        Assert.Empty(await KeysAsync("c"));
    }

    [Fact]
    public async Task GuardThatHolds_Commit_Commits()
    {
        long revision = (await Database.CommitAsync(Transactions.Put("k", "1", guard: 0), Cancel)).Revision();

        CommitResult result = await Database.CommitAsync(Transactions.Put("k", "2", guard: revision), Cancel);

        Assert.Equal(revision + 1, result.Revision());
        Assert.Equal("2", await Database.ValueAsync("k"));
    }

    [Fact]
    public async Task OneGuardOfManyFails_Commit_NamesItAndChangesNothing()
    {
        long revision = (await Database.CommitAsync(Transactions.Put("k", "1"), Cancel)).Revision();

        CommitResult result = await Database.CommitAsync(
            new Transaction
            {
                Guards = [new("absent", 0), new("k", revision + 7)],
                Puts = [Transactions.Of("k", "2"), Transactions.Of("other", "2")],
                Deletes = ["k2"],
            }, Cancel);

        Assert.Equal(new CommitResult.Conflict("k", revision), result);
        ReadResult read = await Database.ReadAsync("", Cancel);
        Assert.Equal(revision, read.Revision);
        Assert.Equal("1", Transactions.Text(Assert.Single(read.Items).Value));
    }

    [Fact]
    public async Task GuardOnAbsence_KeyExistsOrWasDeleted_ConflictsOnlyWhileItExists()
    {
        long revision = (await Database.CommitAsync(Transactions.Put("k", "1"), Cancel)).Revision();
        Assert.Equal(
            new CommitResult.Conflict("k", revision),
            await Database.CommitAsync(Transactions.Put("k", "2", guard: 0), Cancel));

        await Database.CommitAsync(Transactions.Delete("k"), Cancel);

        Assert.Equal(
            new CommitResult.Conflict("k", 0),
            await Database.CommitAsync(Transactions.Put("k", "2", guard: revision), Cancel));
        Assert.Equal(revision + 2,
            (await Database.CommitAsync(Transactions.Put("k", "3", guard: 0), Cancel)).Revision());
    }

    [Fact]
    public async Task NothingToChange_Commit_CommitsWithoutANewRevision()
    {
        long revision = (await Database.CommitAsync(Transactions.Put("k", "1"), Cancel)).Revision();

        Assert.Equal(revision, (await Database.CommitAsync(Transactions.Delete("absent"), Cancel)).Revision());
        Assert.Equal(
            revision,
            (await Database.CommitAsync(new Transaction { Guards = [new("k", revision)] }, Cancel)).Revision());
    }

    [Fact]
    public async Task KeyThatCannotBeStored_Commit_IsRefusedAsADefect()
    {
        foreach (string key in new[] { "", "a b", "ä", "tab\t", new string('k', 513) })
        {
            await Assert.ThrowsAsync<ArgumentException>(
                async () => await Database.CommitAsync(Transactions.Put(key, "1"), Cancel));
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await Database.CommitAsync(
            new Transaction { Puts = [Transactions.Of("k", "1")], Deletes = ["k"] }, Cancel));
    }

    [Fact]
    public async Task CancelledBeforehand_Commit_AnswersThatItDidNotHappen()
    {
        CommitResult result =
            await Database.CommitAsync(Transactions.Put("k", "1"), new CancellationToken(canceled: true));

        Assert.False(Assert.IsType<CommitResult.Unavailable>(result).OutcomeUnknown);
        Assert.Null(await Database.ValueAsync("k"));
    }

    [Fact]
    public async Task Renewal_Commit_IsACommitLikeAnyOther()
    {
        long revision = (await Database.CommitAsync(
            Transactions.Put("k", "1") with { Renewal = true }, Cancel)).Revision();

        Assert.Equal((Start + 1, "1"), (revision, await Database.ValueAsync("k")));
        Assert.Equal(Start + 2, (await Database.CommitAsync(Transactions.Put("k", "2"), Cancel)).Revision());
    }

    [Fact]
    public async Task SeveralInstances_EachWrites_AllSeeOneOrder()
    {
        IClusterDatabase second = OpenAnother();
        IClusterDatabase third = OpenAnother();

        long first = (await Database.CommitAsync(Transactions.Put("k", "1", guard: 0), Cancel)).Revision();
        Assert.Equal(Start + 1, first);
        Assert.Equal(
            first + 1, (await second.CommitAsync(Transactions.Put("k", "2", guard: first), Cancel)).Revision());
        Assert.Equal(
            new CommitResult.Conflict("k", first + 1),
            await third.CommitAsync(Transactions.Put("k", "3", guard: first), Cancel));
        Assert.Equal("2", await third.ValueAsync("k"));
        Assert.Equal("2", await Database.ValueAsync("k"));
    }

    [Fact]
    public async Task CounterRaisedByManyWithGuards_EveryIncrementCounts()
    {
        const int Writers = 4;
        const int Increments = 50;
        await Database.CommitAsync(Transactions.Put("counter", "0"), Cancel);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => IncrementAsync(OpenAnother(), Increments)));

        Assert.Equal($"{Writers * Increments}", await Database.ValueAsync("counter"));
    }

    private static async Task IncrementAsync(IClusterDatabase database, int times)
    {
        await Task.Yield();
        for (int done = 0; done < times;)
        {
            KeyValue item = (await database.ReadAsync("counter", Cancel)).Items[0];
            int value = int.Parse(Transactions.Text(item.Value), System.Globalization.CultureInfo.InvariantCulture);
            CommitResult result = await database.CommitAsync(
                Transactions.Put("counter", $"{value + 1}", guard: item.Revision), Cancel);
            done += result is CommitResult.Committed ? 1 : 0;
        }
    }

    private async Task<IEnumerable<string>> KeysAsync(string prefix) =>
        (await Database.ReadAsync(prefix, Cancel)).Items.Select(item => item.Key);
}
