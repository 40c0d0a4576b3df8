using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Holdfast.Service.Api;

/// <summary>Where this node's API listens, known once the server has started; published in
/// <c>status/nodes/&lt;n&gt;</c>.</summary>
public sealed class ApiAddresses(IServer server, Hosting.NodeOptions options)
{
    /// <summary>Path of the Unix socket.</summary>
    public string Socket => options.ApiSocket;

    /// <summary>Address on TCP, with the port that was really taken; null where TCP is off or the server not
    /// started.</summary>
    public string? Url => server.Features.Get<IServerAddressesFeature>()?.Addresses
        .FirstOrDefault(address => address.StartsWith("http:", StringComparison.Ordinal)
            && !address.Contains("unix:", StringComparison.Ordinal));

    /// <summary>Address for other machines; null on a cluster of one machine.</summary>
    public string? PeerUrl => options.Machine?.Url.GetLeftPart(UriPartial.Authority);
}
