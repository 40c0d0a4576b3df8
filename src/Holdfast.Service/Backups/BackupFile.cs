using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Database;

namespace Holdfast.Service.Backups;

/// <summary>What a backup holds: the rows of one revision, and of which cluster they are.</summary>
public sealed record Backup
{
    public required string ClusterId { get; init; }

    public required string Cluster { get; init; }

    /// <summary>The revision at which all rows were read.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>
    /// Whether people and fence devices are among the rows. They are in no backup of the first format, which says
    /// nothing of them, not that there were none.
    /// </summary>
    public bool HoldsPeopleAndDevices { get; init; } = true;

    public required IReadOnlyList<KeyValue> Rows { get; init; }
}

/// <summary>
/// A backup as a file: one JSON object a line. The first says what it is, then one for each row, and the last one has
/// the SHA-256 of all before it, so that a file which was cut short or changed is not taken.
/// </summary>
public static class BackupFile
{
    private const string Format = "holdfast-backup-2";

    /// <summary>That of before people and fence devices were in it.</summary>
    private const string FirstFormat = "holdfast-backup-1";

    public static byte[] Write(Backup backup)
    {
        using var bytes = new MemoryStream();
        Line(bytes, json =>
        {
            json.WriteString("format", Format);
            json.WriteString("clusterId", backup.ClusterId);
            json.WriteString("cluster", backup.Cluster);
            json.WriteNumber("revision", backup.Revision);
            json.WriteString("takenAt", backup.TakenAt);
            json.WriteNumber("rows", backup.Rows.Count);
        });
        foreach (KeyValue row in backup.Rows)
        {
            Line(bytes, json =>
            {
                json.WriteString("key", row.Key);
                json.WriteNumber("revision", row.Revision);
                json.WriteBase64String("value", row.Value.Span);
            });
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        Line(bytes, json => json.WriteString("sha256", hash));
        return bytes.ToArray();
    }

    /// <exception cref="FormatException">It is no backup, or not whole, or was changed; the message says which.
    /// </exception>
    public static Backup Read(byte[] file)
    {
        int end = file.Length > 0 && file[^1] == '\n' ? file.AsSpan(0, file.Length - 1).LastIndexOf((byte)'\n') : -1;
        if (end < 0)
        {
            throw new FormatException("it is no backup, or was cut short: its last line is missing");
        }

        try
        {
            string told = JsonElement.Parse(file.AsSpan(end + 1)).GetProperty("sha256").GetString() ?? "";
            string found = Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(0, end + 1)));
            if (told != found)
            {
                throw new FormatException(
                    $"its content has the hash {found[..12]}…, but it says {told}: it was changed or damaged");
            }

            string[] lines = Encoding.UTF8.GetString(file, 0, end).Split('\n');
            JsonElement head = JsonElement.Parse(lines[0]);
            string? format = head.GetProperty("format").GetString();
            if (format is not (Format or FirstFormat))
            {
                throw new FormatException($"it is of the format {format}, and this holdfastd knows {FirstFormat} and "
                    + $"{Format}: restore it with the version of Holdfast that wrote it, or a later one");
            }

            KeyValue[] rows = [.. lines.Skip(1).Select(ReadRow)];
            return head.GetProperty("rows").GetInt32() == rows.Length
                ? new Backup
                {
                    ClusterId = head.GetProperty("clusterId").GetString() ?? "",
                    Cluster = head.GetProperty("cluster").GetString() ?? "",
                    Revision = head.GetProperty("revision").GetInt64(),
                    TakenAt = head.GetProperty("takenAt").GetDateTimeOffset(),
                    HoldsPeopleAndDevices = format == Format,
                    Rows = rows,
                }
                : throw new FormatException("rows are missing");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"it is no backup: {wrong.Message}", wrong);
        }
    }

    private static KeyValue ReadRow(string line)
    {
        JsonElement row = JsonElement.Parse(line);
        return new KeyValue(
            row.GetProperty("key").GetString() ?? "", row.GetProperty("value").GetBytesFromBase64(),
            row.GetProperty("revision").GetInt64());
    }

    private static void Line(MemoryStream bytes, Action<Utf8JsonWriter> members)
    {
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
    }
}
