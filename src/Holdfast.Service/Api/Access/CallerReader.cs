using Holdfast.Service.Hosting;

namespace Holdfast.Service.Api.Access;

/// <summary>Finds out who sends a request, from the connection and the credentials that come with it.</summary>
internal sealed class CallerReader(SocketAccess access, ApiToken token, PageSessions sessions, NodeOptions options)
{
    /// <summary>Set by a node that passes a request on: for whom it does.</summary>
    public const string OnBehalfOf = "Holdfast-On-Behalf-Of";

    private const int LongestName = 200;
    private const string Scheme = "Bearer ";

    /// <summary>Name of the session cookie; cookies do not tell ports apart, so the node's name is in it.</summary>
    public string CookieName => "holdfast-" + options.Node;

    public Caller Read(HttpContext context)
    {
        if (context.Features.Get<SocketPeer>() is { } peer)
        {
            return peer.Allowed
                ? new Caller.LocalUser(peer.Credentials, Behalf(context, peer))
                : new Caller.StrangeUser(peer.Credentials);
        }

        string authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return token.Accepts(authorization[Scheme.Length..].Trim())
                ? new Caller.TokenHolder()
                : new Caller.Anonymous();
        }

        return context.Request.Cookies[CookieName] is { } session && sessions.IsOpen(session)
            ? new Caller.PageSession()
            : new Caller.Anonymous();
    }

    private string? Behalf(HttpContext context, SocketPeer peer)
    {
        string name = context.Request.Headers[OnBehalfOf].ToString();
        return name.Length is 0 or > LongestName || !access.SpeaksForOthers(peer.Credentials) ? null : name;
    }
}
