using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;

namespace Holdfast.Service.Packages;

/// <summary>
/// Keeps this node's packages as the registrations want them: fetches what it lacks, verifies what it has, deletes what
/// nothing refers to, and reports what cannot run here.
/// </summary>
public sealed class PackageLoop(
    IClusterView view, IClusterDatabase database, PackageStore store, INodeReport report, IEventLog events,
        TimeProvider time)
{
    private static readonly TimeSpan Ordinary = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileMissing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FullCheck = TimeSpan.FromSeconds(60);
    private readonly UnusedPackages _unused = new(time);
    private readonly StaleRequests _stale = new(database, time);
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);
    private (ValueList<string> Held, ValueMap<string> Unavailable)? _reported;
    private long _checkedFully;

    /// <summary>
    /// The loop. It looks when registrations change, when a file under the packages changes, and every few seconds.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        store.Healed += TellHealed;
        var touched = new Pulse();
        using FileSystemWatcher? files = WatchFiles(touched.Fire);
        try
        {
            _checkedFully = time.GetTimestamp();
            while (!cancellationToken.IsCancellationRequested)
            {
                Task change = touched.Next;
                ClusterSnapshot snapshot = view.Current;
                if (snapshot.Revision > 0)
                {
                    await PassAsync(snapshot, IsFullCheckDue(), cancellationToken).ConfigureAwait(false);
                }

                await WaitAsync(snapshot, change, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            store.Healed -= TellHealed;
        }
    }

    /// <summary>
    /// One round: everything that the registrations refer to is checked and, where it is not whole, fetched.
    /// </summary>
    private async Task PassAsync(ClusterSnapshot snapshot, bool fully, CancellationToken cancellationToken)
    {
        List<ResourceTypeConfig> types =
            [.. snapshot.Types.Values.Select(row => row.Value).Where(type => !type.BuiltIn)];
        var unavailable = ValueMap<string>.Empty;
        foreach (var package in types.GroupBy(type => type.PackageHash, StringComparer.Ordinal))
        {
            string? reason = await EnsureAsync(package.Key, fully, cancellationToken).ConfigureAwait(false);
            if (reason is not null)
            {
                unavailable = package.Aggregate(unavailable, (types, type) => types.Set(type.Name, reason));
            }
        }

        var used = types.Select(type => type.PackageHash).ToHashSet(StringComparer.Ordinal);
        foreach (string hash in _unused.Expired(store.Held, used))
        {
            await store.RemoveAsync(hash, cancellationToken).ConfigureAwait(false);
        }

        foreach (string gone in _missing.Keys.Where(hash => !used.Contains(hash)).ToList())
        {
            _missing.Remove(gone);
        }

        Report(store.Held.ToValueList(), unavailable);
        await _stale.RemoveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Null if the package is here and whole, else why it is not.</summary>
    private async Task<string?> EnsureAsync(string hash, bool fully, CancellationToken cancellationToken)
    {
        if (store.Recheck(hash, fully))
        {
            _missing.Remove(hash);
            return null;
        }

        PackageResult result = await store.GetAsync(hash, cancellationToken).ConfigureAwait(false);
        if (result is not PackageResult.Missing missing)
        {
            _missing.Remove(hash);
            return null;
        }

        if (_missing.TryAdd(hash, missing.Reason))
        {
            events.Append(new EventDraft(EventKinds.PackageMissing, missing.Reason) { Level = "error" });
        }

        return missing.Reason;
    }

    private void Report(ValueList<string> held, ValueMap<string> unavailable)
    {
        if (_reported != (held, unavailable))
        {
            report.ReportPackages(held, unavailable);
            _reported = (held, unavailable);
        }
    }

    private void TellHealed(string hash, string peer) => events.Append(new EventDraft(
        EventKinds.PackageHealed, $"Package {hash[..12]} was missing or damaged here and was fetched from {peer}."));

    private bool IsFullCheckDue()
    {
        if (time.GetElapsedTime(_checkedFully) < FullCheck)
        {
            return false;
        }

        _checkedFully = time.GetTimestamp();
        return true;
    }

    private async Task WaitAsync(ClusterSnapshot seen, Task change, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task due = Task.Delay(_missing.Count > 0 ? WhileMissing : Ordinary, time, stop.Token);
        Task registrations = RegistrationsChangedAsync(seen, stop.Token);
        await Task.WhenAny(due, change, registrations).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(due, registrations).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Snapshots share what did not change, so that the comparison is of references.</summary>
    private async Task RegistrationsChangedAsync(ClusterSnapshot seen, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = seen;
        while (snapshot.Revision == 0 || ReferenceEquals(snapshot.Types, seen.Types))
        {
            snapshot = await view.NewsAsync(snapshot.Revision, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Tells at once when somebody touches a package. Null where the kernel gives no more watches; then the rounds
    /// remain.
    /// </summary>
    private FileSystemWatcher? WatchFiles(Action touched)
    {
        try
        {
            var watcher = new FileSystemWatcher(store.Folders.Root) { IncludeSubdirectories = true };
            watcher.Deleted += (_, change) => Tell(change);
            watcher.Changed += (_, change) => Tell(change);
            watcher.Renamed += (_, change) => Tell(change);
            watcher.EnableRaisingEvents = true;
            return watcher;

            // Names with a dot in front are the store's own unfinished folders.
            void Tell(FileSystemEventArgs change)
            {
                if (change.Name is { } name && PackageFolders.IsHash(name.Split('/')[0]))
                {
                    touched();
                }
            }
        }
        catch (IOException)
        {
            return null;
        }
    }
}
