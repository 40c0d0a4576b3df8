namespace Holdfast.Service.Packages;

/// <summary>The other nodes, as places that packages come from and go to.</summary>
public interface IPackagePeers
{
    /// <summary>Names of the other nodes that are up; those that say they hold the package come first.</summary>
    IReadOnlyList<string> For(string hash);

    /// <summary>
    /// Copies a peer's zip of the package into the stream; false if the peer does not have it or does not answer.
    /// </summary>
    Task<bool> FetchAsync(string peer, string hash, Stream destination, CancellationToken cancellationToken);

    /// <summary>Gives a peer a zip of the package; false if it did not take it.</summary>
    Task<bool> PushAsync(string peer, string hash, Stream zip, CancellationToken cancellationToken);
}
