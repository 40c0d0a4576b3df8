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
    public const string ContentSecurityPolicy = Sources + "; form-action 'none'";

    /// <summary>The same for the page on which somebody signs in: its form goes to the node.</summary>
    public const string FormPolicy = Sources + "; form-action 'self'";

    private const string Sources =
        "default-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'";

    /// <summary>Two years: who came over TLS once is not led back to a connection without.</summary>
    public const string TransportSecurity = "max-age=63072000";

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
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = TransportSecurity;
        }

        return context.Features.Get<SocketPeer>() is not null || context.Features.Get<PeerConnection>() is not null
            || Names.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase)
            ? next(context)
            : new ProblemResult(new Refusal(ErrorCodes.HostNotAllowed,
                $"this node does not answer for the host \"{context.Request.Host.Host}\"; use 127.0.0.1"))
                .ExecuteAsync(context);
    }
}
