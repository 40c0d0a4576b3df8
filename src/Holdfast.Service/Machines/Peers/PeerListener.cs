using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Machines.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Holdfast.Service.Machines.Peers;

/// <summary>
/// Where a node answers other machines: mutual TLS. Who shows no certificate gets as far as asking to join; who shows
/// one that the cluster's authority did not sign, and with which no person was let in, gets no connection.
/// </summary>
internal static class PeerListener
{
    private const int MostConnections = 200;
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);
    private static int _open;

    /// <param name="kestrel">The server.</param>
    /// <param name="options">Where it listens.</param>
    /// <param name="certificates">The machine's own, and the authority's.</param>
    /// <param name="knows">Whether somebody was let in with the certificate of this hash.</param>
    public static void Listen(
        KestrelServerOptions kestrel, MachineOptions options, MachineCertificates certificates,
        Func<string, bool> knows) =>
        kestrel.Listen(AddressOf(options.Address), options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => LimitAsync(next, connection));
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeTimeout,
                OnConnection = _ => ValueTask.FromResult(Server(certificates, knows)),
            });
            listen.Use(next => connection => NoteAsync(next, connection, certificates));
        });

    /// <summary>
    /// Strangers must not be able to take the connections that the machine's own users need: beyond the limit they are
    /// closed at once.
    /// </summary>
    private static async Task LimitAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > MostConnections)
            {
                connection.Abort();
                return;
            }

            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static SslServerAuthenticationOptions Server(
        MachineCertificates certificates, Func<string, bool> knows) => new()
    {
        ServerCertificate = certificates.Current,
        EnabledSslProtocols = CertificateCheck.Protocol,
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null
            || (shown is X509Certificate2 certificate
                && (CertificateCheck.ClientOf(certificate, certificates.Authority) is { } identity
                    ? identity.ClusterId == certificates.Identity.ClusterId
                        && !certificates.Folder.IsRevoked(certificate)
                    : knows(PersonCertificates.HashOf(certificate)))),
    };

    private static async Task NoteAsync(
        ConnectionDelegate next, ConnectionContext connection, MachineCertificates certificates)
    {
        X509Certificate2? shown = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        MachineIdentity? machine =
            shown is null ? null : CertificateCheck.ClientOf(shown, certificates.Authority);
        connection.Features.Set(new PeerConnection(
            machine, shown is null || machine is not null ? "" : PersonCertificates.HashOf(shown)));
        if (shown is null || machine is null)
        {
            await next(connection).ConfigureAwait(false);
            return;
        }

        using IDisposable open = certificates.Connections.Add(shown, connection.Abort);
        if (!certificates.Folder.IsRevoked(shown))
        {
            // Else it was revoked since the handshake, and nobody may have found the connection yet.
            await next(connection).ConfigureAwait(false);
        }
    }

    /// <summary>Where a host is listened for: an address of this machine, or all.</summary>
    public static IPAddress AddressOf(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return address;
        }

        try
        {
            return Dns.GetHostAddresses(host).FirstOrDefault(each => !IPAddress.IsLoopback(each)) ?? IPAddress.IPv6Any;
        }
        catch (SocketException)
        {
            return IPAddress.IPv6Any;
        }
    }
}
