using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Holdfast.Client.Events;

/// <summary>Reads server-sent events as the HTML standard defines them, as far as the API uses them.</summary>
internal static class EventStreamReader
{
    public static async IAsyncEnumerable<StreamItem> ReadAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body);
        string name = "", text = "";
        long revision = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                if (Item(name, text, revision) is { } item)
                {
                    yield return item;
                }

                (name, text) = ("", "");
                continue;
            }

            (string field, string value) = Field(line);
            switch (field)
            {
                case "event":
                    name = value;
                    break;
                case "data":
                    text += value;
                    break;
                case "id":
                    _ = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out revision);
                    break;
                default:
                    break;
            }
        }
    }

    private static (string Field, string Value) Field(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].TrimStart(' '));
    }

    private static StreamItem? Item(string name, string text, long revision) => name switch
    {
        "event" when JsonSerializer.Deserialize(text, ClientJson.Default.EventDto) is { } happened =>
            new StreamItem.Happened(revision, happened),
        "change" when JsonSerializer.Deserialize(text, ClientJson.Default.ChangeDto) is { } change =>
            new StreamItem.Changed(revision, change),
        "resync" => new StreamItem.Resync(revision),
        "reached" => new StreamItem.Reached(revision),
        _ => null,
    };
}
