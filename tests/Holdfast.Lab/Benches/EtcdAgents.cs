using System.Diagnostics;
using System.Globalization;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Many node agents in one process, each with a connection of its own: every half second each writes its member record,
/// compared with the revision of the one before, as the nodes of a cluster with the profile standard do, and watches
/// what all others write. Ten times a second one of the groups changes.
/// </summary>
/// <remarks>Each renewal is told to every agent: 100 of them are told 20,000 times a second.</remarks>
public static class EtcdAgents
{
    /// <summary>The verb under which this program runs itself on a machine.</summary>
    public const string Verb = "etcd-agents";
    private const int GroupsAtOnce = 100;
    private const string State = "state/";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan BetweenChanges = TimeSpan.FromSeconds(0.1);

    /// <summary>Prints: share of renewals on time, median and 99th percentile of how long one took in ms, and the share
    /// of all that was written which the agents were told of by then.</summary>
    /// <param name="endpoint">The client URL of the etcd.</param>
    /// <param name="agents">How many.</param>
    /// <param name="groups">How many groups there are, whose records each agent reads when it begins.</param>
    /// <param name="seconds">How long they renew.</param>
    public static async Task<int> RunAsync(string endpoint, int agents, int groups, int seconds)
    {
        await StoreGroupsAsync(new Uri(endpoint), groups);
        TimeSpan length = TimeSpan.FromSeconds(seconds);
        EtcdDatabase[] connections = [.. Enumerable.Range(0, agents).Select(_ => Open(new Uri(endpoint)))];
        using var stop = new CancellationTokenSource();
        long[] told = new long[agents];
        var watching = new List<Task>();
        for (int agent = 0; agent < agents; agent++)
        {
            // One after the other: a thousand nodes do not start in the same moment.
            long revision = (await connections[agent].ReadAsync(State, CancellationToken.None)).Revision;
            int number = agent;
            watching.Add(Task.Run(() => WatchAsync(connections[number], revision, told, number, stop.Token)));
        }

        long before = told.Sum();
        Task<int> changing = Task.Run(() => ChangeAsync(new Uri(endpoint), groups, length));
        double[][] all = await Task.WhenAll(connections.Select((connection, agent) => Task.Run(
            () => RenewAsync(connection, agent, Interval * agent / agents, length))));
        long written = await changing + all.Sum(each => each.Length);
        double heard = (told.Sum() - before) / ((double)written * agents);
        await stop.CancelAsync();
        await Task.WhenAll(watching);
        foreach (EtcdDatabase each in connections)
        {
            await each.DisposeAsync();
        }

        double[] took = [.. all.SelectMany(each => each).Order()];
        double due = agents * Math.Floor(length / Interval);
        double share = took.Count(each => each <= Interval.TotalMilliseconds) / due;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{share} {At(took, 0.5)} {At(took, 0.99)} {heard}"));
        return 0;
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)(sorted.Length * share)];

    private static EtcdDatabase Open(Uri endpoint) =>
        EtcdDatabase.Open(new EtcdOptions { Endpoints = [endpoint], HistoryKept = 0 });

    private static async Task StoreGroupsAsync(Uri endpoint, int groups)
    {
        await using EtcdDatabase database = Open(endpoint);
        await database.ConnectAsync(CancellationToken.None);
        foreach (int[] some in Enumerable.Range(0, groups).Chunk(GroupsAtOnce))
        {
            await database.CommitAsync(
                new Transaction
                {
                    Puts = [.. some.Select(i => StoredDocuments.Put(
                        $"{State}groups/g{i}", new GroupState { Group = $"g{i}", Owner = $"a{i % 100}" }))],
                },
                CancellationToken.None);
        }
    }

    private static async Task WatchAsync(
        EtcdDatabase database, long revision, long[] told, int agent, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (WatchBatch batch in database.WatchAsync(State, revision, cancellationToken))
            {
                told[agent] += batch is WatchBatch.Changes changes ? changes.Items.Count : 0;
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    /// <summary>Changes one group after the other.</summary>
    /// <returns>How many times.</returns>
    private static async Task<int> ChangeAsync(Uri endpoint, int groups, TimeSpan length)
    {
        await using EtcdDatabase database = Open(endpoint);
        long start = Stopwatch.GetTimestamp();
        int changes = 0;
        for (; Stopwatch.GetElapsedTime(start) < length; changes++)
        {
            string name = $"g{changes % groups}";
            await database.CommitAsync(
                new Transaction
                {
                    Puts = [StoredDocuments.Put(
                        $"{State}groups/{name}", new GroupState { Group = name, Generation = changes })],
                },
                CancellationToken.None);
            await Task.Delay(BetweenChanges);
        }

        return changes;
    }

    /// <summary>How long each renewal that committed took from when it was due, ms.</summary>
    private static async Task<double[]> RenewAsync(
        EtcdDatabase database, int agent, TimeSpan offset, TimeSpan length)
    {
        string key = $"{State}members/a{agent}";
        long revision = await RevisionAsync(database, key) ?? 0;
        var took = new List<double>();
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; turn < (int)(length / Interval); turn++)
        {
            TimeSpan due = offset + (Interval * turn);
            TimeSpan wait = due - Stopwatch.GetElapsedTime(start);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            CommitResult result = await database.CommitAsync(
                new Transaction
                {
                    Guards = [new Transaction.Guard(key, revision)],
                    Puts = [StoredDocuments.Put(key, Record(agent, turn))],
                    Renewal = true,
                    Quiet = true,
                },
                CancellationToken.None);
            if (result is CommitResult.Committed committed)
            {
                revision = committed.Revision;
                took.Add((Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds);
            }
            else
            {
                revision = await RevisionAsync(database, key) ?? revision;
            }
        }

        return [.. took];
    }

    private static MemberState Record(int agent, int turn) =>
        new() { Node = $"a{agent}", Epoch = 1, Alive = true, Sequence = turn + 1 };

    /// <summary>The record's revision, 0 if there is none; null if etcd does not answer.</summary>
    private static async Task<long?> RevisionAsync(EtcdDatabase database, string key)
    {
        try
        {
            return (await database.ReadAsync(key, CancellationToken.None)).Items
                .FirstOrDefault(item => item.Key == key)?.Revision ?? 0;
        }
        catch (DatabaseUnavailableException)
        {
            return null;
        }
    }
}
