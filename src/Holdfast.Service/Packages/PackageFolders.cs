using Holdfast.MonitorProtocol.Packages;

namespace Holdfast.Service.Packages;

/// <summary>The folders under &lt;data&gt;/packages: one per hash, and the unfinished ones beside them.</summary>
/// <remarks>A package appears by one rename, whole, with its files read-only. A damaged one is renamed away before a
/// good
/// one takes its place; processes that have it loaded keep the old files until they end.</remarks>
internal sealed class PackageFolders(string root)
{
    private const string Unfinished = ".staging-";
    private const string Discarded = ".discarded-";
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Root => root;

    public string Of(string hash) => Path.Combine(root, hash);

    /// <summary>Hashes of all folders, whole or not.</summary>
    public IReadOnlyList<string> Hashes => Directory.Exists(root)
        ? [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)!).Where(IsHash)
        .Order(StringComparer.Ordinal)]
        : [];

    public static bool IsHash(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");

    /// <summary>Removes what an earlier run of the service left unfinished.</summary>
    public void CleanUp()
    {
        Directory.CreateDirectory(root);
        foreach (string path in Directory.EnumerateDirectories(root, ".*"))
        {
            Directory.Delete(path, recursive: true);
        }

        foreach (string path in Directory.EnumerateFiles(root, "*.zip"))
        {
            File.Delete(path);
        }
    }

    /// <summary>A new empty folder to gather a package in.</summary>
    public string Stage()
    {
        string folder = Path.Combine(root, Unfinished + Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Gives a staged folder its place; returns the folder under which the package is now held.</summary>
    public string Place(string staged, string hash)
    {
        foreach (string file in Directory.EnumerateFiles(staged, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, ReadOnly);
        }

        string folder = Of(hash);
        if (!IsWhole(hash))
        {
            Discard(hash);
            Directory.Move(staged, folder);
        }

        return folder;
    }

    /// <summary>Whether the folder has exactly the content that its name says.</summary>
    public bool IsWhole(string hash)
    {
        try
        {
            return PackageHash.Compute(Of(hash)) == hash;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Sizes and times of all files: where this is as before, nobody has touched the package in the ordinary way.
    /// </summary>
    public string Fingerprint(string hash)
    {
        try
        {
            return string.Join('\n', new DirectoryInfo(Of(hash)).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")
                .Order(StringComparer.Ordinal));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Takes a package's folder away, also while it is in use.</summary>
    public void Discard(string hash)
    {
        string folder = Of(hash);
        if (Directory.Exists(folder))
        {
            string away = Path.Combine(root, Discarded + Path.GetRandomFileName());
            Directory.Move(folder, away);
            Directory.Delete(away, recursive: true);
        }
    }

    public static void Remove(string staged)
    {
        if (Directory.Exists(staged))
        {
            Directory.Delete(staged, recursive: true);
        }
    }
}
