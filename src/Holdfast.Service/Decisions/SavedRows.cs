using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database.Documents;
using Holdfast.Service.Fencing;

namespace Holdfast.Service.Decisions;

/// <summary>The rows of a snapshot as JSON, plain or compressed.</summary>
internal static class SavedRows
{
    public static JsonArray Write(ClusterSnapshot snapshot)
    {
        using var written = new MemoryStream();
        WriteTo(written, snapshot);
        return JsonNode.Parse(written.GetBuffer().AsSpan(0, (int)written.Length))!.AsArray();
    }

    public static ClusterSnapshot Read(JsonArray rows, long revision)
    {
        var snapshot = new ClusterSnapshot();
        foreach (JsonNode? row in rows)
        {
            string key = (string?)row?["key"] ?? throw new FormatException("a row has no \"key\"");
            Type kind = SnapshotRows.TypeOf(key) ?? throw new FormatException($"no record belongs under \"{key}\"");
            byte[] value = Encoding.UTF8.GetBytes(row!["value"]?.ToJsonString() ?? "null");
            StoredRecord record = StoredDocuments.Decode(kind, key, value);
            snapshot = snapshot.Set(key, record, (long?)row["revision"] ?? 0);
        }

        return snapshot with { Revision = revision };
    }

    /// <summary>Base64 of the rows, compressed.</summary>
    public static string Pack(ClusterSnapshot snapshot)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            WriteTo(brotli, snapshot);
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    /// <exception cref="FormatException">It was not packed by <see cref="Pack"/>.</exception>
    public static ClusterSnapshot Unpack(string text, long revision)
    {
        try
        {
            using var brotli = new BrotliStream(
                new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            return Read(JsonNode.Parse(brotli)?.AsArray() ?? [], revision);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            throw new FormatException($"the rows of a decision cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The record without passwords of devices: nothing is decided from them.</summary>
    private static StoredRecord Shown(StoredRecord value) =>
        value is FenceDeviceConfig device ? FenceSecrets.Masked(device) : value;

    private static void WriteTo(Stream stream, ClusterSnapshot snapshot)
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartArray();
        foreach ((string key, StoredRecord value, long revision) in snapshot.Rows())
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WriteNumber("revision", revision);
            writer.WritePropertyName("value");
            writer.WriteRawValue(StoredDocuments.PutRecord(key, Shown(value)).Value.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
