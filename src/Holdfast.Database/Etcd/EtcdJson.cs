using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>
/// The JSON of etcd's gateway: keys and values in base64, 64-bit numbers as strings, and whatever is false, 0 or empty
/// left out.
/// </summary>
internal static class EtcdJson
{
    /// <summary>A request's body.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a key, which is ASCII.</summary>
    public static void WriteKey(this Utf8JsonWriter writer, string name, string key) =>
        writer.WriteBase64String(name, Encoding.ASCII.GetBytes(key));

    public static void WriteNumber64(this Utf8JsonWriter writer, string name, long number) =>
        writer.WriteString(name, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The key and the end of the range of all keys that begin with <paramref name="prefix"/>.</summary>
    public static void WriteRange(this Utf8JsonWriter writer, string prefix)
    {
        writer.WriteKey("key", prefix);
        writer.WriteKey("range_end", EndOf(prefix));
    }

    /// <summary>The first key after all that begin with the prefix; keys are ASCII, so adding 1 stays in a byte.
    /// </summary>
    public static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>A number, 0 where it is left out.</summary>
    public static long Number(this JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement member) ? 0
        : member.ValueKind == JsonValueKind.Number ? member.GetInt64()
        : long.Parse(member.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>An identity: 64 bits that are no quantity, and too large for a signed number.</summary>
    public static string Identity(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) ? member.ToString() : "0";

    public static bool Flag(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.True;

    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>An array's elements; none where it is left out.</summary>
    public static IEnumerable<JsonElement> Elements(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Array
            ? member.EnumerateArray()
            : [];

    public static byte[] Bytes(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) ? member.GetBytesFromBase64() : [];

    /// <summary>The revision in an answer's header.</summary>
    public static long HeaderRevision(this JsonElement answer) =>
        answer.TryGetProperty("header", out JsonElement header) ? header.Number("revision") : 0;
}
