using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Database.Connections;

/// <summary>
/// Opens connections to hosts that are named, also while nobody resolves their names, or somebody resolves them to
/// where nobody answers: then the address that answered last is tried.
/// </summary>
/// <remarks>
/// What the name is said to be goes first, for a host may have moved, and somebody else may answer where it was. What
/// answers is not checked here; TLS does that. Addresses are remembered while the process lives. After "Happy
/// Eyeballs" (RFC 8305): the second way begins when the first has failed, or has had its head start.
/// </remarks>
public sealed class HostDialer(Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, IPAddress> _answered = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The one of this process, which resolves as the system does.</summary>
    public static HostDialer Shared { get; } = new(Dns.GetHostAddressesAsync);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken) => new NetworkStream(
            await OpenAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken)
                .ConfigureAwait(false),
            ownsSocket: true);

    /// <summary>A connection to a port of a host.</summary>
    /// <param name="host">A name, or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">It has no address that answers.</exception>
    public async Task<Socket> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return await DialAsync([address], port, cancellationToken).ConfigureAwait(false);
        }

        Task<IPAddress[]> lookup = resolve(host, CancellationToken.None);
        Socket opened = await (_answered.TryGetValue(host, out IPAddress? known)
            ? EitherAsync(host, known, lookup, port, cancellationToken)
            : DialAsync(lookup, port, cancellationToken)).ConfigureAwait(false);
        try
        {
            _answered[host] = ((IPEndPoint)opened.RemoteEndPoint!).Address;
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static Task<Socket> DialAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken) =>
        RepeatedDial.OfTcp.OpenAsync(addresses, port, cancellationToken);

    /// <summary>A lookup cannot be broken off, but need not be waited for.</summary>
    private static async Task<Socket> DialAsync(
        Task<IPAddress[]> lookup, int port, CancellationToken cancellationToken) => await DialAsync(
            await lookup.WaitAsync(cancellationToken).ConfigureAwait(false), port, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>
    /// Where it is said to be, or where it answered last: whichever answers first. While nobody says anything, the
    /// latter is tried again and again.
    /// </summary>
    private async Task<Socket> EitherAsync(
        string host, IPAddress known, Task<IPAddress[]> lookup, int port, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Socket> said = DialAsync(lookup, port, over.Token);
        while (true)
        {
            await Task.WhenAny(said, Task.Delay(HeadStart, over.Token)).ConfigureAwait(false);
            if (said.IsCompletedSuccessfully || cancellationToken.IsCancellationRequested)
            {
                return await said.ConfigureAwait(false);
            }

            Task<Socket> before = DialAsync([known], port, over.Token);
            Task<Socket> first = await Task.WhenAny(said, before).ConfigureAwait(false);
            if (first.IsCompletedSuccessfully)
            {
                await over.CancelAsync().ConfigureAwait(false);
                _ = RepeatedDial.DiscardAsync(first == said ? before : said);
                _ = ForgetIfMovedAsync(host, known, lookup);
                return await first.ConfigureAwait(false);
            }

            if (first == said || lookup.IsCompleted)
            {
                return await (first == said ? before : said).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// What is said too late to go first, is heard all the same: who answered meanwhile may be another host.
    /// </summary>
    private async Task ForgetIfMovedAsync(string host, IPAddress known, Task<IPAddress[]> lookup)
    {
        if (!lookup.IsCompleted)
        {
            await ((Task)lookup).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (lookup.IsCompletedSuccessfully
                && !(await lookup.ConfigureAwait(false)).Any(said => said.MapToIPv6().Equals(known.MapToIPv6())))
            {
                _answered.TryRemove(new(host, known));
            }
        }
    }
}
