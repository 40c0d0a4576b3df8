using Holdfast.Client.Dtos;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Views;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/cluster</c>, <c>/api/v1/version</c> and <c>/api/v1/page-links</c>.</summary>
internal static class ClusterEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cluster/status", (IClusterView view, NodeOptions options) =>
                TypedResults.Ok(ClusterDtos.Of(view.Current, options.Node)))
            .WithName("ClusterStatus").WithTags("cluster").WithSummary("The whole cluster at one revision.");
        api.MapGet("/version", (NodeOptions options) =>
                TypedResults.Ok(new VersionDto { Version = ServiceVersion.Text, Node = options.Node }))
            .WithName("Version").WithTags("cluster").WithSummary("The version of the node's service.");
        api.MapPost("/page-links", Link)
            .WithName("MakePageLink").WithTags("cluster")
            .WithSummary("An address at which the status page can be opened once.");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<PageLinkDto> Link(
        PageSessions sessions, ApiAddresses addresses)
    {
        (string code, DateTimeOffset expiresAt) = sessions.NewCode();
        string url = addresses.Url ?? "http://127.0.0.1";
        return TypedResults.Ok(new PageLinkDto { Url = $"{url.TrimEnd('/')}/?once={code}", ExpiresAt = expiresAt });
    }
}
