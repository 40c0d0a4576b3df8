using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>History: compacted when asked for, and along the way so that the database does not grow without end.
/// </summary>
internal sealed class EtcdHistory(
    EtcdConnection connection, EtcdReader reader, EtcdOptions options, CancellationToken closed)
{
    private const int ShortestStride = 64;
    private static readonly TimeSpan LongestReclaiming = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private Task _trimming = Task.CompletedTask;
    private long _trimmedTo;

    /// <summary>Called after each commit: drops what is older than the history that is kept, in strides.</summary>
    public void Trim(long revision)
    {
        long upTo = revision - options.HistoryKept;
        lock (_gate)
        {
            if (options.HistoryKept <= 0 || closed.IsCancellationRequested || !_trimming.IsCompleted
                || upTo - _trimmedTo < Math.Max(ShortestStride, options.HistoryKept / 10))
            {
                return;
            }

            _trimmedTo = upTo;
            _trimming = TrimAsync(upTo);
        }
    }

    /// <summary>Forgets history up to and including the revision, or up to now if it is not that far yet.</summary>
    /// <exception cref="DatabaseUnavailableException">etcd cannot be reached, or refuses.</exception>
    public async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        EtcdAnswer answer = await AskAsync(revision, cancellationToken).ConfigureAwait(false);
        if (answer is EtcdAnswer.Refused { InTheFuture: true })
        {
            long now = await reader.RevisionAsync(cancellationToken).ConfigureAwait(false);
            answer = await AskAsync(now, cancellationToken).ConfigureAwait(false);
        }

        // Compacted already, perhaps by another node, is what was asked for.
        if (answer is EtcdAnswer.Refused { OutsideHistory: false } refused)
        {
            throw new DatabaseUnavailableException($"etcd did not compact its history: {refused.Reason}");
        }
    }

    public async Task ReclaimSpaceAsync(Uri? only, CancellationToken cancellationToken)
    {
        if (only is not null && Enumerable.Range(0, connection.Count).All(endpoint => connection[endpoint] != only))
        {
            throw new DatabaseUnavailableException($"{only} is none of the members that are known here");
        }

        byte[] nothing = EtcdJson.Write(_ => { });
        byte[] all = Compaction(await reader.RevisionAsync(cancellationToken).ConfigureAwait(false), physical: true);
        for (int endpoint = 0; endpoint < connection.Count; endpoint++)
        {
            if (only is not null && connection[endpoint] != only)
            {
                continue;
            }

            // Dropped from its file before that is written anew: each member does so at its own time.
            EtcdAnswer answer = await connection.TryAsync(
                endpoint, EtcdPaths.Compaction, all, LongestReclaiming, cancellationToken).ConfigureAwait(false);
            if (answer is not EtcdAnswer.Refused { OutsideHistory: true })
            {
                Require(answer, $"etcd member {connection[endpoint]} did not compact its history");
            }

            answer = await connection.TryAsync(
                endpoint, EtcdPaths.Defragment, nothing, LongestReclaiming, cancellationToken)
                .ConfigureAwait(false);
            Require(answer, $"etcd member {connection[endpoint]} was not defragmented");
        }

        byte[] which = EtcdJson.Write(json => json.WriteString("action", "GET"));
        JsonElement alarms = Require(
            await connection.AskAsync(EtcdPaths.Alarm, which, cancellationToken).ConfigureAwait(false),
            "etcd's alarms could not be read");
        foreach (JsonElement alarm in alarms.Elements("alarms").Where(alarm => alarm.Text("alarm") == "NOSPACE"))
        {
            Require(
                await connection.AskAsync(EtcdPaths.Alarm, Disarm(alarm.Identity("memberID")), cancellationToken)
                    .ConfigureAwait(false),
                "the NOSPACE alarm was not ended");
        }
    }

    /// <summary>Waits for what is under way; nothing new begins once the database is closed.</summary>
    public async Task StopAsync()
    {
        Task last;
        lock (_gate)
        {
            last = _trimming;
        }

        await last.ConfigureAwait(false);
    }

    private Task<EtcdAnswer> AskAsync(long revision, CancellationToken cancellationToken) => connection.AskAsync(
        EtcdPaths.Compaction, Compaction(revision, physical: false), cancellationToken);

    private static byte[] Compaction(long revision, bool physical) => EtcdJson.Write(json =>
    {
        json.WriteNumber64("revision", revision);
        json.WriteBoolean("physical", physical);
    });

    private async Task TrimAsync(long upTo)
    {
        try
        {
            await CompactAsync(upTo, closed).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException unavailable)
        {
            // The next stride tries again; until then history is only longer than it need be.
            options.Warn?.Invoke(unavailable.Message);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The database is being closed.
        }
    }

    private static byte[] Disarm(string member) => EtcdJson.Write(json =>
    {
        json.WriteString("action", "DEACTIVATE");
        json.WriteString("memberID", member);
        json.WriteString("alarm", "NOSPACE");
    });

    private static JsonElement Require(EtcdAnswer answer, string otherwise) => answer is EtcdAnswer.Ok ok
        ? ok.Root
        : throw new DatabaseUnavailableException($"{otherwise}: {answer.Reason}");
}
