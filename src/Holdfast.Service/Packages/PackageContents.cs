using System.IO.Compression;

namespace Holdfast.Service.Packages;

/// <summary>
/// Copies what a user hands in (a DLL, a publish folder, a .nupkg or another zip) into a folder, as a package's
/// content.
/// </summary>
/// <remarks>Holdfast.ResourceApi.dll is left out: every monitor brings its own, and a second copy would be other
/// types.</remarks>
internal static class PackageContents
{
    private const string ResourceApi = "Holdfast.ResourceApi.";

    /// <exception cref="PackageRefusedException">It cannot become a package.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Copy(string path, string target, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            CopyFolder(path, target, cancellationToken);
        }
        else if (!File.Exists(path))
        {
            throw new PackageRefusedException(
                $"There is no file or folder {path} on this node's machine. Name a resource DLL, the folder that "
                + "`dotnet publish -o` wrote, or a .nupkg.");
        }
        else if (Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase))
        {
            CopyDll(path, target);
        }
        else
        {
            using FileStream zip = File.OpenRead(path);
            Extract(zip, path, target, cancellationToken);
        }

        if (!Directory.EnumerateFiles(target, "*.dll", SearchOption.AllDirectories).Any())
        {
            throw new PackageRefusedException($"{path} has no DLL. Name a resource DLL or the folder it was "
                + "published to.");
        }
    }

    /// <summary>Extracts a zip of a package's content, or a .nupkg's best <c>lib/net*</c> folder.</summary>
    public static void Extract(Stream zip, string name, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            string prefix = NugetPackage.LibraryFolder(archive.Entries.Select(entry => entry.FullName));
            var room = new Room(name);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.FullName.StartsWith(prefix, StringComparison.Ordinal) && !entry.FullName.EndsWith('/'))
                {
                    using Stream content = entry.Open();
                    CopyFile(content, entry.FullName[prefix.Length..], target, room);
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new PackageRefusedException(
                $"{name} is neither a DLL nor a readable zip ({error.Message}). Name a resource DLL, a publish "
                + "folder or a .nupkg.");
        }
    }

    /// <summary>Writes a folder as a zip.</summary>
    public static void Write(string folder, Stream destination, CancellationToken cancellationToken)
    {
        using var archive = new ZipArchive(destination, ZipArchiveMode.Create, leaveOpen: true);
        foreach (string file in Files(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            archive.CreateEntryFromFile(file, Path.GetRelativePath(folder, file), CompressionLevel.Fastest);
        }
    }

    private static void CopyFolder(string folder, string target, CancellationToken cancellationToken)
    {
        var room = new Room(folder);
        foreach (string file in Files(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using FileStream content = File.OpenRead(file);
            CopyFile(content, Path.GetRelativePath(folder, file), target, room);
        }
    }

    private static void CopyDll(string dll, string target)
    {
        var room = new Room(dll);
        string stem = dll[..^".dll".Length];
        foreach (string file in new[] { dll, stem + ".pdb", stem + ".deps.json" }.Where(File.Exists))
        {
            using FileStream content = File.OpenRead(file);
            CopyFile(content, Path.GetFileName(file), target, room);
        }
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(
        folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });

    private static void CopyFile(Stream content, string name, string target, Room room)
    {
        if (Path.GetFileName(name).StartsWith(ResourceApi, StringComparison.Ordinal))
        {
            return;
        }

        string path = Path.GetFullPath(Path.Combine(target, name));
        if (!path.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new PackageRefusedException($"{room.Name} has a file \"{name}\" that would land outside of the "
                + "package.");
        }

        room.TakeFile();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[81920];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            room.TakeBytes(read);
            file.Write(buffer, 0, read);
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>What is left of the limits while a package is copied.</summary>
    private sealed class Room(string name)
    {
        private long _bytes = PackageLimits.Bytes;
        private int _files = PackageLimits.Files;

        public string Name => name;

        public void TakeFile() => Check(--_files >= 0, $"{PackageLimits.Files} files");

        public void TakeBytes(int count) => Check((_bytes -= count) >= 0, $"{PackageLimits.Bytes >> 20} MiB");

        private void Check(bool fits, string limit)
        {
            if (!fits)
            {
                throw new PackageRefusedException(
                    $"{name} has more than {limit}. Name the folder that `dotnet publish -o` wrote, and nothing "
                    + "above it.");
            }
        }
    }
}
