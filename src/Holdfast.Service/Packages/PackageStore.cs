using System.Collections.Concurrent;
using Holdfast.Client.Errors;
using Holdfast.MonitorProtocol.Packages;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Packages;

/// <summary>Keeps this node's packages under its data folder; see <see cref="IPackageStore"/>.</summary>
public sealed partial class PackageStore : IPackageStore, IDisposable
{
    private readonly PackageFolders _folders;
    private readonly IPackageDescriber _describer;
    private readonly IPackagePeers _peers;
    private readonly IClusterView _view;
    private readonly ILogger<PackageStore> _logger;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _changing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _verified = new(StringComparer.Ordinal);

    public PackageStore(
        string root, IPackageDescriber describer, IPackagePeers peers, IClusterView view, ILogger<PackageStore> logger)
    {
        _folders = new PackageFolders(Path.GetFullPath(root));
        _describer = describer;
        _peers = peers;
        _view = view;
        _logger = logger;
        _folders.CleanUp();
        foreach (string hash in _folders.Hashes)
        {
            Verify(hash);
        }
    }

    /// <summary>
    /// Raised when a damaged or missing package was fetched from a peer: its hash and the peer's name.
    /// </summary>
    public event Action<string, string>? Healed;

    public IReadOnlyList<string> Held => [.. _verified.Keys.Order(StringComparer.Ordinal)];

    internal PackageFolders Folders => _folders;

