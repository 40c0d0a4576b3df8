using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Holdfast.ResourceApi;

/// <summary>
/// Ready-made checks for LooksAlive, IsAlive and the end of Online. A check answers false; it throws only when
/// cancelled.
/// </summary>
public static class Probe
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private static readonly Lazy<HttpClient> Http = new(() => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Whether something on this machine accepts connections at a port, within 5 s.</summary>
    /// <param name="port">The TCP port, on the loopback address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<bool> TcpAsync(int port, CancellationToken cancellationToken) =>
        TcpAsync(IPAddress.Loopback.ToString(), port, DefaultTimeout, cancellationToken);

    /// <summary>Whether a host accepts connections at a port.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The TCP port.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<bool> TcpAsync(string host, int port, TimeSpan timeout, CancellationToken cancellationToken) =>
        WithinAsync(timeout, cancellationToken, async token =>
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(host, port, token).ConfigureAwait(false);
            return true;
        });

    /// <summary>
    /// Whether an HTTP server on this machine answers a GET with a status from 200 to 299, within 5 s.
    /// </summary>
    /// <param name="port">The TCP port, on the loopback address.</param>
    /// <param name="path">The path, e.g. <c>/health</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<bool> HttpAsync(int port, string path, CancellationToken cancellationToken) =>
        HttpAsync(new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), port, path).Uri, DefaultTimeout,
            cancellationToken);

    /// <summary>Whether a URL answers a GET with a status from 200 to 299. Redirects are not followed.</summary>
    /// <param name="url">An http or https URL.</param>
    /// <param name="timeout">How long to wait for the answer's head.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<bool> HttpAsync(Uri url, TimeSpan timeout, CancellationToken cancellationToken) =>
        WithinAsync(timeout, cancellationToken, async token =>
        {
            using var response = await Http.Value
                .GetAsync(url, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        });

    /// <summary>What a command, run under the group's guard, comes to; it is killed when the time is over.</summary>
    /// <param name="context">The resource's context.</param>
    /// <param name="command">What to run; exit code 0 means that all is well.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up and kills the command.</param>
    /// <returns><see cref="Health.Ok"/>, or <see cref="Health.Failed"/> with the last line the command wrote.</returns>
    public static Task<Health> CommandAsync(
        ResourceContext context, ProcessStart command, TimeSpan timeout, CancellationToken cancellationToken) =>
        CommandAsync(context, "probe", command, timeout, cancellationToken);

    /// <summary>The same, for a resource that may run several commands at a time.</summary>
    /// <param name="context">The resource's context.</param>
    /// <param name="name">The command's name within the resource.</param>
    /// <param name="command">What to run; exit code 0 means that all is well.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Gives up and kills the command.</param>
    /// <returns><see cref="Health.Ok"/>, or <see cref="Health.Failed"/> with the last line the command wrote.</returns>
    public static async Task<Health> CommandAsync(
        ResourceContext context,
        string name,
        ProcessStart command,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(command);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var result = await context.Processes.RunAsync(name, command, limit.Token).ConfigureAwait(false);
            var ending = $"{command.FileName} exited with code {result.ExitCode}: {result.LastLine}";
            return result.Succeeded ? Health.Ok : Health.Failed(ending.TrimEnd(':', ' '));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Health.Failed($"{command.FileName} did not end within {Duration.Format(timeout)}");
        }
        catch (ProcessStartException exception)
        {
            return Health.Failed(exception.Message);
        }
    }

    private static async Task<bool> WithinAsync(
        TimeSpan timeout, CancellationToken cancellationToken, Func<CancellationToken, Task<bool>> check)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await check(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or HttpRequestException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
