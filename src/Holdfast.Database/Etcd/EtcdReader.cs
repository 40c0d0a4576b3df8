using System.Text;
using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>Reads: linearizable, from whichever member answers, large ones in pages at one revision.</summary>
internal sealed class EtcdReader(EtcdConnection connection, EtcdOptions options)
{
    /// <summary>How often a read begins anew because history was compacted between two of its pages.</summary>
    private const int Tries = 5;

    /// <summary>Every key under the prefix.</summary>
    public async Task<ReadResult> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        var items = new List<KeyValue>();
        long revision = await PagesAsync(
            prefix, keysOnly: false, items.Clear,
            (key, item) => items.Add(new KeyValue(key, item.Bytes("value"), item.Number("mod_revision"))),
            cancellationToken).ConfigureAwait(false);
        return new ReadResult(revision, items);
    }

    /// <summary>Every key under the prefix with its revision, without values.</summary>
    public async Task<EtcdListing> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        long revision = await PagesAsync(
            prefix, keysOnly: true, keys.Clear, (key, item) => keys[key] = item.Number("mod_revision"),
            cancellationToken).ConfigureAwait(false);
        return new EtcdListing(revision, keys);
    }

    /// <summary>The revision that the cluster has now, whatever a single member knows.</summary>
    public async Task<long> RevisionAsync(CancellationToken cancellationToken)
    {
        byte[] body = EtcdJson.Write(json =>
        {
            json.WriteKey("key", options.Prefix);
            json.WriteBoolean("count_only", true);
        });
        JsonElement? answer = await AskAsync(body, cancellationToken).ConfigureAwait(false);
        return answer?.HeaderRevision()
            ?? throw new DatabaseUnavailableException("etcd did not say which revision it has.");
    }

    private async Task<long> PagesAsync(
        string prefix, bool keysOnly, Action restart, Action<string, JsonElement> item,
        CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries; i++)
        {
            restart();
            if (await TryPagesAsync(prefix, keysOnly, item, cancellationToken).ConfigureAwait(false) is { } revision)
            {
                return revision;
            }
        }

        throw new DatabaseUnavailableException(
            $"History was compacted under {Tries} reads of \"{prefix}\": something compacts etcd too often.");
    }

    /// <summary>All pages, or null where the revision of the first was compacted before the last.</summary>
    private async Task<long?> TryPagesAsync(
        string prefix, bool keysOnly, Action<string, JsonElement> item, CancellationToken cancellationToken)
    {
        string root = options.Prefix + prefix;
        string from = root;
        long revision = 0;
        while (true)
        {
            byte[] body = Page(from, EtcdJson.EndOf(root), revision, keysOnly);
            if (await AskAsync(body, cancellationToken).ConfigureAwait(false) is not { } page)
            {
                return null;
            }

            revision = revision == 0 ? page.HeaderRevision() : revision;
            string last = "";
            foreach (JsonElement found in page.Elements("kvs"))
            {
                last = Encoding.ASCII.GetString(found.Bytes("key"));
                item(last[options.Prefix.Length..], found);
            }

            if (!page.Flag("more") || last.Length == 0)
            {
                return revision;
            }

            from = last + '\0';
        }
    }

    /// <summary>The answer, or null where the revision asked for is compacted.</summary>
    private async Task<JsonElement?> AskAsync(byte[] body, CancellationToken cancellationToken)
    {
        switch (await connection.AskAsync(EtcdPaths.Range, body, cancellationToken).ConfigureAwait(false))
        {
            case EtcdAnswer.Ok ok:
                return ok.Root;
            case EtcdAnswer.Refused { OutsideHistory: true }:
                return null;
            case var refused:
                throw new DatabaseUnavailableException($"etcd refused a read: {refused.Reason}");
        }
    }

    private byte[] Page(string from, string end, long revision, bool keysOnly) => EtcdJson.Write(json =>
    {
        json.WriteKey("key", from);
        json.WriteKey("range_end", end);
        json.WriteNumber64("limit", options.PageSize);
        json.WriteNumber64("revision", revision);
        json.WriteBoolean("keys_only", keysOnly);
    });
}

/// <summary>Which keys there were at a revision, and the revision of each.</summary>
internal sealed record EtcdListing(long Revision, IReadOnlyDictionary<string, long> Keys);
