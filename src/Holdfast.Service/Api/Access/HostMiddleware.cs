using Holdfast.Client.Errors;
using Holdfast.Service.Api.Pages;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Api.Access;

/// <summary>Sets the security headers of every answer and refuses foreign Host headers on TCP (DNS
/// rebinding).</summary>
internal sealed class HostMiddleware(RequestDelegate next)
{
    /// <summary>What a page of this node may load and do; the web page adds where it looks for signs of
    /// life.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'";

    private static readonly string[] Names = ["127.0.0.1", "localhost", "[::1]"];

    public Task InvokeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] =
            context.Request.Path == WebPage.SignOfLife ? "cross-origin" : "same-origin";
        headers.CacheControl = "no-store";
        return context.Features.Get<SocketPeer>() is not null || context.Features.Get<PeerConnection>() is not null
            || Names.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase)
            ? next(context)
            : new ProblemResult(new Refusal(ErrorCodes.HostNotAllowed,
                $"this node does not answer for the host \"{context.Request.Host.Host}\"; use 127.0.0.1"))
                .ExecuteAsync(context);
    }
}
