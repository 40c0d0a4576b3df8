using Holdfast.Service.Packages;

namespace Holdfast.Service.Tests.Packages;

/// <summary>Nodes that reach each other's package stores directly, as long as they are up.</summary>
internal sealed class FakeNetwork
{
    public Dictionary<string, PackageStore> Stores { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes that others cannot see.</summary>
    public HashSet<string> Down { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes that look up but take and give nothing.</summary>
    public HashSet<string> Deaf { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes that accept a call and never answer.</summary>
    public HashSet<string> Hanging { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes what travels, to play a damaged transfer.</summary>
    public Func<byte[], byte[]> Transfer { get; set; } = bytes => bytes;

    public IPackagePeers Of(string node) => new Peers(this, node);

    private sealed class Peers(FakeNetwork network, string node) : IPackagePeers
    {
        public IReadOnlyList<string> For(string hash) =>
            [.. network.Stores.Keys.Where(name => name != node && !network.Down.Contains(name))
                .Order(StringComparer.Ordinal)];

        public async Task<bool> FetchAsync(
            string peer, string hash, Stream destination, CancellationToken cancellationToken)
        {
            using var zip = new MemoryStream();
            if (network.Deaf.Contains(peer)
                || !await network.Stores[peer].WriteZipAsync(hash, zip, cancellationToken))
            {
                return false;
            }

            await destination.WriteAsync(network.Transfer(zip.ToArray()), cancellationToken);
            return true;
        }

        public async Task<bool> PushAsync(string peer, string hash, Stream zip, CancellationToken cancellationToken)
        {
            if (network.Hanging.Contains(peer))
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return !network.Deaf.Contains(peer)
                && await network.Stores[peer].StoreZipAsync(hash, zip, cancellationToken) is null;
        }
    }
}
