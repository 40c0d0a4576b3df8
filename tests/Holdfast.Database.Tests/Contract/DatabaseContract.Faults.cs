using System.Globalization;

namespace Holdfast.Database.Tests.Contract;

/// <content>What guards are for: transactions that take effect late, twice, or without anybody knowing.</content>
public abstract partial class DatabaseContract
{
    [Fact]
    public async Task CommittedLate_AfterSomebodyElse_ChangesNothing()
    {
        var flaky = new FlakyDatabase(Database);
        long first = (await Database.CommitAsync(Transactions.Put("k", "1"), Cancel)).Revision();
        flaky.Next = FlakyDatabase.Fault.Late;

        CommitResult unknown = await flaky.CommitAsync(Transactions.Put("k", "late", guard: first), Cancel);
        Assert.True(Assert.IsType<CommitResult.Unavailable>(unknown).OutcomeUnknown);
        Assert.Equal("1", await Database.ValueAsync("k"));
        long second = (await Database.CommitAsync(Transactions.Put("k", "2", guard: first), Cancel)).Revision();
        IReadOnlyList<CommitResult> late = await flaky.ReleaseAsync(Cancel);

        Assert.Equal([new CommitResult.Conflict("k", second)], late);
        Assert.Equal("2", await Database.ValueAsync("k"));
    }

    [Fact]
    public async Task CommittedTwice_GuardedByWhatItChanges_TakesEffectOnce()
    {
        var flaky = new FlakyDatabase(Database);
        long first = (await Database.CommitAsync(Transactions.Put("k", "1"), Cancel)).Revision();
        flaky.Next = FlakyDatabase.Fault.Twice;

        long second = (await flaky.CommitAsync(Transactions.Put("k", "2", guard: first), Cancel)).Revision();
        IReadOnlyList<CommitResult> again = await flaky.ReleaseAsync(Cancel);

        Assert.Equal([new CommitResult.Conflict("k", second)], again);
        Assert.Equal(second, (await Database.ReadAsync("", Cancel)).Revision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OutcomeUnknown_ReadingAgain_TellsWhetherItTookEffect(bool tookEffect)
    {
        var flaky = new FlakyDatabase(Database)
        {
            Next = tookEffect ? FlakyDatabase.Fault.AnswerLost : FlakyDatabase.Fault.Lost,
        };

        CommitResult result = await flaky.CommitAsync(Transactions.Put("k", "mine", guard: 0), Cancel);

        Assert.True(Assert.IsType<CommitResult.Unavailable>(result).OutcomeUnknown);
        Assert.Equal(tookEffect ? "mine" : null, await flaky.ValueAsync("k"));
    }

    [Fact]
    public async Task FaultsOfEveryKind_CounterRaisedWithGuards_CountsEachIncrementOnce()
    {
        const int Writers = 3;
        const int Increments = 60;
        await Database.CommitAsync(Transactions.Put("counter", "0"), Cancel);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => IncrementFaultilyAsync(writer, Increments)));

        Assert.Equal($"{Writers * Increments}", await Database.ValueAsync("counter"));
    }

    /// <summary>
    /// Each increment also stores its number under the writer's own key, so that the writer can tell what took effect.
    /// </summary>
    private async Task IncrementFaultilyAsync(int writer, int times)
    {
        await Task.Yield();
        var random = new Random(writer);
        var flaky = new FlakyDatabase(OpenAnother());
        string own = $"writers/{writer}";
        int done = 0;
        while (done < times)
        {
            flaky.Next = (FlakyDatabase.Fault)random.Next(5);
            KeyValue counter = (await flaky.ReadAsync("counter", Cancel)).Items[0];
            int value = int.Parse(Transactions.Text(counter.Value), CultureInfo.InvariantCulture);
            await flaky.CommitAsync(
                new Transaction
                {
                    Guards = [new("counter", counter.Revision)],
                    Puts = [Transactions.Of("counter", $"{value + 1}"), Transactions.Of(own, $"{done + 1}")],
                }, Cancel);
            await flaky.ReleaseAsync(Cancel);
            string? stored = await flaky.ValueAsync(own);
            done = stored is null ? 0 : int.Parse(stored, CultureInfo.InvariantCulture);
        }
    }
}
