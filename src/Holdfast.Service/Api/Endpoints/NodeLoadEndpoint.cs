using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Linux;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/nodes/{name}/load</c>: asked of the node when somebody looks, and stored nowhere.</summary>
internal static class NodeLoadEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(RouteGroupBuilder nodes) => nodes.MapGet("/{name}/load", LoadAsync)
        .WithMetadata(new ForNodes()).WithName("NodeLoad")
        .WithSummary("How busy its machine is now, as the node itself says: load average and memory.")
        .Produces<NodeLoadDto>();

    private static async Task<IResult> LoadAsync(
        HttpContext context, string name, IClusterView view, NodeOptions options, PeerNodes peers)
    {
        if (!view.Current.NodeNames().Contains(name))
        {
            return new ProblemResult(view.Current.NoNode(name));
        }

        if (name == options.Node)
        {
            return TypedResults.Ok(Here(name));
        }

        return !context.Request.Headers.ContainsKey(CallerReader.OnBehalfOf) && peers.ClientOf(name) is { } peer
            ? await ThereAsync(peer.OnBehalfOf(context.Who()), name, context.RequestAborted).ConfigureAwait(false)
            : Silent(name, "it has not published the address of its API");
    }

    private static NodeLoadDto Here(string name)
    {
        var now = MachineLoad.Now();
        return new NodeLoadDto
        {
            Node = name, LoadAverage = now.Average, Processors = Environment.ProcessorCount,
            MemoryBytes = now.MemoryBytes, MemoryUsedBytes = now.UsedBytes,
        };
    }

    private static async Task<IResult> ThereAsync(HoldfastClient peer, string name, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return TypedResults.Ok(await peer.Nodes.LoadAsync(name, limit.Token).ConfigureAwait(false));
        }
        catch (HoldfastException failure)
        {
            return Silent(name, failure.Detail);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Silent(name, "it took too long");
        }
    }

    private static ProblemResult Silent(string name, string why) =>
        new(new Refusal(ErrorCodes.OwnerNotReachable, $"node {name} does not answer: {why}"));
}
