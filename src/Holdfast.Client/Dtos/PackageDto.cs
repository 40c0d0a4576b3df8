namespace Holdfast.Client.Dtos;

/// <summary>What a package holds, read before anything is registered.</summary>
public sealed record PackageDto
{
    /// <summary>SHA-256 of the package, lower-case hexadecimal.</summary>
    public required string PackageHash { get; init; }

    /// <summary>File name of the resource DLL.</summary>
    public required string Dll { get; init; }

    /// <summary>Version of the DLL, as its assembly says.</summary>
    public required string Version { get; init; }

    /// <summary>The types in the DLL.</summary>
    public required IReadOnlyList<FoundTypeDto> Types { get; init; }
}

/// <summary>A resource type that a package holds.</summary>
public sealed record FoundTypeDto
{
    /// <summary>The name under which it is, or would be, registered.</summary>
    public required string Name { get; init; }

    /// <summary>The name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it runs.</summary>
    public required string Description { get; init; }

    /// <summary>The version that is registered under this name, null if none is.</summary>
    public required string? RegisteredVersion { get; init; }

    /// <summary>Whether that registration is of this very package.</summary>
    public required bool SamePackage { get; init; }
}
