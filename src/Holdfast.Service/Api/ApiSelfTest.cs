using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Holdfast.Service.Api;

/// <summary>Asks the node's own TCP listeners without credentials, and refuses to go on if one answers.</summary>
/// <remarks>Clusters were opened to the world by a refactoring that lost the check (CVE-2022-2553); this notices at
/// start. The request is written by hand: an HTTP client takes a fifth of a second of processor time to wake up, at
/// the moment when a restarted service has to adopt what runs.</remarks>
public static class ApiSelfTest
{
    private const int Refused = 401;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Call it once the server listens; does nothing where TCP is off.</summary>
    /// <exception cref="InvalidOperationException">
    /// The API answered somebody without credentials, or did not answer.
    /// </exception>
    public static async Task RunAsync(ApiAddresses addresses, CancellationToken cancellationToken)
    {
        foreach (string url in new[] { addresses.Url, addresses.PeerUrl }.OfType<string>())
        {
            await RefusesAsync(url, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RefusesAsync(string url, CancellationToken cancellationToken)
    {
        string line = await AskAsync(new Uri(url), cancellationToken).ConfigureAwait(false);
        string[] words = line.Split(' ', 3);
        if (words.Length < 2 || words[1] != Refused.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException(
                $"The API at {url} answered \"{line}\" to a request without credentials, not with {Refused}. "
                + "This node does not start: its API would be open to everybody who reaches it.");
        }
    }

    /// <summary>On the listener for other machines: as one that has no certificate, and does not check ours.</summary>
    private static async Task<Stream> OpenAsync(Socket socket, Uri url, CancellationToken cancellationToken)
    {
        var plain = new NetworkStream(socket);
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return plain;
        }

        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = url.Host, RemoteCertificateValidationCallback = (_, _, _, _) => true,
                },
                cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<string> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(url.Host, url.Port, limit.Token).ConfigureAwait(false);
            await using Stream stream = await OpenAsync(socket, url, limit.Token).ConfigureAwait(false);
            byte[] request = Encoding.ASCII.GetBytes(
                $"GET /api/v1/cluster/status HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n");
            await stream.WriteAsync(request, limit.Token).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) ?? "";
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new InvalidOperationException(
                $"The API at {url} did not answer this node's own request: {error.Message}");
        }
    }
}
