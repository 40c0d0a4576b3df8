using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Peers;

namespace Holdfast.Service.Api.Access;

/// <summary>Finds out who sends a request, from the connection and the credentials that come with it.</summary>
internal sealed class CallerReader(
    SocketAccess access, ApiToken token, NamedTokens tokens, PageSessions sessions, NodeOptions options,
    IClusterView view, TimeProvider time)
{
    /// <summary>Set by a node that passes a request on: for whom it does.</summary>
    public const string OnBehalfOf = "Holdfast-On-Behalf-Of";

    /// <summary>Sent by the web page with everything it asks for.</summary>
    public const string PageHeader = "Holdfast-Page";

    private const int LongestName = 200;
    private const string Scheme = "Bearer ";

    /// <summary>Name of the session cookie; cookies do not tell ports apart, so the node's name is in it. Of what
    /// begins so, browsers send nothing to any other host, and take it from no page that could be forged on its
    /// way.</summary>
    public string CookieName => "__Host-holdfast-" + options.Node;

    public Caller Read(HttpContext context)
    {
        if (context.Features.Get<SocketPeer>() is { } peer)
        {
            return peer.Allowed
                ? new Caller.LocalUser(peer.Credentials, Behalf(context, peer))
                : new Caller.StrangeUser(peer.Credentials);
        }

        // Tokens and cookies are this machine's own, and count for nothing on the listener for others.
        if (context.Features.Get<PeerConnection>() is { } connection)
        {
            if (PersonCertificates.Find(view.Current, connection.PersonHash, time.GetUtcNow()) is { } person)
            {
                return new Caller.Person(person.Name, Enum.Parse<Role>(person.Role), IsNoBrowser(context.Request)
                    || AsksItself(context.Request));
            }

            return connection.Identity is { } machine && view.Current.Machines.ContainsKey(machine.Name)
                ? new Caller.Machine(machine, machine.IsNode ? Named(context) : null)
                : new Caller.UnknownMachine();
        }

        string authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            string text = authorization[Scheme.Length..].Trim();
            return token.Accepts(text) ? new Caller.TokenHolder()
                : tokens.Find(text) is { } named ? new Caller.TokenHolder(named.Name, named.Role, named)
                : new Caller.Anonymous();
        }

        return context.Request.Cookies[CookieName] is { } session && sessions.Find(session) is { } open
            && (open.Token is null || tokens.Has(open.Token))
            ? new Caller.PageSession(open.Ends, AsksItself(context.Request), open.Role, open.Token)
            : new Caller.Anonymous();
    }

    /// <summary>Another site cannot send this header without asking first, which nothing here answers; where the
    /// browser says what kind of site asks, it must say that it is this one. A page at another port of the machine
    /// is the same site to the cookie, but not the same origin.</summary>
    private static bool AsksItself(HttpRequest request) =>
        request.Headers.ContainsKey(PageHeader)
        && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin";

    /// <summary>Browsers send one of these with whatever could change something.</summary>
    private static bool IsNoBrowser(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].Count == 0 && request.Headers.Origin.Count == 0;

    private string? Behalf(HttpContext context, SocketPeer peer) =>
        access.SpeaksForOthers(peer.Credentials) ? Named(context) : null;

    private static string? Named(HttpContext context)
    {
        string name = context.Request.Headers[OnBehalfOf].ToString();
        return name.Length is 0 or > LongestName ? null : name;
    }
}
