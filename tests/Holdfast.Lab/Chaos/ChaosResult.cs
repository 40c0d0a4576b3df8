using System.Text.Json.Serialization;
using Holdfast.Lab.Faults;

namespace Holdfast.Lab.Chaos;

/// <summary>What a run came to: the last line of <c>make chaos</c>.</summary>
public sealed record ChaosResult
{
    public required int Seed { get; init; }

    public required int Faults { get; init; }

    /// <inheritdoc cref="Ownership.OwnershipProof.OverlapMs"/>
    public required long OverlapMs { get; init; }

    /// <summary>Acknowledged counts that the next owner did not know.</summary>
    public required int LostWrites { get; init; }

    /// <summary>Answers of any node in which a type or a resource was missing, incomplete or changed.</summary>
    public required long RegistrationsLost { get; init; }

    /// <summary>For each fault the longest time without a write after it.</summary>
    public required FaultResult.Spread RecoveryMs { get; init; }

    /// <summary>The same without an answer to the client; null where the resource had no address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FaultResult.Spread? ClientMs { get; init; }
}
