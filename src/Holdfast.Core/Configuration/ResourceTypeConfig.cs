namespace Holdfast.Core.Configuration;

/// <summary>
/// A resource type's registration, and the single source of truth about its DLL: key <c>config/types/&lt;t&gt;</c>.
/// </summary>
/// <remarks>Monitors are handed what they need from here each time they start; nothing about a registration lives
/// anywhere else.</remarks>
public sealed record ResourceTypeConfig : StoredRecord
{
    /// <summary>The registered name, e.g. <c>Acme.Ledger</c>.</summary>
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>File name of the resource DLL within its package, e.g. <c>Acme.Ledger.dll</c>.</summary>
    public required string DllName { get; init; }

    /// <summary>SHA-256 of the package, lower-case hexadecimal.</summary>
    public required string PackageHash { get; init; }

    /// <summary>Full name of the class that implements the type.</summary>
    public required string EntryType { get; init; }

    /// <summary>Version of the DLL, as its assembly says.</summary>
    public required string Version { get; init; }

    /// <summary>JSON Schema of the type's properties, as JSON text.</summary>
    public required string PropertySchema { get; init; }

    /// <summary>Names of the properties that the type applies at once while online.</summary>
    public Collections.ValueList<string> AppliedAtOnce { get; init; } = [];

    /// <summary>Names of the type's control calls.</summary>
    public Collections.ValueList<string> Controls { get; init; } = [];

    public string Description { get; init; } = "";

    /// <summary>True for the types of the built-in DLL, which every node has.</summary>
    public bool BuiltIn { get; init; }

    public TimeSpan LooksAlivePollInterval { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan IsAlivePollInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest silence of a pending Online or Offline.</summary>
    public TimeSpan PendingTimeout { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>The longest any other call may take before its monitor is judged hung.</summary>
    public TimeSpan DeadlockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public FenceScope FenceScope { get; init; } = FenceScope.Process;

    /// <summary>Whether its resources can be promoted and demoted; null in a registration made before that was
    /// recorded.</summary>
    public bool? HasRoles { get; init; }
}

/// <summary>What protection a resource needs before another node may take it over.</summary>
public enum FenceScope
{
    /// <summary>It lives in processes that the guard kills.</summary>
    Process,

    /// <summary>It also holds a network address.</summary>
    Address,

    /// <summary>Only the end of its whole node frees it.</summary>
    Node,
}
