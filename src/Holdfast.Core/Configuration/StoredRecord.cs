using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Core.Configuration;

/// <summary>
/// What every record in the cluster database has: a schema version, and the members a newer version wrote.
/// </summary>
public abstract record StoredRecord
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Members of the stored document that this version does not know; written back as they were.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
