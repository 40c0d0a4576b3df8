using System.Net;
using System.Net.Sockets;
using Holdfast.Database.Connections;
using Holdfast.Service.Api.Access;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Peers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Holdfast.Service.Api;

/// <summary>Where the API listens: a Unix socket whose users the kernel vouches for, loopback TCP with a token, and for
/// other machines TCP with mutual TLS.</summary>
internal sealed class ApiListeners(
    NodeOptions options, SocketAccess access, LocalMachine machine, IClusterView view, TimeProvider time)
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute;

    /// <summary>Where run folders are made that nobody named.</summary>
    private const string SharedRunFolder = "/run/holdfast";

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = ApiLimits.Transport;
        kestrel.Limits.MaxConcurrentConnections = ApiLimits.Connections;
        kestrel.Limits.MaxRequestHeaderCount = ApiLimits.Headers;
        kestrel.Limits.MaxRequestHeadersTotalSize = ApiLimits.HeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = ApiLimits.HeadersTimeout;
        PrepareFolder();
        kestrel.ListenUnixSocket(options.ApiSocket, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(NotePeerAsync);
        });
        if (options.Port is { } port)
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        }

        if (machine is { Options: { } others, Certificates: { } certificates })
        {
            PeerListener.Listen(kestrel, others, certificates,
                hash => PersonCertificates.Find(view.Current, hash, time.GetUtcNow()) is not null);
        }
    }

    /// <summary>
    /// Binds as Kestrel does, but sets the socket's mode before anybody can connect, and has other machines' lost
    /// segments sent again soon.
    /// </summary>
    public void Configure(SocketTransportOptions transport) => transport.CreateBoundListenSocket = endpoint =>
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is UnixDomainSocketEndPoint)
        {
            Share(options.ApiSocket, SocketMode);
        }
        else
        {
            ThinStream.Prepare(socket);
        }

        return socket;
    };

    /// <summary>The folder is closed to others before the socket is made in it; a socket left behind is
    /// removed.</summary>
    private void PrepareFolder()
    {
        string folder = Path.GetDirectoryName(options.ApiSocket)!;
        Directory.CreateDirectory(folder, FolderMode);
        Share(folder, FolderMode);
        LetGroupThrough(options.RunFolder);
        if (Path.GetDirectoryName(options.RunFolder) is SharedRunFolder)
        {
            LetGroupThrough(SharedRunFolder);
        }

        File.Delete(options.ApiSocket);
    }

    /// <summary>Members of the group may go through the folder to the one with the socket, and see nothing
    /// else.</summary>
    private void LetGroupThrough(string folder)
    {
        if (access.GroupId is { } group && FileOwner.GiveToGroup(folder, group))
        {
            File.SetUnixFileMode(folder, Traversable);
        }
    }

    private void Share(string path, UnixFileMode mode)
    {
        File.SetUnixFileMode(path, mode);
        if (access.GroupId is { } group)
        {
            // A service without the right to do so serves its own user and root.
            FileOwner.GiveToGroup(path, group);
        }
    }

    private ConnectionDelegate NotePeerAsync(ConnectionDelegate next) => connection =>
    {
        Socket socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket
            ?? throw new InvalidOperationException("The transport does not give the socket, so its user is not known.");
        (Linux.PeerCredentials peer, bool allowed) = access.Check(socket);
        connection.Features.Set(new SocketPeer(peer, allowed));
        return next(connection);
    };
}
