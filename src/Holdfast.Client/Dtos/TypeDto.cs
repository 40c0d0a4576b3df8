using System.Text.Json;

namespace Holdfast.Client.Dtos;

/// <summary>A resource type's registered name with the DLL behind it.</summary>
public sealed record TypeNameDto
{
    /// <summary>The registered name.</summary>
    public required string Name { get; init; }

    /// <summary>File name of the resource DLL.</summary>
    public required string Dll { get; init; }

    /// <summary>SHA-256 of the package.</summary>
    public required string PackageHash { get; init; }
}

/// <summary>A resource type's registration, as the cluster database holds it.</summary>
public sealed record TypeDto
{
    /// <summary>The registered name.</summary>
    public required string Name { get; init; }

    /// <summary>The name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>File name of the resource DLL within its package.</summary>
    public required string Dll { get; init; }

    /// <summary>SHA-256 of the package, lower-case hexadecimal.</summary>
    public required string PackageHash { get; init; }

    /// <summary>Version of the DLL, as its assembly says.</summary>
    public required string Version { get; init; }

    /// <summary>Full name of the class that implements the type.</summary>
    public required string EntryType { get; init; }

    /// <summary>What it runs.</summary>
    public required string Description { get; init; }

    /// <summary>True for the types that every node has.</summary>
    public required bool BuiltIn { get; init; }

    /// <summary>JSON Schema of the type's properties.</summary>
    public required JsonElement PropertySchema { get; init; }

    /// <summary>Names of the properties that take effect at once while online.</summary>
    public required IReadOnlyList<string> AppliedAtOnce { get; init; }

    /// <summary>Names of the type's control calls.</summary>
    public required IReadOnlyList<string> Controls { get; init; }

    /// <summary>Time between two cheap polls, unless the resource says otherwise.</summary>
    public required string LooksAlivePollInterval { get; init; }

    /// <summary>Time between two thorough polls, unless the resource says otherwise.</summary>
    public required string IsAlivePollInterval { get; init; }

    /// <summary>The longest silence of a pending Online or Offline.</summary>
    public required string PendingTimeout { get; init; }

    /// <summary>The longest any other call may take.</summary>
    public required string DeadlockTimeout { get; init; }

    /// <summary><c>Process</c>, <c>Address</c> or <c>Node</c>.</summary>
    public required string FenceScope { get; init; }

    /// <summary>Where it can run.</summary>
    public required IReadOnlyList<AvailabilityDto> Availability { get; init; }

    /// <summary>Names of the resources of this type.</summary>
    public required IReadOnlyList<string> UsedBy { get; init; }

    /// <summary>Revision of the registration, for <c>?revision=</c>.</summary>
    public required long Revision { get; init; }
}

/// <summary>Whether a type can run on a node.</summary>
public sealed record AvailabilityDto
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Whether the type can run there.</summary>
    public required bool Available { get; init; }

    /// <summary>Why not; empty where it is available.</summary>
    public required string Reason { get; init; }
}

/// <summary>What a registration or an upgrade did.</summary>
public sealed record RegistrationDto
{
    /// <summary>SHA-256 of the package.</summary>
    public required string PackageHash { get; init; }

    /// <summary>File name of the resource DLL.</summary>
    public required string Dll { get; init; }

    /// <summary>Version of the DLL.</summary>
    public required string Version { get; init; }

    /// <summary>The types that were found in the DLL and are now registered.</summary>
    public required IReadOnlyList<TypeDto> Types { get; init; }

    /// <summary>Nodes that hold the package now; the others fetch it as soon as they are up.</summary>
    public required IReadOnlyList<string> StoredOn { get; init; }

    /// <summary>How many nodes the cluster has.</summary>
    public required int Nodes { get; init; }
}
