using System.Security.Cryptography;
using System.Text;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Tests.Api;

/// <summary>A package store that takes any bytes for a package and describes it as told; and no peers.</summary>
internal sealed class FakePackages : IPackageStore, IPackagePeers
{
    private readonly Dictionary<string, byte[]> _zips = new(StringComparer.Ordinal);

    public PackageDescription Description { get; set; } = new()
    {
        DllName = "Acme.Ledger.dll",
        Version = "1.0.0",
        Types =
        [
            new TypeDescription
            {
                Name = "Acme.Ledger", DisplayName = "Ledger", EntryType = "Acme.Ledger",
                PropertySchema = Sample.Schema, Controls = ["snapshot"],
            },
        ],
    };

    public IReadOnlyList<string> Held => [.. _zips.Keys];

    public Task<PackageResult> GetAsync(string hash, CancellationToken cancellationToken) =>
        Task.FromResult<PackageResult>(new PackageResult.Missing("DLL missing"));

    public async Task<ImportResult> ImportAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return new ImportResult.Refused(Client.Errors.ErrorCodes.PackageRefused, $"there is no file {path}");
        }

        using var bytes = new MemoryStream();
        await using (
            FileStream file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            await file.CopyToAsync(bytes, cancellationToken);
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
        _zips[hash] = bytes.ToArray();
        return new ImportResult.Imported(hash, "/", Description);
    }

    public async Task<bool> WriteZipAsync(string hash, Stream destination, CancellationToken cancellationToken)
    {
        if (!_zips.TryGetValue(hash, out byte[]? zip))
        {
            return false;
        }

        await destination.WriteAsync(zip, cancellationToken);
        return true;
    }

    public async Task<string?> StoreZipAsync(string hash, Stream zip, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await zip.CopyToAsync(bytes, cancellationToken);
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
        if (found != hash)
        {
            return $"its hash is {found}, not {hash}";
        }

        _zips[hash] = bytes.ToArray();
        return null;
    }

    public IReadOnlyList<string> For(string hash) => [];

    public Task<bool> FetchAsync(string peer, string hash, Stream destination, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    public Task<bool> PushAsync(string peer, string hash, Stream zip, CancellationToken cancellationToken) =>
        Task.FromResult(false);
}
