using System.Security.Cryptography;
using System.Text;

namespace Holdfast.MonitorProtocol.Packages;

/// <summary>
/// The identity of a package: SHA-256 over one line per file, <c>relativePath\0length\0sha256hex\n</c>, sorted by path.
/// </summary>
/// <remarks>
/// Paths use '/' and are compared by their bytes, so every node computes the same. Times, owners and modes do not
/// count. A link to a file counts as the file; a link to a folder is not followed. Whoever stores, verifies or loads a
/// package uses this one implementation.
/// </remarks>
public static class PackageHash
{
    /// <summary>Computes the hash of a package's folder, lower-case hexadecimal.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Compute(string folder)
    {
        using var total = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        var files = Directory.EnumerateFiles(folder, "*", options)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        foreach (var (path, name) in files)
        {
            using var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var digest = SHA256.HashData(stream);
            total.AppendData(Encoding.UTF8.GetBytes($"{name}\0{stream.Length}\0{Convert.ToHexStringLower(digest)}\n"));
        }

        return Convert.ToHexStringLower(total.GetHashAndReset());
    }
}
