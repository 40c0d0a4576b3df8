using System.Collections.Concurrent;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.State;
using Holdfast.Core.Status;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Api.Pages;

/// <summary>The other nodes at which a browser can go on with the page when this node ends.</summary>
internal sealed class PagePeers(IClusterView view, NodeOptions options) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Until the page asks again; the nodes may be others then.</summary>
    private static readonly TimeSpan PeopleLinksLast = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, HoldfastClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Addresses of the nodes that are up and serve the page to whoever asks, in order of their
    /// names.</summary>
    public IReadOnlyList<string> Urls(Caller caller) => caller is Caller.Person
        ? [.. OnOtherMachines().Select(each => each.PeerUrl.TrimEnd('/'))]
        : [.. OnThisMachine().Select(each => each.ApiUrl.TrimEnd('/'))];

    /// <summary>Where somebody with a certificate of their own can go on: their certificate counts at every
    /// node.</summary>
    public IReadOnlyList<NodePageLinkDto> LinksForPeople(DateTimeOffset now) =>
    [
        .. OnOtherMachines().Select(node => new NodePageLinkDto
        {
            Node = node.Node, Url = $"{node.PeerUrl.TrimEnd('/')}/?goOn=true", ExpiresAt = now + PeopleLinksLast,
        }),
    ];

    /// <summary>One-time addresses, from each node that answers.</summary>
    /// <param name="who">For whom.</param>
    /// <param name="role">The role of the sessions that they open.</param>
    /// <param name="sessionEnds">When the sessions that they open end at the latest.</param>
    public async Task<IReadOnlyList<NodePageLinkDto>> LinksAsync(
        string who, string role, DateTimeOffset? sessionEnds, CancellationToken cancellationToken)
    {
        NodePageLinkDto?[] found = await Task
            .WhenAll(OnThisMachine().Select(node => LinkAsync(node, who, role, sessionEnds, cancellationToken)))
            .ConfigureAwait(false);
        return [.. found.OfType<NodePageLinkDto>()];
    }

    public void Dispose()
    {
        foreach (HoldfastClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    /// <summary>The page of a node is on the loopback of its own machine.</summary>
    private IEnumerable<NodeStatus> OnThisMachine() => Up()
        .Where(node => node.ApiUrl.Length > 0 && node.ApiSocket.Length > 0 && node.PeerUrl.Length == 0);

    private IEnumerable<NodeStatus> OnOtherMachines() => Up().Where(node => node.PeerUrl.Length > 0);

    private IEnumerable<NodeStatus> Up()
    {
        ClusterSnapshot snapshot = view.Current;
        return snapshot.NodeStatuses.Values.Select(row => row.Value)
            .Where(node => node.Node != options.Node && snapshot.IsUp(node.Node));
    }

    private async Task<NodePageLinkDto?> LinkAsync(
        NodeStatus node, string who, string role, DateTimeOffset? sessionEnds, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        HoldfastClient client = _clients.GetOrAdd(
            node.ApiSocket, path => HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(path)));
        try
        {
            PageLinkDto link = await client.OnBehalfOf(who).PageLinkAsync(role, sessionEnds, limit.Token)
                .ConfigureAwait(false);
            return new NodePageLinkDto { Node = node.Node, Url = link.Url, ExpiresAt = link.ExpiresAt };
        }
        catch (Exception failure) when (failure is HoldfastException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A node that does not answer is not one to go on at.
            return null;
        }
    }
}
