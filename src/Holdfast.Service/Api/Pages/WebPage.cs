using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Service.Api.Pages;

/// <summary>The web page: its own addresses, its files, and the headers that bind it to this cluster.</summary>
internal static class WebPage
{
    /// <summary>An answer that other nodes' pages may ask for, to see whether this node answers at all.</summary>
    public const string SignOfLife = "/favicon.svg";

    public const string NotBuiltIn =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Holdfast</title>"
        + "<p>This service was compiled without the web page (it needs Node.js and npm, then <code>make stage</code>)."
        + "</p><p>The plain <a href=\"/status\">status page</a> and the REST API under <code>/api/v1</code> are "
        + "there.</p></html>";

    private const string Index = "index.html";

    private const string To = "to";

    /// <summary>What a page is told: the row to open, and the node that served it before.</summary>
    private static readonly string[] Told = ["open", "from"];

    /// <summary>The page's own addresses beside <c>/</c>.</summary>
    private static readonly string[] Routes =
        ["/groups", "/resources", "/types", "/nodes", "/fence", "/events", "/what-if", "/settings"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (string route in Routes)
        {
            routes.MapGet(route + "/{**rest}", Show).ExcludeFromDescription();
        }

        routes.MapGet("/assets/{**path}", (string path, WebFiles files) => Send(files, "assets/" + path, forever: true))
            .ExcludeFromDescription();
        routes.MapGet(SignOfLife, (WebFiles files) => Send(files, SignOfLife[1..], forever: false))
            .ExcludeFromDescription();
    }

    /// <summary>The page for those who are signed in; how to sign in for the others.</summary>
    public static IResult Enter(HttpContext context, WebFiles files, PagePeers peers)
    {
        if (!files.BuiltIn)
        {
            return TypedResults.Content(NotBuiltIn, "text/html; charset=utf-8");
        }

        Refusal? refusal = ApiPolicy.Check(AccessMiddleware.CallerOf(context), context.Request.Method, null);
        return refusal is null ? Show(context, files, peers) : new ProblemResult(refusal);
    }

    /// <summary>Where a browser goes once it is signed in: to the page that it asked for.</summary>
    public static string Target(HttpRequest request, WebFiles files)
    {
        Dictionary<string, string?> wanted = Wanted(request);
        return !files.BuiltIn ? "/status"
            : wanted.Remove(To, out string? route) ? QueryHelpers.AddQueryString(route!, wanted)
            : QueryHelpers.AddQueryString("/", wanted);
    }

    /// <summary>The page that a request is for, or says it wants once somebody is signed in, and what it is
    /// told.</summary>
    public static Dictionary<string, string?> Wanted(HttpRequest asked)
    {
        string route = Routes.Contains(asked.Path.Value) ? asked.Path.Value! : asked.Query[To].ToString();
        var wanted = Told.Where(name => Bodies.Names.IsName(asked.Query[name].ToString()))
            .ToDictionary(name => name, name => (string?)asked.Query[name].ToString());
        if (Routes.Contains(route))
        {
            wanted[To] = route;
        }

        return wanted;
    }

    private static IResult Show(HttpContext context, WebFiles files, PagePeers peers)
    {
        if (files.Find(Index) is not { } index)
        {
            return TypedResults.Content(NotBuiltIn, "text/html; charset=utf-8");
        }

        // The page asks the other nodes for a sign of life before it goes on at one of them.
        context.Response.Headers.ContentSecurityPolicy =
            $"{HostMiddleware.ContentSecurityPolicy}; "
            + $"connect-src {string.Join(' ', peers.Urls(AccessMiddleware.CallerOf(context)).Prepend("'self'"))}";
        return new WebFileResult(index, forever: false);
    }

    private static IResult Send(WebFiles files, string path, bool forever) =>
        files.Find(path) is { } file
            ? new WebFileResult(file, forever)
            : new ProblemResult(new Refusal(
                Client.Errors.ErrorCodes.NoSuchAddress, $"the web page has no file {path}"));
}
