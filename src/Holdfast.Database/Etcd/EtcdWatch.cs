using System.Runtime.CompilerServices;

namespace Holdfast.Database.Etcd;

/// <summary>
/// One watch of a caller: it moves from member to member without a gap or a repetition, and checks itself.
/// </summary>
/// <remarks>
/// All keys of the cluster are watched, and what is not under the caller's prefix only raises the known revision. Each
/// stream begins with the revision that is known already, so that etcd says when that one is compacted; what comes of
/// it is dropped. A stream that is silent although this process committed something is left for another member.
/// </remarks>
internal sealed class EtcdWatch(
    EtcdConnection connection, EtcdReader reader, EtcdOptions options, HighestRevision committed, string prefix,
    long after)
{
    /// <summary>How many looks around may find nothing new before etcd is asked whether it still works.</summary>
    private const int LongestQuiet = 2;

    private readonly WatchLedger _ledger = new(after);
    private readonly List<Change> _unfinished = [];
    private long _seen = after;
    private long _told = after;
    private long _expected;
    private long _listedAt = Environment.TickCount64;
    private EtcdListing? _listing;
    private bool _suspicious;
    private int _failures;
    private int _quiet;
    private string _ended = "";
    private Task? _tick;

    public async IAsyncEnumerable<WatchBatch> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using EtcdWatchStream stream = await OpenAsync(cancellationToken).ConfigureAwait(false);
            _expected = 0;
            _unfinished.Clear();
            bool over = false;
            while (!over)
            {
                (WatchBatch? batch, over) = await StepAsync(stream, cancellationToken).ConfigureAwait(false);
                if (batch is not null)
                {
                    yield return batch;
                }

                if (batch is WatchBatch.Compacted)
                {
                    yield break;
                }
            }

            _listing = _suspicious ? _listing : null;
            connection.Leave(stream.Endpoint);
        }
    }

    /// <summary>Begins a stream at the first member that takes it.</summary>
    private async Task<EtcdWatchStream> OpenAsync(CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        int first = connection.Current;
        for (int i = 0; _failures < connection.Count; i++)
        {
            int endpoint = (first + i) % connection.Count;
            (EtcdWatchStream? stream, string reason) = await EtcdWatchStream.OpenAsync(
                connection, endpoint, options.Prefix, Math.Max(1, _seen), cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            _failures++;
            if (stream is not null)
            {
                return stream;
            }

            reasons.Add($"{connection[endpoint]}: {reason}");
            connection.Leave(endpoint);
            connection.ForgetToken();
        }

        throw new DatabaseUnavailableException(
            $"No member of etcd can be watched. {string.Join("; ", reasons.Append(_ended).Where(why => why != ""))}");
    }

    /// <summary>Waits for the next message or the next look around.</summary>
    /// <returns>What to give the caller, and whether the stream is to be left.</returns>
    private async Task<(WatchBatch? Batch, bool Over)> StepAsync(
        EtcdWatchStream stream, CancellationToken cancellationToken)
    {
        _tick ??= Task.Delay(connection.TryTimeout * 2, cancellationToken);
        await Task.WhenAny(stream.Next, _tick).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!stream.Next.IsCompleted)
        {
            _tick = null;
            return await LookAroundAsync(cancellationToken).ConfigureAwait(false);
        }

        _quiet = 0;
        WatchMessage message = await stream.Next.ConfigureAwait(false);
        stream.Taken();
        if (connection.Age.Older is { } older)
        {
            _ended = older;
            return (null, true);
        }

        switch (message)
        {
            case WatchMessage.Created created:
                return (await CheckFutureAsync(created, cancellationToken).ConfigureAwait(false), false);
            case WatchMessage.Changed changed:
                _failures = 0;
                connection.Age.Saw(changed.Items.Count == 0 ? 0 : changed.Items[^1].Revision);
                return (Accept(changed), false);
            case WatchMessage.Progress progress:
                _failures = 0;
                connection.Age.Saw(progress.Revision);
                return (Tell(progress.Revision), false);
            case WatchMessage.Compacted compacted:
                return (new WatchBatch.Compacted(compacted.Revision), true);
            default:
                _ended = ((WatchMessage.Ended)message).Reason;
                connection.ForgetToken();
                return (null, true);
        }
    }

    /// <summary>A member may lag behind; only if no member has the revision is it another database's.</summary>
    private async Task<WatchBatch?> CheckFutureAsync(WatchMessage.Created created, CancellationToken cancellationToken)
    {
        if (created.Revision >= Math.Max(_seen, connection.Age.Newest))
        {
            return null;
        }

        long revision = await reader.RevisionAsync(cancellationToken).ConfigureAwait(false);
        return revision < _seen ? new WatchBatch.Compacted(revision) : null;
    }

    /// <summary>Puts the pieces of a revision together, and drops what was delivered already.</summary>
    private WatchBatch? Accept(WatchMessage.Changed changed)
    {
        _unfinished.AddRange(changed.Items.Where(change => change.Revision > _seen));
        if (changed.More || _unfinished.Count == 0)
        {
            return null;
        }

        var items = new List<Change>();
        foreach (Change change in _unfinished)
        {
            if (_listing is { } listing && change.Revision > listing.Revision)
            {
                if (_ledger.Compare(listing) is { } difference)
                {
                    return Missed(listing, difference);
                }

                _listing = null;
                _suspicious = false;
            }

            if (change.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                _ledger.Deliver(change);
                items.Add(change);
            }
        }

        _seen = _unfinished[^1].Revision;
        _told = Math.Max(_told, _seen);
        _unfinished.Clear();
        return new WatchBatch.Changes(_told, items);
    }

    private WatchBatch.Changes? Tell(long revision)
    {
        if (revision <= _told || _unfinished.Count > 0)
        {
            return null;
        }

        _told = revision;
        return new WatchBatch.Changes(revision, []);
    }

    /// <summary>Called while the stream is quiet: is it only quiet, or dead?</summary>
    private async Task<(WatchBatch? Batch, bool Over)> LookAroundAsync(CancellationToken cancellationToken)
    {
        if (_seen < _expected)
        {
            _ended = $"the member delivers nothing, although revision {_expected} was committed";
            return (null, true);
        }

        _failures = 0;
        _expected = committed.Revision;
        if (++_quiet > LongestQuiet)
        {
            // A member without a majority keeps its streams open and says nothing: that is not an idle cluster.
            await reader.RevisionAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_listing is { } listing)
        {
            return Conclude(listing);
        }

        if (Environment.TickCount64 - _listedAt >= options.SafetyList.TotalMilliseconds)
        {
            _listedAt = Environment.TickCount64;
            await ListAsync(cancellationToken).ConfigureAwait(false);
        }

        return (null, false);
    }

    /// <summary>Compared at once with what follows, or at the next look around if nothing does.</summary>
    private async Task ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            _listing = await reader.ListAsync(prefix, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // The watch itself will notice; the next listing is due soon.
            _listing = null;
        }
    }

    /// <summary>
    /// Everything up to the listing's revision has had the time to come. Where something did not, another stream may
    /// bring it; what that one does not bring either is lost.
    /// </summary>
    private (WatchBatch? Batch, bool Over) Conclude(EtcdListing listing)
    {
        if (_unfinished.Count > 0)
        {
            _ended = "the member stopped in the middle of a revision";
            return (null, true);
        }

        string? difference = _ledger.Compare(listing);
        if (difference is null)
        {
            _listing = null;
            _suspicious = false;
            _seen = Math.Max(_seen, listing.Revision);
            return (Tell(_seen), false);
        }

        if (_suspicious)
        {
            return (Missed(listing, difference), true);
        }

        _suspicious = true;
        _ended = $"the member did not deliver what was listed: {difference}";
        return (null, true);
    }

    /// <summary>The caller has to read again.</summary>
    private WatchBatch.Compacted Missed(EtcdListing listing, string difference)
    {
        options.Warn?.Invoke($"A watch of etcd missed something: {difference}. Everything is read again. "
            + "Check the members' versions.");
        return new WatchBatch.Compacted(listing.Revision);
    }
}
