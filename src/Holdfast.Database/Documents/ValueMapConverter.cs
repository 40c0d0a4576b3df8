using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Core.Collections;

namespace Holdfast.Database.Documents;

/// <summary>Stores a <see cref="ValueMap{T}"/> as a JSON object.</summary>
public sealed class ValueMapConverter<T> : JsonConverter<ValueMap<T>>
{
    public override ValueMap<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected an object.");
        }

        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            entries[name] = JsonSerializer.Deserialize(ref reader, type)
                ?? throw new JsonException($"Expected no null at \"{name}\".");
        }

        return entries.Count == 0 ? ValueMap<T>.Empty : ValueMap<T>.From(entries);
    }

    public override void Write(Utf8JsonWriter writer, ValueMap<T> value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartObject();
        foreach (KeyValuePair<string, T> entry in value)
        {
            writer.WritePropertyName(entry.Key);
            JsonSerializer.Serialize(writer, entry.Value, type);
        }

        writer.WriteEndObject();
    }
}
