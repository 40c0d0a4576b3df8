using System.Diagnostics;
using Holdfast.Core.Authority;
using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Database.Sqlite;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Hosting;

/// <summary>Opens the engine that the node's settings name.</summary>
internal static class NodeDatabase
{
    private const int FewestThreads = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    /// <summary>A request to the database takes at most L/4 per try, waiting for another writer included.</summary>
    private static readonly TimeSpan ShortestTry = LeaseProfile.Fast.Authority / 4;

    /// <exception cref="DatabaseUnavailableException">It cannot be opened or reached now.</exception>
    /// <exception cref="DatabaseCorruptException">The file is damaged or not ours.</exception>
    public static async Task<IClusterDatabase> OpenAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        if (options.Etcd is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(options.Database)!);
            var breaker = new LockBreaker(
                Path.GetFileName(Environment.ProcessPath ?? ""), TimeProvider.System, Warn);
            return SqliteDatabase.Open(new SqliteOptions
            {
                Path = options.Database, BusyTimeout = ShortestTry, HeldUp = breaker.Look,
            });
        }

        // A renewal goes by the thread pool here, and must not wait until the pool has looked twice for a new thread.
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, FewestThreads), completions);
        EtcdDatabase etcd = EtcdDatabase.Open(options.Etcd with { Warn = Warn });
        try
        {
            if (options.Machine?.Member is not null)
            {
                await WaitAsync(etcd, cancellationToken).ConfigureAwait(false);
                etcd.BeginConnect();
                return etcd;
            }

            await etcd.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return etcd;
        }
        catch
        {
            await etcd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Fits the engine's time-outs to the cluster's profile, once that was read.</summary>
    public static void Fit(IClusterDatabase database, LeaseProfile profile)
    {
        if (database is EtcdDatabase etcd)
        {
            etcd.TryTimeout = profile.Authority / 4;
        }
    }

    /// <summary>
    /// Waits until the members can decide. They start with this machine and the others, so that one alone has to wait
    /// for them.
    /// </summary>
    private static async Task WaitAsync(EtcdDatabase etcd, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan told = TimeSpan.Zero;
        while (true)
        {
            try
            {
                await etcd.ReadAsync(Core.State.Keys.Cluster, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DatabaseUnavailableException unavailable)
            {
                TimeSpan waited = Stopwatch.GetElapsedTime(began);
                if (waited - told > TellEvery)
                {
                    told = waited;
                    Warn($"for {waited.TotalSeconds:0} s the cluster database has not answered; more than half of its "
                        + $"members must run. {unavailable.Message}");
                }

                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tells an operator, on standard error.</summary>
    public static void Warn(string warning) => Warn(Console.Error, warning);

    /// <summary>Tells an operator; whoever warns goes on, also where the disk of its log is full.</summary>
    public static void Warn(TextWriter log, string warning)
    {
        try
        {
            log.WriteLine($"holdfastd: warning: {warning}");
        }
        catch (IOException)
        {
            // There is no room to say so in, either; what is warned of is seen to all the same.
        }
    }
}
