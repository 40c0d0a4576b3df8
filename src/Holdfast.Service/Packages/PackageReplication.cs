using Holdfast.Core.Collections;

namespace Holdfast.Service.Packages;

/// <summary>Puts a package on the other nodes before anything refers to it.</summary>
internal sealed class PackageReplication(string node, IPackageStore store, IPackagePeers peers)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

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
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool[] taken = await Task.WhenAll(others.Select(peer => PushAsync(peer, hash, bytes, enough)))
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return taken.Contains(true) ? [node, .. others.Where((_, i) => taken[i])] : null;
    }

    /// <summary>Once one has taken it, the others have a little time; what they miss they fetch themselves.</summary>
    private async Task<bool> PushAsync(string peer, string hash, byte[] zip, CancellationTokenSource enough)
    {
        try
        {
            using var content = new MemoryStream(zip, writable: false);
            bool taken = await peers.PushAsync(peer, hash, content, enough.Token).ConfigureAwait(false);
            if (taken)
            {
                enough.CancelAfter(Grace);
            }

            return taken;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
