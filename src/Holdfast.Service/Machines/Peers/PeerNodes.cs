using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Database.Connections;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines.Peers;

/// <summary>
/// How other nodes are reached: on this machine by the Unix socket of their API, on another one by mutual TLS, as their
/// <c>status/nodes/&lt;n&gt;</c> says.
/// </summary>
public sealed class PeerNodes(IClusterView view, MachineCertificates? certificates) : IDisposable
{
    private readonly ConcurrentDictionary<string, HoldfastClient> _clients = new(StringComparer.Ordinal);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Where the node is; null while it has not said so.</summary>
    public string? AddressOf(string node)
    {
        NodeStatus? status = view.Current.NodeStatuses.TryGetValue(node, out Row<NodeStatus>? row) ? row.Value : null;
        return status switch
        {
            { PeerUrl.Length: > 0 } => certificates is null ? null : status.PeerUrl,
            { ApiSocket.Length: > 0 } => status.ApiSocket,
            _ => null,
        };
    }

    /// <summary>
    /// A client of the node's API, kept for the next time; null while the node has not said where it is.
    /// </summary>
    public HoldfastClient? ClientOf(string node) => AddressOf(node) is { } address
        ? _clients.GetOrAdd(address, place => place.StartsWith('/')
            ? HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(place))
            : HoldfastClient.Over(Connect(place)))
        : null;

    public void Dispose()
    {
        foreach (HoldfastClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    /// <summary>A client of what <see cref="AddressOf"/> said.</summary>
    public HttpClient Connect(string address)
    {
        bool machine = address.StartsWith("https://", StringComparison.Ordinal);
        SocketsHttpHandler handler = machine ? Tls(certificates!) : Unix(address);
        return new HttpClient(handler)
        {
            BaseAddress = new Uri(machine ? address : "http://peer/"), Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>A handler that shows this machine's certificate and trusts only the cluster's.</summary>
    public static SocketsHttpHandler Tls(MachineCertificates certificates)
    {
        SslClientAuthenticationOptions tls = CertificateCheck.Client(certificates.Authority);
        tls.ClientCertificates = [];
        tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.Current;
        return new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), SslOptions = tls,
            ConnectCallback = HostDialer.Shared.ConnectAsync,
        };
    }

    private static SocketsHttpHandler Unix(string path) => new()
    {
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
