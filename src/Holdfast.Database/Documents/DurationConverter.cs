using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Database.Documents;

/// <summary>Stores a duration as text, see <see cref="Durations"/>.</summary>
public sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Durations.TryParse(reader.GetString(), out TimeSpan value)
            ? value
            : throw new JsonException("Expected a duration such as \"250ms\", \"10s\", \"5min\" or \"1h\".");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Durations.Format(value));
}
