using System.IO.Compression;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Setup;

/// <summary>Sends a package to a node that cannot read this machine's files: as a zip of a folder, a DLL, or the
/// .nupkg.</summary>
internal static class PackageUpload
{
    public static async Task<T> SendAsync<T>(
        string path, Func<Stream, Task<T>> send, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new HoldfastException(ErrorCodes.PackageRefused, $"there is no file or folder {path}");
        }

        string temporary = Path.Combine(Path.GetTempPath(), "holdfast-" + Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        var zip = new FileStream(temporary, options);
        await using (zip.ConfigureAwait(false))
        {
            await PackAsync(path, zip, cancellationToken).ConfigureAwait(false);
            zip.Position = 0;
            return await send(zip).ConfigureAwait(false);
        }
    }

    private static async Task PackAsync(string path, Stream zip, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            await ZipFile.CreateFromDirectoryAsync(path, zip, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            FileStream package = File.OpenRead(path);
            await using (package.ConfigureAwait(false))
            {
                await package.CopyToAsync(zip, cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        ZipArchive archive = await ZipArchive.CreateAsync(
            zip, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken)
                .ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            string stem = path[..^".dll".Length];
            foreach (string file in new[] { path, stem + ".pdb", stem + ".deps.json" }.Where(File.Exists))
            {
                await archive.CreateEntryFromFileAsync(file, Path.GetFileName(file), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }
}
