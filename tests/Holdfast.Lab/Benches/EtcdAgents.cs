using System.Diagnostics;
using System.Globalization;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Database.Documents;
using Holdfast.Database.Etcd;

namespace Holdfast.Lab.Benches;

/// <summary>
/// Many node agents in one process, each with a connection of its own: every half second each writes its member record,
/// compared with the revision of the one before, as the nodes of a cluster with the profile standard do.
/// </summary>
public static class EtcdAgents
{
    /// <summary>The verb under which this program runs itself on a machine.</summary>
    public const string Verb = "etcd-agents";
    private const int GroupsAtOnce = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    /// <summary>Prints: share of renewals on time, median and 99th percentile of how long one took in ms.</summary>
    /// <param name="endpoint">The client URL of the etcd.</param>
    /// <param name="agents">How many.</param>
    /// <param name="groups">How many groups there are, whose records each agent reads when it begins.</param>
    /// <param name="seconds">How long they renew.</param>
    public static async Task<int> RunAsync(string endpoint, int agents, int groups, int seconds)
    {
        await StoreGroupsAsync(new Uri(endpoint), groups);
        TimeSpan length = TimeSpan.FromSeconds(seconds);
        EtcdDatabase[] connections = [.. Enumerable.Range(0, agents).Select(_ => Open(new Uri(endpoint)))];
        foreach (EtcdDatabase each in connections)
        {
            // One after the other: a thousand nodes do not start in the same moment.
            await each.ReadAsync("state/groups/", CancellationToken.None);
        }

        double[][] all = await Task.WhenAll(connections.Select((connection, agent) => Task.Run(
            () => RenewAsync(connection, agent, Interval * agent / agents, length))));
        foreach (EtcdDatabase each in connections)
        {
            await each.DisposeAsync();
        }

        double[] took = [.. all.SelectMany(each => each).Order()];
        double due = agents * Math.Floor(length / Interval);
        double share = took.Count(each => each <= Interval.TotalMilliseconds) / due;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{share} {At(took, 0.5)} {At(took, 0.99)}"));
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
                        $"state/groups/g{i}", new GroupState { Group = $"g{i}", Owner = $"a{i % 100}" }))],
                },
                CancellationToken.None);
        }
    }

    /// <summary>How long each renewal that committed took from when it was due, ms.</summary>
    private static async Task<double[]> RenewAsync(
        EtcdDatabase database, int agent, TimeSpan offset, TimeSpan length)
    {
        string key = $"state/members/a{agent}";
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
