using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>What a watch's stream says next: a closed set.</summary>
internal abstract record WatchMessage
{
    private WatchMessage()
    {
    }

    /// <summary>Reads one line of the stream.</summary>
    public static WatchMessage Read(in ReadOnlySequence<byte> line, string root)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        if (!document.RootElement.TryGetProperty("result", out JsonElement result))
        {
            string? message = document.RootElement.TryGetProperty("error", out JsonElement error)
                ? error.Text("message") ?? error.ToString()
                : null;
            return new Ended(EtcdRemedies.For(message ?? "the watch's stream holds something that is not etcd's"));
        }

        if (result.Flag("canceled"))
        {
            long compacted = result.Number("compact_revision");
            return compacted > 0
                ? new Compacted(compacted)
                : new Ended(EtcdRemedies.For(result.Text("cancel_reason") ?? "etcd ended the watch"));
        }

        List<Change> changes = [.. result.Elements("events").Select(item => ReadEvent(item, root))];
        return changes.Count > 0 ? new Changed(changes, result.Flag("fragment"))
            : result.Flag("created") ? new Created(result.HeaderRevision())
            : new Progress(result.HeaderRevision());
    }

    private static Change ReadEvent(JsonElement item, string root)
    {
        // The type is left out for a put.
        bool deleted = item.Text("type") == "DELETE";
        JsonElement kv = item.GetProperty("kv");
        string key = Encoding.ASCII.GetString(kv.Bytes("key"))[root.Length..];
        long revision = kv.Number("mod_revision");
        return deleted ? new Change(key, null, revision) : new Change(key, kv.Bytes("value"), revision);
    }

    /// <summary>It began; the member has this revision.</summary>
    internal sealed record Created(long Revision) : WatchMessage;

    /// <summary>Changes in order, of whole revisions unless there is more to come.</summary>
    internal sealed record Changed(List<Change> Items, bool More) : WatchMessage;

    /// <summary>Nothing changed up to this revision.</summary>
    internal sealed record Progress(long Revision) : WatchMessage;

    /// <summary>History up to this revision is gone.</summary>
    internal sealed record Compacted(long Revision) : WatchMessage;

    /// <summary>The stream is over, and has to go on at another member.</summary>
    internal sealed record Ended(string Reason) : WatchMessage;
}
