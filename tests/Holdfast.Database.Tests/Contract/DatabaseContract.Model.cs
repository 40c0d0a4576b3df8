using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Database.Tests.Contract;

/// <content>Random transactions, compared with the simplest thing that could be right.</content>
public abstract partial class DatabaseContract
{
    [Fact]
    public void RandomTransactions_BehaveAsTheModel() => Prop
        .ForAll(TransactionSequences.Arbitrary, steps => PlayAsync(steps).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true));

    /// <summary>Plays one sequence under a prefix of its own, so that one database serves all of them.</summary>
    private async Task<bool> PlayAsync(Step[] steps)
    {
        string root = $"run{Interlocked.Increment(ref _runs)}/";
        long start = (await Database.ReadAsync("", Cancel)).Revision;
        var model = new SortedDictionary<string, (string Value, long Revision)>(StringComparer.Ordinal);
        var history = new List<string>();
        long revision = start;
        for (int i = 0; i < steps.Length; i++)
        {
            Transaction transaction = Build(steps[i], root, $"{i}", model);
            CommitResult expected = Model(transaction, model, history, ref revision);
            Assert.Equal(expected, await Database.CommitAsync(transaction, Cancel));
            ReadResult read = await Database.ReadAsync(root, Cancel);
            Assert.Equal(
                model.Select(entry => (entry.Key, entry.Value.Value, entry.Value.Revision)),
                read.Items.Select(item => (item.Key, Transactions.Text(item.Value), item.Revision)));
        }

        Assert.Equal(history, await HistoryAsync(root, start, revision));
        return true;
    }

    private int _runs;

    private static Transaction Build(
        Step step, string root, string value, SortedDictionary<string, (string Value, long Revision)> model)
    {
        string Key(int number) => root + TransactionSequences.Keys[number];
        List<Transaction.Guard> guards = [.. step.Guards.Select(number => new Transaction.Guard(
            Key(number), model.TryGetValue(Key(number), out var row) ? row.Revision : 0))];
        if (step.Stale && guards.Count > 0)
        {
            guards[^1] = guards[^1] with { Revision = guards[^1].Revision + 1 };
        }

        return new Transaction
        {
            Guards = guards,
            Puts = [.. step.Puts.Select(number => Transactions.Of(Key(number), value))],
            Deletes = [.. step.Deletes.Select(Key)],
            Renewal = step.Renewal,
        };
    }

    private static CommitResult Model(
        Transaction transaction, SortedDictionary<string, (string Value, long Revision)> model, List<string> history,
        ref long revision)
    {
        foreach (Transaction.Guard guard in transaction.Guards)
        {
            long found = model.TryGetValue(guard.Key, out var row) ? row.Revision : 0;
            if (found != guard.Revision)
            {
                return new CommitResult.Conflict(guard.Key, found);
            }
        }

        long next = revision + 1;
        int before = history.Count;
        foreach (Transaction.Put put in transaction.Puts)
        {
            model[put.Key] = (Transactions.Text(put.Value), next);
            history.Add($"{next} {put.Key} {Transactions.Text(put.Value)}");
        }

        history.AddRange(transaction.Deletes.Where(model.Remove).Select(key => $"{next} {key} (deleted)"));
        revision = history.Count > before ? next : revision;
        return new CommitResult.Committed(revision);
    }

    private async Task<List<string>> HistoryAsync(string root, long after, long upTo)
    {
        var seen = new List<string>();
        if (upTo == after)
        {
            return seen;
        }

        await foreach (WatchBatch batch in Database.WatchAsync(root, after, Cancel))
        {
            var changes = Assert.IsType<WatchBatch.Changes>(batch);
            seen.AddRange(changes.Items.Select(
                change => $"{change.Revision} {change.Key} {Transactions.Text(change.Value)}"));
            if (changes.Revision >= upTo)
            {
                break;
            }
        }

        return seen;
    }
}
