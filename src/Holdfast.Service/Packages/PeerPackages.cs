using System.Net.Http.Headers;
using System.Net.Sockets;
using Holdfast.Core.State;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Packages;

/// <summary>Peers reached by their APIs, on this machine or another.</summary>
public sealed class PeerPackages(string node, IClusterView view, PeerNodes nodes) : IPackagePeers
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>How long a peer may take before it begins to answer: it verifies and zips the package first.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may be up before it has said where its API is.</summary>
    private static readonly TimeSpan AddressTimeout = TimeSpan.FromSeconds(5);

    /// <remarks>
    /// One that has just come up and has not published its address yet is up all the same: what only this node holds
    /// must not count as held by all.
    /// </remarks>
    public IReadOnlyList<string> For(string hash)
    {
        ClusterSnapshot snapshot = view.Current;
        return [.. snapshot.Members.Values
            .Where(row => row.Value.Alive && row.Value.Node != node)
            .OrderByDescending(row =>
                snapshot.NodeStatuses.TryGetValue(row.Value.Node, out var status)
                    && status.Value.Packages.Contains(hash))
            .ThenBy(row => row.Value.Node, StringComparer.Ordinal)
            .Select(row => row.Value.Node)];
    }

    public async Task<bool> FetchAsync(string peer, string hash, Stream destination,
        CancellationToken cancellationToken)
    {
        return await CallAsync(
            peer,
            async (client, limit) =>
            {
                using var begin = CancellationTokenSource.CreateLinkedTokenSource(limit);
                begin.CancelAfter(AnswerTimeout);
                using HttpResponseMessage answer = await client.GetAsync(
                    Address(hash), HttpCompletionOption.ResponseHeadersRead, begin.Token).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }

                await answer.Content.CopyToAsync(destination, limit).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> PushAsync(string peer, string hash, Stream zip, CancellationToken cancellationToken)
    {
        await WaitForAddressAsync(peer, cancellationToken).ConfigureAwait(false);
        return await CallAsync(
            peer,
            async (client, limit) =>
            {
                using var content = new StreamContent(zip);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
                using HttpResponseMessage answer =
                    await client.PutAsync(Address(hash), content, limit).ConfigureAwait(false);
                return answer.IsSuccessStatusCode;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitForAddressAsync(string peer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AddressTimeout);
        try
        {
            while (nodes.AddressOf(peer) is null)
            {
                await view.NextAsync(view.Current.Revision, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Then it does not take the package.
        }
    }

    private static Uri Address(string hash) => new($"api/v1/packages/{hash}", UriKind.Relative);

    private async Task<bool> CallAsync(
        string peer, Func<HttpClient, CancellationToken, Task<bool>> call, CancellationToken cancellationToken)
    {
        if (nodes.AddressOf(peer) is not { } address)
        {
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        using HttpClient client = nodes.Connect(address);
        try
        {
            return await call(client, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
