using System.Diagnostics;
using Holdfast.Core.Authority;
using Holdfast.Database;

namespace Holdfast.Service.Machines.Setup;

/// <summary>How long this machine keeps a process waiting, and how long its database takes to commit.</summary>
internal static class Measurement
{
    private const int Commits = 60;
    private const string ProbeKey = "probe/commit";
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    /// <summary>Twice the election timeout of a member on a LAN: the longest that one waits before it stands.</summary>
    public static TimeSpan Election { get; } = SettingsWriter.TimingFor(LeaseProfile.Fast).Election * 2;

    /// <summary>The longest that a sleeping thread woke up too late in a time of this length. It has a thread of its
    /// own: one of the pool's would be missing to whatever else goes on meanwhile.</summary>
    public static Task<TimeSpan> LongestPauseAsync(TimeSpan length) => Task.Factory.StartNew(
        () => LongestPause(length), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static TimeSpan LongestPause(TimeSpan length)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan longest = TimeSpan.Zero;
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            long slept = Stopwatch.GetTimestamp();
            Thread.Sleep(Nap);
            TimeSpan late = Stopwatch.GetElapsedTime(slept) - Nap;
            longest = late > longest ? late : longest;
        }

        return longest;
    }

    /// <summary>The slowest of some commits, after a few that warm up.</summary>
    /// <exception cref="DatabaseUnavailableException">One was not committed.</exception>
    public static async Task<TimeSpan> SlowestCommitAsync(
        IClusterDatabase database, CancellationToken cancellationToken)
    {
        TimeSpan slowest = TimeSpan.Zero;
        for (int i = -5; i < Commits; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await CommitAsync(database, new Transaction
            {
                Puts = [new Transaction.Put(ProbeKey, "{}"u8.ToArray())],
            }, cancellationToken).ConfigureAwait(false);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            slowest = i >= 0 && took > slowest ? took : slowest;
        }

        await CommitAsync(database, new Transaction { Deletes = [ProbeKey] }, cancellationToken)
            .ConfigureAwait(false);
        return slowest;
    }

    private static async Task CommitAsync(
        IClusterDatabase database, Transaction transaction, CancellationToken cancellationToken)
    {
        CommitResult result = await database.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (result is not CommitResult.Committed)
        {
            throw new DatabaseUnavailableException($"A commit that was to be measured failed: {result}");
        }
    }
}
