using System.Text.Json.Serialization;

namespace Holdfast.Service.Api.Access;

/// <summary>A token that somebody was given, as it is kept: its secret is not, only what tells it.</summary>
internal sealed record NamedToken
{
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>SHA-256 of the token, hexadecimal. The token has 256 bits of its own, so no salt is needed.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who had it made.</summary>
    public required string MadeBy { get; init; }
}

/// <summary>The file of <see cref="NamedTokens"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<NamedToken>))]
internal sealed partial class NamedTokenJson : JsonSerializerContext;
