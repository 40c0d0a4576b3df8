using Holdfast.Core.Collections;

namespace Holdfast.Service.Packages;

/// <summary>Puts a package on the other nodes before anything refers to it.</summary>
internal sealed class PackageReplication(string node, IPackageStore store, IPackagePeers peers)
{
    /// <summary>Gives the package to every node that is up; returns the nodes that hold it, this one first.</summary>
    /// <remarks>Null if others are up and none took it: then only this node would hold it.</remarks>
    public async Task<ValueList<string>?> SpreadAsync(string hash, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> others = peers.For(hash);
        if (others.Count == 0)
        {
            return [node];
        }

        using var zip = new MemoryStream();
        if (!await store.WriteZipAsync(hash, zip, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        byte[] bytes = zip.ToArray();
        bool[] taken = await Task.WhenAll(others.Select(async peer =>
        {
            using var content = new MemoryStream(bytes, writable: false);
            return await peers.PushAsync(peer, hash, content, cancellationToken).ConfigureAwait(false);
        })).ConfigureAwait(false);
        return taken.Contains(true) ? [node, .. others.Where((_, i) => taken[i])] : null;
    }
}
