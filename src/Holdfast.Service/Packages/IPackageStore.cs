using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Service.Packages;

/// <summary>
/// This node's packages: a folder per SHA-256 under &lt;data&gt;/packages, verified at each use, healed from peers.
/// </summary>
public interface IPackageStore
{
    /// <summary>Hashes of the packages that were whole when they were last verified, in order.</summary>
    IReadOnlyList<string> Held { get; }

    /// <summary>The verified folder of a package; fetched from a peer if it is missing or damaged here.</summary>
    Task<PackageResult> GetAsync(string hash, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a DLL, a folder, a .nupkg or another zip on this machine into the store and says what it holds.
    /// </summary>
    Task<ImportResult> ImportAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a package of this node's own as a zip, for a peer. False, and nothing written, if it is not held whole.
    /// </summary>
    Task<bool> WriteZipAsync(string hash, Stream destination, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a package that a peer sent as a zip, if its content has this hash. Null on success, else why not.
    /// </summary>
    Task<string?> StoreZipAsync(string hash, Stream zip, CancellationToken cancellationToken);
}

/// <summary>Where a package is: a closed set.</summary>
public abstract record PackageResult
{
    private PackageResult()
    {
    }

    /// <summary>It is in this folder; empty for the built-in DLL, which is a part of the monitor.</summary>
    public sealed record Present(string Folder) : PackageResult;

    /// <summary>
    /// No node that is up has it whole; <paramref name="Reason"/> starts with "DLL missing" and names the file.
    /// </summary>
    public sealed record Missing(string Reason) : PackageResult;
}

/// <summary>What came of an import: a closed set.</summary>
public abstract record ImportResult
{
    private ImportResult()
    {
    }

    public sealed record Imported(string Hash, string Folder, PackageDescription Description) : ImportResult;

    public sealed record Refused(string Code, string Reason) : ImportResult;
}