    public async Task<PackageResult> GetAsync(string hash, CancellationToken cancellationToken)
    {
        if (hash == TypeConfigs.BuiltInHash)
        {
            return new PackageResult.Present("");
        }

        if (!PackageFolders.IsHash(hash))
        {
            return new PackageResult.Missing($"DLL missing: \"{hash}\" is not the SHA-256 of a package.");
        }

        if (await Task.Run(() => Verify(hash), cancellationToken).ConfigureAwait(false))
        {
            return new PackageResult.Present(_folders.Of(hash));
        }

        SemaphoreSlim changing = LockOf(hash);
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Verify(hash) || await HealAsync(hash, cancellationToken).ConfigureAwait(false)
                ? new PackageResult.Present(_folders.Of(hash))
                : new PackageResult.Missing(WhyMissing(hash));
        }
        finally
        {
            changing.Release();
        }
    }

    public async Task<ImportResult> ImportAsync(string path, CancellationToken cancellationToken)
    {
        string? staged = null;
        try
        {
            staged = _folders.Stage();
            await Task.Run(
                () => PackageContents.Copy(Path.GetFullPath(path), staged, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            DescribeResult result = await _describer.DescribeAsync(staged, cancellationToken).ConfigureAwait(false);
            if (result is not DescribeResult.Described described)
            {
                return new ImportResult.Refused(ErrorCodes.PackageRefused, ((DescribeResult.Failed)result).Reason);
            }

            (string hash, string folder) = await PlaceAsync(staged, cancellationToken).ConfigureAwait(false);
            return new ImportResult.Imported(hash, folder, described.Description);
        }
        catch (PackageRefusedException error)
        {
            return new ImportResult.Refused(ErrorCodes.PackageRefused, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new ImportResult.Refused(
                ErrorCodes.PackageRefused, $"{path} cannot be read or stored: {error.Message}");
        }
        finally
        {
            if (staged is not null)
            {
                PackageFolders.Remove(staged);
            }
        }
    }

    public async Task<bool> WriteZipAsync(string hash, Stream destination, CancellationToken cancellationToken)
    {
        if (!PackageFolders.IsHash(hash) || !Verify(hash))
        {
            return false;
        }

        // Zipped to a file first: the destination may be a socket, which takes no synchronous writes.
        await using FileStream zip = TemporaryFile();
        await Task.Run(() => PackageContents.Write(_folders.Of(hash), zip, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        zip.Position = 0;
        await zip.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<string?> StoreZipAsync(string hash, Stream zip, CancellationToken cancellationToken)
    {
        if (!PackageFolders.IsHash(hash))
        {
            return $"\"{hash}\" is not the SHA-256 of a package.";
        }

        if (Verify(hash))
        {
            return null;
        }

        try
        {
            await using FileStream file = TemporaryFile();
            await CopyLimitedAsync(zip, file, cancellationToken).ConfigureAwait(false);
            return await UnpackAsync(hash, file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PackageRefusedException)
        {
            return error.Message;
        }
    }

    /// <summary>
    /// Verifies a package again. Cheap where sizes and times are as they were, unless <paramref name="fully"/> is asked
    /// for.
    /// </summary>
    public bool Recheck(string hash, bool fully)
    {
        if (!fully && _verified.TryGetValue(hash, out string? fingerprint) && fingerprint == _folders.Fingerprint(hash))
        {
            return true;
        }

        return Verify(hash);
    }

    /// <summary>Deletes a package that nothing refers to any more.</summary>
    public async Task RemoveAsync(string hash, CancellationToken cancellationToken)
    {
        SemaphoreSlim changing = LockOf(hash);
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _verified.TryRemove(hash, out _);
            _folders.Discard(hash);
            LogRemoved(_logger, hash);
        }
        finally
        {
            changing.Release();
        }
    }

    public void Dispose()
    {
        foreach (SemaphoreSlim changing in _changing.Values)
        {
            changing.Dispose();
        }
    }

    /// <summary>One change of a package at a time; a slow peer of one keeps no other waiting.</summary>
    private SemaphoreSlim LockOf(string hash) => _changing.GetOrAdd(hash, static _ => new SemaphoreSlim(1, 1));

    private bool Verify(string hash)
    {
        string fingerprint = _folders.Fingerprint(hash);
        if (_folders.IsWhole(hash))
        {
            _verified[hash] = fingerprint;
            return true;
        }

        _verified.TryRemove(hash, out _);
        return false;
    }

    private async Task<(string Hash, string Folder)> PlaceAsync(string staged, CancellationToken cancellationToken)
    {
        string hash = PackageHash.Compute(staged);
        SemaphoreSlim changing = LockOf(hash);
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string folder = _folders.Place(staged, hash);
            Verify(hash);
            return (hash, folder);
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task<bool> HealAsync(string hash, CancellationToken cancellationToken)
    {
        foreach (string peer in _peers.For(hash))
        {
            string? trouble;
            try
            {
                await using FileStream file = TemporaryFile();
                if (!await _peers.FetchAsync(peer, hash, file, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                trouble = UnpackLocked(hash, file, cancellationToken);
            }
            catch (Exception error)
                when (error is IOException or UnauthorizedAccessException or PackageRefusedException)
            {
                trouble = error.Message;
            }

            if (trouble is null)
            {
                LogHealed(_logger, hash, peer);
                Healed?.Invoke(hash, peer);
                return true;
            }

            LogNotHealed(_logger, hash, peer, trouble);
        }

        return false;
    }

    private async Task<string?> UnpackAsync(string hash, Stream zip, CancellationToken cancellationToken)
    {
        SemaphoreSlim changing = LockOf(hash);
        await changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return UnpackLocked(hash, zip, cancellationToken);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>
    /// Unpacks a zip and gives it its place if its content has the hash; null on success, else why not.
    /// </summary>
    private string? UnpackLocked(string hash, Stream zip, CancellationToken cancellationToken)
    {
        string staged = _folders.Stage();
        try
        {
            zip.Position = 0;
            PackageContents.Extract(zip, "The zip", staged, cancellationToken);
            string actual = PackageHash.Compute(staged);
            if (actual != hash)
            {
                return $"The zip holds package {actual}, not {hash}.";
            }

            _folders.Place(staged, hash);
            return Verify(hash) ? null : $"Package {hash} could not be stored whole in {_folders.Root}.";
        }
        finally
        {
            PackageFolders.Remove(staged);
        }
    }

    private string WhyMissing(string hash)
    {
        string dll = _view.Current.Types.Values.FirstOrDefault(row => row.Value.PackageHash == hash)?.Value.DllName
            ?? "";
        string path = Path.Combine(_folders.Of(hash), dll);
        string what = File.Exists(path) ? "is there, but the package's content is not what was registered"
            : "is not there";
        return $"DLL missing: {path} {what}, and no node that is up has package {hash[..12]} whole. "
            + "Register the same package again, or start a node that has it.";
    }

    private FileStream TemporaryFile() => new(
        Path.Combine(_folders.Root, Path.GetRandomFileName() + ".zip"), FileMode.CreateNew, FileAccess.ReadWrite,
        FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    private static async Task CopyLimitedAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[81920];
        long total = 0;
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            total += read;
            if (total > PackageLimits.Bytes)
            {
                throw new PackageRefusedException($"The zip has more than {PackageLimits.Bytes >> 20} MiB.");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Package {Hash} was fetched from {Peer}")]
    private static partial void LogHealed(ILogger logger, string hash, string peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Package {Hash} could not be taken from {Peer}: {Reason}")]
    private static partial void LogNotHealed(ILogger logger, string hash, string peer, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Package {Hash} was removed: no type refers to it")]
    private static partial void LogRemoved(ILogger logger, string hash);
}
