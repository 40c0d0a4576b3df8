using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Core.Configuration;

namespace Holdfast.Database.Documents;

/// <summary>Stored records as the bytes that the database holds, and back.</summary>
public static class StoredDocuments
{
    /// <summary>The record as a UTF-8 JSON document, with the members of a newer version that it carries.</summary>
    public static byte[] Encode<T>(T record)
        where T : StoredRecord => JsonSerializer.SerializeToUtf8Bytes(record, Contract<T>());

    /// <summary>The put that stores the record under the key.</summary>
    public static Transaction.Put Put<T>(string key, T record)
        where T : StoredRecord => new(key, Encode(record));

    /// <summary>The put that stores a record whose kind is known only at run time.</summary>
    public static Transaction.Put PutRecord(string key, StoredRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(key,
            JsonSerializer.SerializeToUtf8Bytes(record, DocumentJson.Options.GetTypeInfo(record.GetType())));
    }

    /// <summary>The record in a document.</summary>
    /// <exception cref="DatabaseCorruptException">It is no such record; the message names the key and what is
    /// wrong.</exception>
    public static T Decode<T>(string key, ReadOnlySpan<byte> document)
        where T : StoredRecord => (T)Decode(typeof(T), key, document);

    /// <summary>As <see cref="Decode{T}(string, ReadOnlySpan{byte})"/>, for a kind known only at run time.</summary>
    public static StoredRecord Decode(Type kind, string key, ReadOnlySpan<byte> document)
    {
        try
        {
            return (StoredRecord?)JsonSerializer.Deserialize(document, DocumentJson.Options.GetTypeInfo(kind))
                ?? throw new JsonException("The document is null.");
        }
        catch (JsonException error)
        {
            throw new DatabaseCorruptException(
                $"The value of key \"{key}\" is not a {kind.Name}: {error.Message} "
                + "It was not written by Holdfast; restore the database from a copy or correct this key.", error);
        }
    }

    public static T Decode<T>(KeyValue item)
        where T : StoredRecord => Decode<T>(item.Key, item.Value.Span);

    private static JsonTypeInfo<T> Contract<T>() => (JsonTypeInfo<T>)DocumentJson.Options.GetTypeInfo(typeof(T));
}
